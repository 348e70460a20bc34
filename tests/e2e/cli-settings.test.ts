import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { buildDataSchema } from '../../src/domain/data.ts';
import type { FakeStep } from '../support/fake-claude.ts';
import type { Machine } from './harness/machine.ts';
import { branchTips, chunkCommits, stackOf, treeOf } from './harness/reading.ts';
import { type SampleTask, sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/12_auth.md';

let stage: Stage;
let here: Machine;

afterEach(async () => {
  await stage.remove();
});

interface Scene {
  readonly tasks: readonly SampleTask[];
  readonly config?: object;
  readonly claude?: readonly FakeStep[];
  readonly files?: Readonly<Record<string, string>>;
}

async function open({ tasks, config, claude, files = {} }: Scene): Promise<void> {
  const specs = { [SPEC]: specText('Auth', tasks), ...files };
  stage = await createStage({
    files: config === undefined ? sampleFiles(specs) : sampleFiles(specs, config),
    claude: claude ?? tasks.map(sampleStep),
  });
  here = stage.machine();
}

const some = (...titles: readonly string[]): SampleTask[] =>
  titles.map((title) => ({ title, lines: 2 }));

const started = (): readonly string[] => stage.claude.calls().map(({ title }) => title);

describe('the configuration file', () => {
  it('sets commands, set-up, copies, commits, pull requests and branches, each with effect', async () => {
    await open({
      tasks: some('Add login', 'Add logout'),
      files: { 'docs/notes/plan.md': '# Notes\n\n- [ ] Add notes\n' },
      claude: [
        { write: { 'src/a.js': 'a\n', 'gen/big.txt': 'x\n'.repeat(400) }, chunk: 'login' },
        { write: { 'src/b.js': 'b\n' } },
      ],
      config: {
        specs: ['docs/notes/*.md'],
        branchPrefix: 'robot/',
        commit: { format: 'conventional', signoff: true },
        workspace: { setup: ['echo "$PWD" > ../set-up'], copy: ['local.env'] },
        verify: { commands: ['test -f local.env', 'test -f ../set-up'] },
        pullRequest: {
          maxCommits: 1,
          maxLoc: 60,
          exclude: ['gen/**'],
          ready: 'bottom',
          reviewers: ['ada'],
          labels: ['robot'],
        },
      },
    });
    here.repo.write({ '.gitignore': 'local.env\n', 'local.env': 'A=1\n' });
    const ran = await here.build(['--spec', SPEC]);
    expect(ran.status, ran.stderr).toBe(0);
    const { pulls } = stage.github.state;
    expect(stackOf(pulls)).toEqual([
      'robot/spec-12 → main open',
      'robot/spec-12-part-2 → robot/spec-12 open draft',
    ]);
    expect([...(pulls[0]?.reviewers ?? [])]).toEqual(['ada']);
    expect(pulls.map(({ labels }) => [...labels])).toEqual([['robot'], ['robot']]);
    const [commit] = chunkCommits(stage.origin, 'main..refs/heads/robot/spec-12');
    expect(commit?.subject).toMatch(/^feat.*: add login$/i);
    expect(commit?.trailers).toMatchObject({
      'Signed-off-by': 'Ada Lovelace <ada@example.com>',
      'Codelicious-Verified': expect.stringContaining('test -f local.env') as string,
    });
    expect(Object.keys(treeOf(stage.origin, 'refs/heads/robot/spec-12'))).not.toContain(
      'local.env',
    );
    const { stdout } = await here.run(['plan', '--json']);
    const plan = JSON.parse(stdout) as { specs: { path: string }[] };
    expect(plan.specs.map(({ path }) => path)).toContain('docs/notes/plan.md');
  });

  it('gives way to environment and flags, and comes before the user’s', async () => {
    await open({
      tasks: some('Add login', 'Add logout', 'Add tokens'),
      config: { pullRequest: { maxCommits: 2 } },
    });
    const user = join(here.dir, 'config', 'codelicious');
    mkdirSync(user, { recursive: true });
    const settings = { pullRequest: { maxCommits: 1 }, branchPrefix: 'mine/', platform: 'local' };
    writeFileSync(join(user, 'config.json'), JSON.stringify(settings));
    const parts = async (...args: readonly string[]): Promise<unknown> => {
      const { stdout } = await here.run(['plan', '--json', ...args]);
      const { specs } = JSON.parse(stdout) as { specs: { parts: number; branch: string }[] };
      return specs.map((spec) => [spec.branch, spec.parts]);
    };
    expect(await parts()).toEqual([['mine/spec-12', 2]]);
    expect(await parts('--max-commits-per-pr', '3')).toEqual([['mine/spec-12', 1]]);
    const env = { CODELICIOUS_ENGINE: 'replay:nothing.json' };
    const replay = await here.build([], { env });
    expect(replay.stderr).toContain('nothing.json');
    const flag = await here.build(['--engine', 'claude', '--verbose'], { env });
    expect(flag.status, flag.stderr).toBe(0);
    expect(branchTips(here.repo)).toHaveProperty('refs/heads/mine/spec-12-part-2');
  });

  it('is refused before anything is done where it says what it must not', async () => {
    await open({ tasks: some('Add login') });
    const file = join(here.stateDir, 'config.json');
    for (const [config, says] of [
      [{ pullRequest: { maxLocs: 100 } }, '"pullRequest.maxLocs"; did you mean "maxLoc"?'],
      [{ sandbox: { level: 'none' } }, '"sandbox" may be set in your own configuration only'],
    ] as const) {
      writeFileSync(file, JSON.stringify(config));
      const ran = await here.build();
      expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: 2, stdout: '' });
      expect(ran.stderr).toMatch(/^error: [^\n]*config\.json: [^\n]*\n/);
      expect(ran.stderr).toContain(says);
    }
    expect(existsSync(join(here.stateDir, 'logs'))).toBe(false);
  });
});

