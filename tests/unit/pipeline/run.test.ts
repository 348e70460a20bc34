import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import { buildOnce, withLock } from '../../../src/pipeline/run.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  writesOneFile,
} from '../../support/fakes/line.ts';
import { commitOn } from '../../support/fakes/repository.ts';

const SPEC = 'specs/1_demo.md';
const STEM = 'codelicious/spec-1';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n- [ ] Add gamma\n';
const OTHER = '# Other\n\n- [ ] Add delta\n';

const lineWith = (options: Partial<LineOptions> = {}): Line =>
  createLine({ files: { [SPEC]: TASKS }, ...options });
const skipped = (outcome: RunOutcome): readonly (readonly [string, string])[] =>
  outcome.specs.flatMap((spec) =>
    spec.skipped === null ? [] : [[spec.path, spec.skipped.code] as const],
  );
const jobs = (line: Line): readonly (string | undefined)[] =>
  line.engine.jobs.map((job) => job.env['CODELICIOUS_CHUNK_TITLE']);
const failing =
  (...titles: readonly string[]): NonNullable<LineOptions['script']> =>
  (call) =>
    titles.includes(call.title)
      ? { type: 'failed', code: 'exit', message: 'it broke' }
      : writesOneFile(call);
const states = (outcome: RunOutcome, at = 0): readonly string[] =>
  outcome.specs[at]!.chunks.map((chunk) => chunk.state.status);

