import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { buildDataSchema, statusDataSchema } from '../../src/domain/data.ts';
import { parseMarker } from '../../src/text/marker.ts';
import type { FakeStep } from '../support/fake-claude.ts';
import type { Machine } from './harness/machine.ts';
import type { Ran } from './harness/program.ts';
import { chunkCommits } from './harness/reading.ts';
import { type SampleTask, sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/12_auth.md';
const RANGE = 'main..refs/heads/codelicious/spec-12';

let stage: Stage;
let here: Machine;

afterEach(async () => {
  await stage.remove();
});

const tasks = (...titles: readonly string[]): SampleTask[] =>
  titles.map((title) => ({ title, lines: 2 }));

async function open(titles: readonly string[], steps?: readonly FakeStep[]): Promise<void> {
  const some = tasks(...titles);
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Auth', some) }),
    claude: [...(steps ?? []), ...some.map(sampleStep)],
  });
  here = stage.machine();
}

const started = (): readonly string[] => stage.claude.calls().map(({ title }) => title);
const document = (ran: Ran) => buildDataSchema.parse(JSON.parse(ran.stdout));
const statusOf = (ran: Ran) => statusDataSchema.parse(JSON.parse(ran.stdout));
const argument = (call: number, flag: string): string | undefined => {
  const argv = stage.claude.calls()[call]?.argv ?? [];
  return argv[argv.indexOf(flag) + 1];
};
const postmortem = (): string => {
  const names = readdirSync(here.stateDir).filter((name) => name.startsWith('postmortem-'));
  return names.map((name) => readFileSync(join(here.stateDir, name), 'utf8')).join('\n');
};