describe('failures', () => {
  const text = [
    '# Auth\n\n## One\n',
    '- [ ] T001 Add login',
    '- [ ] T002 Add logout (depends on T001)',
    '- [ ] T003 Add tokens',
    '\n## Two\n',
    '- [ ] T004 Add roles\n',
  ].join('\n');
  const scene = { tasks: [], files: { [SPEC]: text } };
  const claude: FakeStep[] = [
    { chunk: 'login', write: { 'src/login.js': 'BROKEN\n' } },
    ...['tokens', 'roles'].map((word) => ({ chunk: word, write: { [`src/${word}.js`]: 'ok\n' } })),
  ];

  it.each([
    ['continue', ['failed', 'blocked', 'published', 'published']],
    ['block', ['failed', 'blocked', 'blocked', 'blocked']],
    ['stop', ['failed', 'pending', 'pending', 'pending']],
  ])('--on-failure %s', async (policy, states) => {
    await open({ ...scene, claude });
    const ran = await here.build(['--on-failure', policy, '--max-fix-attempts', '0', '--json']);
    expect(ran.status, ran.stderr).toBe(1);
    const { specs } = await here.status();
    expect(specs[0]?.chunks.map(({ status }) => status)).toEqual(states);
    expect(specs[0]?.chunks[0]?.reason?.code).toBe('verification');
    expect(stage.claude.calls().filter(({ job }) => job === 'repair')).toEqual([]);
    expect(here.repo.git('show', '--format=', '--name-only', lastAttempt())).toContain('login.js');
    if (policy !== 'continue') return;
    const tokens = stage.claude.calls().find(({ title }) => title.includes('tokens'));
    expect(tokens?.prompt).toMatch(/login/i);
    const shown = await here.run(['status']);
    expect(shown.stdout).toMatch(/✗ [0-9a-f]{12} {2}T?.*Add login/);
    expect(shown.stdout).toContain('◌');
    stage.claude.play(
      ['login', 'logout'].map((word) => ({ chunk: word, write: { [`src/${word}.js`]: 'ok\n' } })),
    );
    const again = await here.build();
    expect(again.status, again.stderr).toBe(0);
    expect(stage.github.state.pulls.every(({ draft }) => !draft)).toBe(true);
  });

  function lastAttempt(): string {
    return here.repo.git('for-each-ref', '--format=%(refname)', 'refs/codelicious/failed');
  }

  it('of a question asked are parked, and asked once', async () => {
    await open({
      tasks: some('Add login', 'Add logout'),
      claude: [{ chunk: 'login', ...parked() }, sampleStep({ title: 'Add logout', lines: 2 })],
    });
    const ran = await here.build(['--json']);
    expect(ran.status, ran.stderr).toBe(1);
    const { specs } = await here.status();
    expect(specs[0]?.chunks.map(({ status }) => status)).toEqual(['parked', 'published']);
    expect((await here.run(['status'])).stdout).toContain('Which one?');
    const calls = stage.claude.calls().length;
    expect((await here.build()).status).toBe(1);
    expect(stage.claude.calls()).toHaveLength(calls);
  });
});