describe('one pass', () => {
  it('turns each task into one commit of one pull request', async () => {
    const line = lineWith();
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(0);
    expect(outcome.commits).toBe(3);
    const commits = await line.commits(STEM);
    expect(commits.map((commit) => commit.subject)).toEqual([
      '[spec-1] Add alpha',
      '[spec-1] Add beta',
      '[spec-1] Add gamma',
    ]);
    expect(commits[0]!.trailers).toMatchObject({
      'Codelicious-Spec': SPEC,
      'Codelicious-Chunk': outcome.specs[0]!.chunks[0]!.id,
      'Codelicious-Run': outcome.run,
      'Codelicious-Engine': 'scripted',
      'Codelicious-Verified': 'tests',
    });
    expect(line.text(STEM, SPEC)).toBe(TASKS.replaceAll('[ ]', '[x]'));
    expect(line.text('main', SPEC)).toBe(TASKS);
    expect(line.forge.pull(1)).toMatchObject({
      draft: false,
      base: 'main',
      title: '[spec-1] Demo',
    });
  });

  it('and one more does nothing', async () => {
    const line = lineWith();
    await line.once();
    const writes = line.forge.writes.length;
    const outcome = await line.once();
    expect([outcome.commits, jobs(line), line.git.pushes]).toEqual([0, [], []]);
    expect(line.forge.writes).toHaveLength(writes);
    expect(exitCodeOf(outcome)).toBe(0);
    expect(states(outcome)).toEqual(['published', 'published', 'published']);
  });

  it('ends parts by commits as by lines, each based on the one below', async () => {
    const line = lineWith({ config: { maxCommits: 2 } });
    await line.once();
    expect(line.forge.pulls.map(({ head, base, title }) => [head, base, title])).toEqual([
      [STEM, 'main', '[spec-1] Demo'],
      [`${STEM}-part-2`, STEM, '[spec-1] Demo (part 2)'],
    ]);
    expect(line.forge.pull(1).body).toContain('#2');
  });

  it('builds each spec from the base, in one clone each, closed in the end', async () => {
    const line = lineWith({ files: { [SPEC]: TASKS, 'specs/2_other.md': OTHER } });
    const deps = line.deps();
    const closed: string[] = [];
    const open: typeof deps.workspaces.open = async (spec) => {
      const workspace = await deps.workspaces.open(spec);
      return { ...workspace, close: async () => void closed.push(spec) };
    };
    await buildOnce({ ...deps, workspaces: { ...deps.workspaces, open } });
    expect(closed).toEqual([SPEC, 'specs/2_other.md']);
    expect(line.text('codelicious/spec-2', 'src/add-alpha.txt')).toBeNull();
    expect(line.forge.pulls.map((pull) => pull.base)).toEqual(['main', 'main']);
  });

  it('closes the clone also when something breaks', async () => {
    const line = lineWith({
      script: () => {
        throw new Error('a bug');
      },
    });
    const deps = line.deps();
    await expect(buildOnce(deps)).rejects.toThrow('a bug');
    const root = '/clones/specs/1_demo.md';
    await expect(buildOnce(deps)).rejects.toThrow('a bug');
    expect(line.engine.jobs[0]!.cwd).toBe(root);
  });

  it('gives children the names of what they work on, and verifiers the base’s files', async () => {
    const line = lineWith({ files: { [SPEC]: TASKS, 'package.json': '{}\n' } });
    const deps = line.deps();
    const seen: unknown[] = [];
    const verifier = {
      name: 'looks',
      applies: async () => true,
      check: async (scope: Parameters<(typeof deps.verifiers)[0]['check']>[0]) => {
        seen.push([await scope.baseFile('package.json'), await scope.baseFile('gone'), scope.env]);
        return [];
      },
    };
    const never = { ...verifier, name: 'never', applies: async () => false };
    await buildOnce({ ...deps, verifiers: [never, verifier] });
    expect(seen).toHaveLength(3);
    expect(seen[0]).toEqual([
      '{}\n',
      null,
      {
        CODELICIOUS_RUN: deps.run,
        CODELICIOUS_SPEC: SPEC,
        CODELICIOUS_CHUNK: line.engine.jobs[0]!.env['CODELICIOUS_CHUNK'],
        CODELICIOUS_CHUNK_TITLE: 'Add alpha',
        CODELICIOUS_JOB: 'verify',
      },
    ]);
  });

  it('tells the engine how the repository is worked on, and commits in its style', async () => {
    const line = lineWith({
      files: { [SPEC]: TASKS, 'AGENTS.md': 'Use tabs.\n' },
      config: { commitFormat: 'conventional', signoff: true },
    });
    commitOn(line.user, 'main', { texts: { 'AGENTS.md': 'Use spaces.\n' } });
    await line.once();
    expect(line.engine.jobs[0]!.prompt).toContain('Use tabs.');
    const [first] = await line.commits(STEM);
    expect(first!.subject).toMatch(/^feat/);
    expect(first!.trailers['Signed-off-by']).toBe('Ada Lovelace <ada@example.com>');
  });

  it.each([
    ['feat: a', 'feat: Add alpha'],
    ['Add a', '[spec-1] Add alpha'],
  ])('follows the habit of the base where it is asked to: %s', async (habit, subject) => {
    const line = lineWith({ config: { commitFormat: 'auto' } });
    for (const at of [1, 2, 3])
      commitOn(line.remote, 'main', {
        texts: { [`${at}.txt`]: '.\n' },
        message: `${habit}${at}\n`,
      });
    await line.once();
    expect((await line.commits(STEM))[0]!.subject.toLowerCase()).toBe(subject.toLowerCase());
  });

  it('warns where signing failed', async () => {
    const line = lineWith({ git: { signing: 'unsigned' } });
    await line.once();
    expect(line.events.of('run.warning')[0]!.message).toContain('unsigned');
    expect(line.events.of('chunk.committed')[0]!.signed).toBe('unsigned');
  });

  it('fails a task whose commit cannot be made, and goes on', async () => {
    const line = lineWith({
      git: { commit: (message) => (message.includes('Add beta') ? 'no space left' : null) },
    });
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['published', 'failed', 'published']);
    expect(outcome.specs[0]!.chunks[1]!.reason).toEqual({
      code: 'commit',
      message: 'no space left',
    });
  });

  it('keeps no attempt whose commit cannot be made either', async () => {
    const line = lineWith({ git: { commit: () => 'no space left' } });
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks[0]!.attemptRef).toBeNull();
  });

  it('fails every open task of a clone that cannot be set up, and spends nothing', async () => {
    const line = lineWith({ setUp: () => ({ ok: false, message: 'npm ci failed' }) });
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['failed', 'failed', 'failed']);
    expect(outcome.specs[0]!.chunks[0]!.reason).toEqual({
      code: 'setup',
      message: 'npm ci failed',
    });
    expect(jobs(line)).toEqual([]);
    expect(line.events.of('chunk.failed')).toHaveLength(3);
  });

  it('does not begin when the user has asked to stop already', async () => {
    const line = lineWith();
    line.stop.abort('SIGTERM');
    const outcome = await line.once();
    expect(outcome.stopped).toEqual({ why: 'interrupted', message: 'interrupted by SIGTERM' });
    expect(jobs(line)).toEqual([]);
    expect(states(outcome)).toEqual(['pending', 'pending', 'pending']);
  });
});