describe('a budget in dollars', () => {
  it('is given to the engine, ends the run with 3 once it is used up, and the next run goes on', async () => {
    const dear = tasks('Add login', 'Add logout', 'Add reset').map((task) => {
      return { ...sampleStep(task), costUsd: 0.4 };
    });
    await open(['Add login', 'Add logout', 'Add reset'], dear);
    const ran = await here.build(['--json', '--max-cost-usd', '0.8']);
    expect(ran.status, ran.stderr).toBe(3);
    const { stopped, spend, specs } = document(ran);
    expect(stopped).toMatchObject({ code: 'limit' });
    expect(stopped?.message).toContain('--max-cost-usd');
    expect(spend).toMatchObject({ costUsd: 0.8, unpricedCalls: 0 });
    expect(specs[0]?.chunks.map(({ status }) => status)).toEqual([
      'published',
      'published',
      'pending',
    ]);
    expect(specs[0]?.chunks.map((chunk) => chunk.spend)).toEqual([0.4, 0.4, null]);
    expect([0, 1].map((call) => argument(call, '--max-budget-usd'))).toEqual(['0.8', '0.4']);
    expect(postmortem()).toContain('max-cost-usd');
    expect(stage.github.state.pulls[0]?.body).toMatch(/## Cost\n\n\$0\.80/);
    const again = await here.build(['--max-cost-usd', '0.8']);
    expect(again.status, again.stderr).toBe(0);
    expect(started()).toEqual(['Add login', 'Add logout', 'Add reset']);
    expect(chunkCommits(stage.origin, RANGE)).toHaveLength(3);
    expect((await here.run(['status'])).stdout).toContain('$1.20');
  });

  it('is charged what was set aside by an engine that says nothing of what it took', async () => {
    const silent = tasks('Add login', 'Add logout').map((task) => {
      return { ...sampleStep(task), output: 'Done.\n' };
    });
    await open(['Add login', 'Add logout'], silent);
    const ran = await here.build(['--json', '--max-cost-usd', '5']);
    expect(ran.status, ran.stderr).toBe(3);
    expect(started()).toEqual(['Add login']);
    expect(document(ran).spend).toMatchObject({ costUsd: null, unpricedCalls: 1 });
    expect(ran.events.find(({ type }) => type === 'engine.finished')).toMatchObject({
      costUsd: null,
      chargedUsd: 5,
    });
    expect(stage.github.state.pulls[0]?.body).toContain('1 call of unknown price');
  });

  it('of one task fails that task and lets the others go on', async () => {
    const bad: FakeStep = { chunk: 'login', write: { 'src/a.js': 'BROKEN\n' }, costUsd: 0.2 };
    await open(['Add login', 'Add logout'], [bad]);
    const ran = await here.build(['--max-cost-per-chunk', '0.2']);
    expect(ran.status, ran.stderr).toBe(1);
    expect(stage.claude.calls().map(({ job, title }) => `${job} ${title}`)).toEqual([
      'build Add login',
      'build Add logout',
    ]);
    const [spec] = (await here.status()).specs;
    expect(spec?.chunks[0]).toMatchObject({ status: 'failed', reason: { code: 'over_budget' } });
    expect(here.repo.git('for-each-ref', 'refs/codelicious/failed')).not.toBe('');
  });

  it('in tokens ends the run as well', async () => {
    await open(['Add login', 'Add logout']);
    const ran = await here.build(['--json', '--max-tokens', '10']);
    expect(ran.status, ran.stderr).toBe(3);
    expect(document(ran).stopped?.message).toContain('--max-tokens');
    expect(started()).toEqual(['Add login']);
  });
});

describe('a rate limit', () => {
  const limited = (says: string, more: FakeStep = {}): FakeStep => ({
    chunk: 'login',
    attempt: 1,
    write: { 'src/half.js': 'half\n' },
    result: { is_error: true, api_error_status: 429, result: says, total_cost_usd: 0, usage: {} },
    exitCode: 1,
    ...more,
  });

  it('of every engine ends with 75 and the time to come back; the next run completes', async () => {
    const resetsAt = Math.floor(Date.now() / 1000) + 3600;
    await open(['Add login', 'Add logout'], [limited(`usage limit reached|${String(resetsAt)}`)]);
    const ran = await here.build(['--json']);
    expect(ran.status, ran.stderr).toBe(75);
    const when = new Date(resetsAt * 1000).toISOString().replace('.000Z', 'Z');
    const { stopped, specs } = document(ran);
    expect(stopped).toMatchObject({ code: 'rate_limited', retryAt: when });
    expect(stopped?.message).toContain(when);
    expect(specs[0]?.chunks[0]).toMatchObject({ status: 'pending', attempts: 0 });
    expect(postmortem()).toContain(when.slice(0, 10));
    const again = await here.build();
    expect(again.status, again.stderr).toBe(0);
    expect(chunkCommits(stage.origin, RANGE)).toHaveLength(2);
    expect(stage.origin.git('ls-tree', '-r', '--name-only', 'codelicious/spec-12')).not.toContain(
      'half.js',
    );
  });

  it('is waited for where that is asked, the tree clean afterwards', async () => {
    await open(['Add login'], [limited('try again in 2 seconds')]);
    const ran = await here.build(['--wait-on-rate-limit', '--max-run-time', '2m']);
    expect(ran.status, ran.stderr).toBe(0);
    expect(ran.events.find(({ type }) => type === 'engine.waiting')).toMatchObject({ ms: 10_000 });
    expect(started()).toEqual(['Add login', 'Add login']);
    expect(stage.origin.git('ls-tree', '-r', '--name-only', 'codelicious/spec-12')).not.toContain(
      'half.js',
    );
  });

  it('is not waited for beyond the time of the run, and a signal ends the wait at once', async () => {
    await open(
      ['Add login'],
      [
        limited('try again in 1 hour', { attempt: 1 }),
        limited('', {
          attempt: 2,
          result: { is_error: true, api_error_status: 429, result: 'try again in 1 hour' },
        }),
      ],
    );
    const late = await here.build(['--wait-on-rate-limit', '--max-run-time', '30m']);
    expect(late.status, late.stderr).toBe(75);
    const waiting = here.startBuild(['--wait-on-rate-limit']);
    expect(
      await waiting.until((events) => events.some(({ type }) => type === 'engine.waiting')),
    ).toBe(true);
    const since = Date.now();
    waiting.send('SIGTERM');
    expect((await waiting.done).status).toBe(143);
    expect(Date.now() - since).toBeLessThan(20_000);
  });
});

describe('a question', () => {
  const asks: FakeStep = {
    chunk: 'login',
    attempt: 1,
    summary: '```question\nWhich hash?\n- argon2\n- bcrypt\n```',
  };

  it('is told, costs nothing until the task is edited, and is remembered by a fresh clone', async () => {
    await open(['Add login', 'Add logout'], [asks]);
    const ran = await here.build();
    expect(ran.status, ran.stderr).toBe(1);
    expect(ran.stdout).toContain('Which hash?');
    expect(ran.stdout.replaceAll(/\s+/g, ' ')).toContain(`edit the task in ${SPEC}:7 to answer`);
    const [pull] = stage.github.state.pulls;
    expect(pull?.body).toMatch(/## Questions\n[^#]*Which hash\?[^#]*argon2/);
    expect(parseMarker(pull?.body ?? '')?.questions).toHaveLength(1);
    const calls = stage.claude.calls().length;
    const other = stage.machine('other');
    for (const machine of [here, other]) {
      const again = await machine.build(['--json']);
      expect(again.status, again.stderr).toBe(1);
      expect(document(again).specs[0]?.chunks[0]).toMatchObject({
        status: 'parked',
        reason: { code: 'needs_input', message: 'Which hash?' },
        question: { text: 'Which hash?', options: ['argon2', 'bcrypt'] },
      });
    }
    expect(stage.claude.calls()).toHaveLength(calls);
    const text = specText('Auth', tasks('Add login', 'Add logout'));
    const file = join(other.repo.root, SPEC);
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, text.replace('Add login\n', 'Add login\n  - use argon2\n'));
    const answered = await other.build();
    expect(answered.status, answered.stderr).toBe(0);
    expect(stage.claude.calls().at(-1)?.prompt).toContain('use argon2');
    expect(stage.github.state.pulls[0]?.body).not.toContain('## Questions');
  });
});

describe('a question of a spec that has no pull request', () => {
  it('is asked and paid once, whatever clone it is looked at from, until the task is edited', async () => {
    const asks: FakeStep = {
      attempt: 1,
      summary: '```question\nWhich hash?\n- argon2\n- bcrypt\n```',
    };
    await open(['Add login'], [asks]);
    const ran = await here.build();
    expect(ran.status, ran.stderr).toBe(1);
    expect(stage.github.state.pulls).toEqual([]);
    const refs = stage.origin.git('for-each-ref', '--format=%(refname)', 'refs/codelicious');
    expect(refs).toMatch(/^refs\/codelicious\/parked\/12-auth-[0-9a-f]{6}$/);
    const other = stage.machine('other');
    const question = { text: 'Which hash?', options: ['argon2', 'bcrypt'] };
    const told = await other.run(['status', '--json']);
    expect(statusOf(told).specs[0]?.chunks[0]).toMatchObject({ status: 'parked', question });
    const again = await other.build(['--json']);
    expect(again.status, again.stderr).toBe(1);
    expect(document(again).specs[0]?.chunks[0]).toMatchObject({ status: 'parked', question });
    expect((await other.run(['plan', '--json'])).stdout).toContain('"parked"');
    expect(stage.claude.calls()).toHaveLength(1);
    const edited = specText('Auth', tasks('Add login')).replace(
      'login\n',
      'login\n  - use argon2\n',
    );
    stage.land('Answer', { [SPEC]: edited });
    const third = stage.machine('third');
    const answered = await third.build();
    expect(answered.status, answered.stderr).toBe(0);
    expect(stage.claude.calls()).toHaveLength(2);
    expect(stage.origin.git('for-each-ref', 'refs/codelicious')).toBe('');
  });
});

describe('an endpoint', () => {
  it.each([
    [['--endpoint', 'https://me:hunter2@models.example'], {}],
    [[], { LLM_ENDPOINT: 'https://me:hunter2@models.example' }],
    [['--endpoint', 'http://127.0.0.1:9'], {}],
    [['--endpoint', 'https://'], {}],
  ])('that may not be used is refused before anything else: %j %j', async (args, env) => {
    await open(['Add login']);
    const ran = await here.run(['build', ...args], { env });
    expect(ran.status).toBe(2);
    expect(ran.stdout).toBe('');
    expect(ran.stderr.trim().split('\n')).toHaveLength(1);
    expect(ran.stderr).not.toContain('hunter2');
    if (JSON.stringify([args, env]).includes('hunter2')) expect(ran.stderr).toContain('***');
    expect(readdirSync(here.stateDir)).toEqual(['config.json']);
  });
});