function parked(): FakeStep {
  return { summary: '```question\nWhich one?\n- A\n- B\n```' };
}

describe('what nothing can check', () => {
  it('is committed as such and said, or refused where that is asked for', async () => {
    await open({ tasks: some('Add login'), config: {} });
    const refused = await here.build(['--require-verification', '--json']);
    expect(refused.status, refused.stderr).toBe(1);
    const [spec] = (await here.status()).specs;
    expect(spec?.chunks[0]).toMatchObject({ status: 'failed', reason: { code: 'unverified' } });
    const ran = await here.build();
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.stdout).toContain('1 task had nothing to be checked by');
    const [commit] = chunkCommits(stage.origin, 'main..refs/heads/codelicious/spec-12');
    expect(commit?.trailers['Codelicious-Verified']).toBe('none');
    expect(stage.github.state.pulls[0]?.body).toMatch(/unverified|nothing could be run/i);
  });
});

describe('CI definitions', () => {
  it('are changed only where that is allowed', async () => {
    const step = { write: { '.github/workflows/ci.yml': 'on: push\n', 'src/a.js': 'a\n' } };
    await open({ tasks: some('Add CI'), claude: [step] });
    const ran = await here.build(['--max-fix-attempts', '1', '--json']);
    expect(ran.status, ran.stderr).toBe(1);
    expect((await here.status()).specs[0]?.chunks[0]?.reason).toMatchObject({ code: 'gate' });
    expect(stage.claude.calls().map(({ job }) => job)).toEqual(['build', 'repair']);
    const allowed = await here.build(['--allow-ci-changes']);
    expect(allowed.status, allowed.stderr).toBe(0);
  });
});

describe('starting anew', () => {
  it('builds on suffixed branches and leaves the old pull requests alone', async () => {
    await open({ tasks: some('Add login') });
    expect((await here.build()).status).toBe(0);
    const before = structuredClone({
      ...stage.github.state.pulls[0],
      reviewers: null,
      teams: null,
      labels: null,
    });
    const tip = branchTips(stage.origin)['refs/heads/codelicious/spec-12'];
    const ran = await here.build(['--no-resume', '--spec', SPEC]);
    expect(ran.status, ran.stderr).toBe(0);
    expect(started()).toEqual(['Add login', 'Add login']);
    const { pulls } = stage.github.state;
    expect(pulls.map(({ head }) => head)).toEqual([
      'codelicious/spec-12',
      expect.stringMatching(/^codelicious\/spec-12-[0-9a-f]{6}$/) as string,
    ]);
    expect({ ...pulls[0], reviewers: null, teams: null, labels: null }).toEqual(before);
    expect(branchTips(stage.origin)['refs/heads/codelicious/spec-12']).toBe(tip);
    rmSync(join(here.stateDir, 'state'), { recursive: true });
    const reset = await here.build(['--reset-ledger']);
    expect(reset.status, reset.stderr).toBe(0);
    expect(started()).toHaveLength(2);
  });
});