describe('specs that cannot be built', () => {
  it('are passed over one message each, the others go on, and the exit code is 1', async () => {
    const line = lineWith({
      files: {
        [SPEC]: TASKS,
        'specs/2_nul.md': '- [ ] a\0\n',
        'specs/3_cycle.md': '- [ ] 1. A (depends on 2)\n- [ ] 2. B (depends on 1)\n',
        'specs/4_unknown.md': '- [ ] T001 a (depends on T009)\n',
        'specs/5_big.md': '- [ ] a\n'.repeat(140_000),
        'specs/6_many.md': Array.from({ length: 101 }, (_, at) => `- [ ] Task ${at}\n`).join(''),
      },
    });
    const outcome = await line.once();
    expect(skipped(outcome).toSorted()).toEqual([
      ['specs/2_nul.md', 'nul'],
      ['specs/3_cycle.md', 'cycle'],
      ['specs/4_unknown.md', 'unknown_dependency'],
      ['specs/5_big.md', 'too_large'],
      ['specs/6_many.md', 'too_many_chunks'],
    ]);
    expect(line.events.of('spec.skipped')).toHaveLength(5);
    expect(jobs(line)).toEqual(['Add alpha', 'Add beta', 'Add gamma']);
    expect(exitCodeOf(outcome)).toBe(1);
  });

  it('by name are told as well: missing, outside, no file, without work', async () => {
    const line = lineWith({
      files: { [SPEC]: TASKS, 'docs/empty.md': '# Words\n\n## Background\n\nOnly words.\n' },
    });
    const outcome = await line.once({
      specs: ['specs/9_gone.md', '../elsewhere.md', 'specs', 'docs/empty.md', SPEC, SPEC],
    });
    expect(skipped(outcome).toSorted()).toEqual([
      ['../elsewhere.md', 'outside'],
      ['docs/empty.md', 'no_work'],
      ['specs', 'not_a_file'],
      ['specs/9_gone.md', 'missing'],
    ]);
    expect(jobs(line)).toEqual(['Add alpha', 'Add beta', 'Add gamma']);
  });

  it('are none where nothing is to be done', async () => {
    const line = lineWith({
      files: { [SPEC]: TASKS.replaceAll('[ ]', '[x]'), 'README.md': 'x\n' },
    });
    const outcome = await line.once();
    expect(outcome.specs).toEqual([]);
    expect(exitCodeOf(outcome)).toBe(0);
    const named = await line.once({ specs: [SPEC] });
    expect(states(named)).toEqual(['merged', 'merged', 'merged']);
    expect(exitCodeOf(named)).toBe(0);
  });
});