describe('limits', () => {
  it('--max-run-time ends with 3, and the next run goes on', async () => {
    await open({
      tasks: some('Add login', 'Add logout'),
      claude: [
        { ...sampleStep({ title: 'Add login', lines: 2 }) },
        { chunk: 'logout', hang: true },
      ],
    });
    const ran = await here.build(['--max-run-time', '3s', '--json']);
    expect(ran.status, ran.stderr).toBe(3);
    expect(ran.stderr).toContain('--max-run-time');
    expect(readFileSync(join(here.stateDir, 'logs', 'latest.log'), 'utf8')).toContain(
      'budget.reached',
    );
    // On a busy machine the first task may not have got its turn either.
    stage.claude.play(some('Add login', 'Add logout').map(sampleStep));
    expect((await here.build()).status).toBe(0);
  });

  it('--max-open-prs ends with 3, and goes on once there is room', async () => {
    await open({ tasks: some('Add login', 'Add logout', 'Add tokens') });
    const args = ['--max-open-prs', '2', '--max-commits-per-pr', '1'];
    const ran = await here.build(args);
    expect(ran.status, ran.stderr).toBe(3);
    expect(ran.stdout).toContain('--max-open-prs is 2');
    expect(stage.github.state.pulls).toHaveLength(2);
    await stage.github.merge(1);
    const again = await here.build(args);
    expect(again.status, again.stderr).toBe(0);
    expect(stage.github.state.pulls).toHaveLength(3);
    expect(started()).toHaveLength(3);
  });

  it('--continuous ends with 0 when all is done, and with 1 when nothing moves any more', async () => {
    await open({
      tasks: some('Add login', 'Add logout'),
      claude: [
        sampleStep({ title: 'Add login', lines: 2 }),
        { chunk: 'logout', attempt: 2, write: { 'src/l.js': 'x\n' } },
      ],
    });
    const ran = await here.build(['--continuous', '--cycle-sleep-s', '0']);
    expect(ran.status, ran.stderr).toBe(0);
    expect(started()).toEqual(['Add login', 'Add logout', 'Add logout']);
    stage.land('More', { 'docs/specs/13_more.md': specText('More', some('Do the impossible')) });
    here.repo.git('pull', '-q');
    const stuck = await here.build(['--continuous', '--cycle-sleep-s', '0']);
    expect(stuck.status, stuck.stderr).toBe(1);
    expect(started().filter((title) => title === 'Do the impossible')).toHaveLength(2);
    const sleeping = here.startBuild(['--continuous', '--cycle-sleep-s', '3600']);
    expect(await sleeping.until((events) => events.some(({ type }) => type === 'run.cycle'))).toBe(
      true,
    );
    const since = Date.now();
    sleeping.send('SIGTERM');
    expect((await sleeping.done).status).toBe(143);
    expect(Date.now() - since).toBeLessThan(3_000);
  });
});

describe('an engine', () => {
  it.each([
    [{ api_error_status: 401, result: 'Invalid API key' }, 4, 'unauthenticated'],
    [{ api_error_status: 429, result: 'Too many requests' }, 75, 'rate_limited'],
  ])('that answers %j ends the run with %i', async (answer, code, why) => {
    const result = { is_error: true, terminal_reason: 'api_error', ...answer };
    await open({ tasks: some('Add login', 'Add logout'), claude: [{ result, exitCode: 1 }] });
    const ran = await here.build(['--json']);
    expect(ran.status, ran.stderr).toBe(code);
    const { specs, stopped } = buildDataSchema.parse(JSON.parse(ran.stdout));
    expect(stopped?.code).toBe(why);
    expect(specs[0]?.chunks.map(({ reason }) => reason?.code ?? null)).toEqual([why, null]);
    expect(started()).toEqual(['Add login']);
  });

  it('that takes too long fails its task, and the others go on', async () => {
    await open({
      tasks: some('Add login', 'Add logout'),
      claude: [{ chunk: 'login', hang: true }, sampleStep({ title: 'Add logout', lines: 2 })],
    });
    const ran = await here.build(['--agent-timeout', '1s']);
    expect(ran.status, ran.stderr).toBe(1);
    const [spec] = (await here.status()).specs;
    expect(spec?.chunks.map(({ status, reason }) => [status, reason?.code ?? null])).toEqual([
      ['failed', 'timed_out'],
      ['published', null],
    ]);
  });
});