describe('specs that depend on others', () => {
  const matter = (on: string): string => `---\ndepends_on: [${on}]\n---\n${OTHER}`;
  const both = (on = '2'): Readonly<Record<string, string>> => ({
    'specs/1_first.md': matter(on),
    'specs/2_second.md': '# Second\n\n- [ ] Add base\n',
  });

  it('come after them', async () => {
    const line = lineWith({ files: both() });
    const outcome = await line.once();
    expect(jobs(line)).toEqual(['Add base', 'Add delta']);
    expect(exitCodeOf(outcome)).toBe(0);
  });

  it('may name one that is finished', async () => {
    const line = lineWith({
      files: { ...both(), 'specs/2_second.md': '# Second\n\n- [x] Add base\n' },
    });
    const outcome = await line.once();
    expect(skipped(outcome)).toEqual([]);
    expect(jobs(line)).toEqual(['Add delta']);
  });

  it('wait where one of them is not finished', async () => {
    const line = lineWith({ files: both(), script: failing('Add base') });
    const outcome = await line.once();
    expect(jobs(line)).toEqual(['Add base']);
    const waiting = outcome.specs.find((spec) => spec.path === 'specs/1_first.md')!;
    expect(waiting.chunks[0]).toMatchObject({
      state: { status: 'blocked' },
      reason: { code: 'blocked', message: 'waits for: specs/2_second.md' },
    });
    expect(exitCodeOf(outcome)).toBe(1);
  });

  it('in a circle or on nothing are told', async () => {
    const line = lineWith({
      files: { 'specs/1_first.md': matter('2'), 'specs/2_second.md': matter('1') },
    });
    expect(skipped(await line.once()).map(([, code]) => code)).toEqual(['cycle', 'cycle']);
    const lost = lineWith({ files: { 'specs/1_first.md': matter('nowhere') } });
    expect(skipped(await lost.once())).toEqual([['specs/1_first.md', 'unknown_dependency']]);
  });
});

describe('a failure', () => {
  const CHAIN = '# Demo\n\n- [ ] 1. Alpha\n- [ ] 2. Beta (depends on 1)\n- [ ] 3. Gamma\n';
  const chain = (config: LineOptions['config'] = {}): Line =>
    lineWith({
      files: { [SPEC]: CHAIN, 'specs/2_other.md': OTHER },
      config,
      script: failing('1. Alpha'),
    });

  it('blocks what depends on it and nothing else; others’ prompts say what is missing', async () => {
    const line = chain();
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['failed', 'blocked', 'published']);
    expect(outcome.specs[0]!.chunks[1]!.reason!.message).toBe('waits for: 1. Alpha');
    expect(line.events.of('chunk.blocked')).toHaveLength(1);
    expect(line.engine.jobs[1]!.prompt).toContain('it broke');
    expect(jobs(line)).toEqual(['1. Alpha', '3. Gamma', 'Add delta']);
  });

  it('blocks everything after it under `block`', async () => {
    const line = chain({ onFailure: 'block' });
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['failed', 'blocked', 'blocked']);
    expect(jobs(line)).toEqual(['1. Alpha', 'Add delta']);
  });

  it('ends the run under `stop`; what was not tried is shown as it stands', async () => {
    const line = chain({ onFailure: 'stop' });
    const outcome = await line.once();
    expect(outcome.stopped?.why).toBe('failure_policy');
    expect(outcome.stopped?.message).toContain('1. Alpha');
    expect(states(outcome)).toEqual(['failed', 'pending', 'pending']);
    expect(states(outcome, 1)).toEqual(['pending']);
    expect(exitCodeOf(outcome)).toBe(1);
  });
});

describe('what a pass needs to know', () => {
  it.each([
    ['auth', 'forge_auth'],
    ['forbidden', 'forge_auth'],
    ['rate_limited', 'rate_limited'],
    ['network', 'network'],
    ['server', 'forge'],
  ] as const)('ends it where pull requests cannot be listed: %s', async (code, error) => {
    const line = lineWith({
      forge: { refuse: (member) => (member === 'listPulls' ? code : null) },
    });
    await expect(line.once()).rejects.toMatchObject({ code: error });
    expect(line.forge.writes).toEqual([]);
  });

  it.each([
    ['auth', 'forge_auth'],
    ['network', 'network'],
    ['other', 'network'],
  ] as const)('ends it where origin cannot be fetched: %s', async (why, error) => {
    const line = lineWith({ git: { fetch: () => why } });
    await expect(line.once()).rejects.toMatchObject({ code: error });
  });

  it('goes on with what is here on platform local, with a warning', async () => {
    const line = lineWith({ forge: { kind: 'local' }, git: { fetch: () => 'network' } });
    const deps = line.deps();
    const { checkout } = deps;
    const state = { ...checkout.state, originUrl: 'https://forge.test/o/r.git' };
    const outcome = await buildOnce({ ...deps, checkout: { ...checkout, state } });
    expect(exitCodeOf(outcome)).toBe(0);
    expect(line.events.of('run.warning')[0]!.message).toContain('origin could not be fetched');
  });

  it.each(['develop', 'refs/heads/develop', 'origin/develop', 'refs/remotes/origin/develop'])(
    'takes the base it is given: %s',
    async (base) => {
      const line = lineWith();
      commitOn(line.remote, 'develop', { texts: { 'd.txt': 'd\n' } });
      await line.once({ base });
      expect(line.forge.pull(1).base).toBe('develop');
      expect(line.text(STEM, 'd.txt')).toBe('d\n');
    },
  );

  it('says that a base is not there', async () => {
    await expect(lineWith().once({ base: 'gone' })).rejects.toMatchObject({
      code: 'base_missing',
      message: 'the base branch "gone" does not exist',
    });
  });

  it('asks forge, remote and checkout for the base, in this order', async () => {
    const mute: LineOptions['forge'] = {
      refuse: (member) => (member === 'defaultBranch' ? 'server' : null),
    };
    const line = lineWith({ forge: mute });
    line.remote.checkedOut = 'trunk';
    commitOn(line.remote, 'trunk', { texts: { 't.txt': 't\n' } });
    await line.once();
    expect(line.forge.pull(1).base).toBe('trunk');
    const shy = lineWith({ forge: mute });
    shy.remote.checkedOut = null;
    await shy.once();
    expect(shy.forge.pull(1).base).toBe('main');
    const lost = lineWith({ forge: mute });
    lost.remote.checkedOut = null;
    const deps = lost.deps();
    const checkout = { ...deps.checkout, defaultBranch: async () => null };
    await expect(buildOnce({ ...deps, checkout })).rejects.toMatchObject({ code: 'base_missing' });
  });
});

describe('the newest base on platform local', () => {
  const ahead = async (branch: 'user' | 'origin'): Promise<Line> => {
    const line = createLine({ files: { [SPEC]: TASKS } });
    commitOn(branch === 'user' ? line.user : line.remote, 'main', { texts: { 'new.txt': 'n\n' } });
    const deps = line.deps();
    await buildOnce({ ...deps, forge: { ...deps.forge, kind: 'local' } });
    return line;
  };

  it.each(['user', 'origin'] as const)('is the %s’s where that is ahead', async (who) => {
    const line = await ahead(who);
    const tip = line.user.refs.get(`refs/heads/${STEM}`)!;
    expect(line.user.store.files(tip)!.get('new.txt')?.text).toBe('n\n');
  });
});

describe('the run lock', () => {
  it('is held while the work is done, and let go whatever happens', async () => {
    const deps = lineWith().deps();
    const held = async () => (await deps.lock.holder())?.holder?.run ?? null;
    expect(await withLock(deps, held)).toBe(deps.run);
    expect(await held()).toBeNull();
    const broken = withLock(deps, async () => Promise.reject(new Error('a bug')));
    await expect(broken).rejects.toThrow('a bug');
    expect(await held()).toBeNull();
  });

  it('held by another names the holder', async () => {
    const line = lineWith();
    const [first, second] = [line.deps(), line.deps()];
    await withLock(first, async () => {
      await expect(withLock(second, async () => 'never')).rejects.toMatchObject({
        code: 'lock_held',
        message: expect.stringContaining('process 1 on here'),
      });
    });
    const anonymous = {
      ...second.lock,
      acquire: async () => ({ ok: false, holder: null }) as const,
    };
    await expect(withLock({ ...second, lock: anonymous }, async () => 1)).rejects.toMatchObject({
      message: 'another run is building this repository',
    });
  });
});
