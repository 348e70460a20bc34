import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import { shownParts } from '../../support/fakes/invariants.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  mergePull,
  writesOneFile,
} from '../../support/fakes/line.ts';
import { Killed, mortal } from '../../support/fakes/mortal.ts';
import { commitOn } from '../../support/fakes/repository.ts';

const SPEC = 'specs/1_demo.md';
const STEM = 'codelicious/spec-1';
const spec = (...titles: readonly string[]): string =>
  `# Demo\n\n${titles.map((title) => `- [ ] ${title}\n`).join('')}`;
const TASKS = spec('Add alpha', 'Add beta', 'Add gamma');

const lineWith = (options: Partial<LineOptions> = {}): Line =>
  createLine({ files: { [SPEC]: TASKS, 'README.md': '# Sample\n' }, ...options });
const onePerPart = { config: { maxCommits: 1 } };

const states = (outcome: RunOutcome): readonly string[] =>
  outcome.specs[0]!.chunks.map((chunk) => chunk.state.status);
const jobs = (line: Line): readonly (string | undefined)[] =>
  line.engine.jobs.map((job) => job.env['CODELICIOUS_CHUNK_TITLE']);
/** The user's copy as an editor leaves it. */
const edit = (line: Line, text: string): void => {
  commitOn(line.user, 'main', { texts: { [SPEC]: text } });
};

describe('what was merged', () => {
  it('by a merge commit is done by its trailers, and a new part starts at the new base', async () => {
    const line = lineWith();
    await line.once();
    mergePull(line, 1);
    edit(line, spec('Add alpha', 'Add beta', 'Add gamma', 'Add delta'));
    const outcome = await line.once();
    expect(jobs(line)).toEqual(['Add delta']);
    expect(states(outcome)).toEqual(['merged', 'merged', 'merged', 'published']);
    expect(line.forge.pulls.map(({ head, base }) => [head, base])).toEqual([
      [STEM, 'main'],
      [`${STEM}-part-2`, 'main'],
    ]);
  });

  it('by a squash is done by marker and ticks alone', async () => {
    const line = lineWith();
    await line.once();
    mergePull(line, 1, 'squash');
    const outcome = await line.once();
    expect(jobs(line)).toEqual([]);
    expect(states(outcome)).toEqual(['merged', 'merged', 'merged']);
    expect(exitCodeOf(outcome)).toBe(0);
  });

  it('by a squash is done by the marker even where the ticks were lost', async () => {
    const line = lineWith();
    await line.once();
    mergePull(line, 1, 'squash');
    commitOn(line.remote, 'main', { texts: { [SPEC]: TASKS } });
    line.freshClone();
    expect(states(await line.once())).toEqual(['merged', 'merged', 'merged']);
    expect(jobs(line)).toEqual([]);
  });

  it('by a squash is done by ticks even where no pull request is left to ask', async () => {
    const line = lineWith();
    await line.once();
    mergePull(line, 1, 'squash');
    line.forge.set(1, { body: 'rewritten by hand', head: 'elsewhere' });
    line.freshClone();
    edit(line, line.text('main', SPEC)!);
    expect(
      (await line.once()).specs.flatMap((one) => one.chunks.map((c) => c.state.status)),
    ).toEqual([]);
    const named = await line.once({ specs: [SPEC] });
    expect(states(named)).toEqual(['merged', 'merged', 'merged']);
  });

  it('below an open part is not told again by it', async () => {
    const line = lineWith(onePerPart);
    await line.once();
    mergePull(line, 1, 'squash');
    line.freshClone();
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['merged', 'published', 'published']);
    expect(jobs(line)).toEqual([]);
    expect(line.forge.pull(2).base).toBe('main');
    expect(outcome.specs[0]!.parts.map((part) => part.branch)).toEqual([
      `${STEM}-part-2`,
      `${STEM}-part-3`,
    ]);
    const again = await line.once();
    expect([again.commits, line.git.pushes]).toEqual([0, []]);
  });

  it('below an open part by a merge commit leaves that part its own commits alone', async () => {
    const line = lineWith(onePerPart);
    await line.once();
    mergePull(line, 1);
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['merged', 'published', 'published']);
    expect((await shownParts(line, SPEC)).map((part) => part.commits.length)).toEqual([1, 1]);
    expect(outcome.specs[0]!.parts.map((part) => part.commits)).toEqual([1, 1]);
  });
});

describe('what was closed unmerged', () => {
  it('is declined and left alone', async () => {
    const line = lineWith();
    await line.once();
    line.forge.set(1, { state: 'closed' });
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['declined', 'declined', 'declined']);
    expect(exitCodeOf(outcome)).toBe(0);
    expect([jobs(line), line.git.pushes]).toEqual([[], []]);
    line.freshClone();
    expect(states(await line.once())).toEqual(['declined', 'declined', 'declined']);
  });

  it('is not built upon: a new task starts a new part from the base', async () => {
    const line = lineWith();
    await line.once();
    line.forge.set(1, { state: 'closed' });
    edit(line, spec('Add alpha', 'Add beta', 'Add gamma', 'Add delta'));
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['declined', 'declined', 'declined', 'published']);
    expect(line.forge.pull(2)).toMatchObject({ head: `${STEM}-part-2`, base: 'main' });
    expect(line.text(`${STEM}-part-2`, 'src/add-alpha.txt')).toBeNull();
  });

  it('and opened again is what it was', async () => {
    const line = lineWith();
    await line.once();
    line.forge.set(1, { state: 'closed' });
    await line.once();
    line.forge.set(1, { state: 'open' });
    expect(states(await line.once())).toEqual(['published', 'published', 'published']);
  });
});

describe('a part', () => {
  it('that is ready never grows', async () => {
    const line = lineWith();
    await line.once();
    edit(line, spec('Add alpha', 'Add beta', 'Add gamma', 'Add delta'));
    await line.once();
    expect(line.branches()).toEqual([STEM, `${STEM}-part-2`]);
    expect(await line.commits(STEM)).toHaveLength(3);
    expect(line.forge.pull(2)).toMatchObject({ base: STEM, head: `${STEM}-part-2`, draft: false });
  });

  it('that is a draft grows on', async () => {
    const line = lineWith({ config: { ready: 'never' } });
    await line.once();
    edit(line, spec('Add alpha', 'Add beta', 'Add gamma', 'Add delta'));
    await line.once();
    expect(line.branches()).toEqual([STEM]);
    expect(await line.commits(STEM)).toHaveLength(4);
  });

  it('that a person made ready before it was complete is closed as well', async () => {
    let broken = true;
    const line = lineWith({
      script: (call) =>
        call.title === 'Add beta' && broken
          ? { type: 'failed', code: 'exit', message: 'broke' }
          : writesOneFile(call),
    });
    await line.once();
    expect(line.forge.pull(1).draft).toBe(true);
    line.forge.set(1, { draft: false });
    broken = false;
    await line.once();
    expect(line.branches()).toEqual([STEM, `${STEM}-part-2`]);
  });

  it('counts the commits that people put on it', async () => {
    const line = lineWith({ config: { ready: 'never', maxCommits: 4 } });
    await line.once();
    commitOn(line.remote, STEM, { texts: { 'review.txt': 'r\n' } });
    edit(line, spec('Add alpha', 'Add beta', 'Add gamma', 'Add delta'));
    await line.once();
    expect(line.branches()).toEqual([STEM, `${STEM}-part-2`]);
    expect(line.text(`${STEM}-part-2`, 'review.txt')).toBe('r\n');
  });

  it('keeps what people wrote into its pull request', async () => {
    const line = lineWith({ config: { ready: 'never' } });
    await line.once();
    line.forge.set(1, { body: `Note of mine.\n\n${line.forge.pull(1).body}\n\nAnd another.` });
    edit(line, spec('Add alpha', 'Add beta', 'Add gamma', 'Add delta'));
    await line.once();
    const { body } = line.forge.pull(1);
    expect(body.startsWith('Note of mine.\n\n')).toBe(true);
    expect(body.endsWith('\n\nAnd another.')).toBe(true);
    expect(body).toContain('Add delta');
  });

  it('whose pull request lost its text gets it back', async () => {
    const line = lineWith();
    await line.once();
    const { body } = line.forge.pull(1);
    line.forge.set(1, {
      body: body.replace('Add gamma', 'Add omega').replace(/,\{[^{]*$/, ']} -->'),
    });
    await line.once();
    expect(line.forge.pull(1).body).toContain('Add gamma');
  });
});

describe('the work of runs that were cut off', () => {
  /** A run in which nothing reaches the remote any more after so many commits. */
  const killAfter = async (line: Line, commits: number): Promise<void> => {
    const deps = line.deps();
    let made = 0;
    const push: typeof deps.git.push = async (request) => {
      made += 1;
      if (made >= commits) throw new Killed();
      return deps.git.push(request);
    };
    await expect(buildOnce({ ...deps, git: { ...deps.git, push } })).rejects.toThrow(Killed);
  };

  it('is gone on with: commits that were kept and not pushed', async () => {
    const line = lineWith();
    await killAfter(line, 2);
    line.loseCache();
    expect(await line.commits(STEM)).toHaveLength(1);
    const outcome = await line.once();
    expect(jobs(line)).toEqual(['Add gamma']);
    expect(exitCodeOf(outcome)).toBe(0);
    expect(await line.commits(STEM)).toHaveLength(3);
    expect([...line.user.refs.keys()].filter((ref) => ref.includes('heads/codelicious'))).toEqual(
      [],
    );
  });

  it('is delivered before anything is built', async () => {
    const line = lineWith();
    await killAfter(line, 1);
    await line.once();
    const types = line.events.all.map((event) => event.type);
    expect(types.indexOf('pull.opened')).toBeLessThan(types.indexOf('engine.started'));
  });

  it('in a fresh clone is what the remote has', async () => {
    const line = lineWith();
    await killAfter(line, 2);
    line.freshClone();
    await line.once();
    expect(jobs(line)).toEqual(['Add beta', 'Add gamma']);
    expect(await line.commits(STEM)).toHaveLength(3);
  });

  it('is read from git where the ledger is wrong or lost', async () => {
    const line = lineWith();
    await line.once();
    await line.ledgers.reset();
    const outcome = await line.once();
    expect(jobs(line)).toEqual([]);
    expect(states(outcome)).toEqual(['published', 'published', 'published']);
    expect(Object.values(line.ledgers.peek(SPEC)!.chunks).map((entry) => entry.status)).toEqual([
      'published',
      'published',
      'published',
    ]);
  });

  it('is published only where a pull request says so', async () => {
    const line = lineWith({
      forge: { refuse: (member) => (member === 'openPull' ? 'server' : null) },
    });
    const outcome = await line.once();
    expect(states(outcome)).toEqual(['committed', 'committed', 'committed']);
    expect(exitCodeOf(outcome)).toBe(1);
    expect(Object.values(line.ledgers.peek(SPEC)!.chunks)[0]).toMatchObject({
      status: 'committed',
      pr: null,
    });
  });

  it('gives way where the remote went another way, and is kept aside', async () => {
    const line = lineWith({ config: { ready: 'never' } });
    await killAfter(line, 2);
    const ours = line.user.refs.get(`refs/codelicious/heads/${STEM}`)!;
    commitOn(line.remote, STEM, { texts: { 'theirs.txt': 't\n' } });
    const outcome = await line.once();
    expect(line.user.refs.get(`refs/codelicious/diverged/${ours.slice(0, 12)}`)).toBe(ours);
    expect(jobs(line)).toEqual(['Add beta', 'Add gamma']);
    expect(exitCodeOf(outcome)).toBe(0);
    expect(line.text(STEM, 'theirs.txt')).toBe('t\n');
  });

  it('that the remote is ahead of is fetched', async () => {
    const line = lineWith({ config: { ready: 'never' } });
    await line.once();
    const theirs = commitOn(line.remote, STEM, { texts: { 'theirs.txt': 't\n' } });
    const outcome = await line.once();
    expect(outcome.specs[0]!.parts[0]!.commits).toBe(4);
    expect(line.tip(STEM)).toBe(theirs);
    expect([...line.user.refs.keys()].some((ref) => ref.includes('diverged'))).toBe(false);
  });

  it('dies anywhere without a trace in the user’s branches', async () => {
    for (let at = 1; at <= 40; at += 3) {
      const line = lineWith();
      const before = line.user.refs.get('refs/heads/main');
      await Promise.allSettled([buildOnce(mortal(line.deps(), { at, afterEffect: true }))]);
      expect([...line.user.refs.keys()].filter((ref) => ref.startsWith('refs/heads/'))).toEqual([
        'refs/heads/main',
      ]);
      expect(line.user.refs.get('refs/heads/main')).toBe(before);
    }
  });
});

describe('a new start', () => {
  it('leaves the old pull requests and builds on suffixed branches', async () => {
    const line = lineWith();
    await line.once();
    const before = line.forge.pull(1);
    await line.once({ resume: false });
    expect(jobs(line)).toEqual(['Add alpha', 'Add beta', 'Add gamma']);
    expect(line.forge.pull(1)).toEqual(before);
    expect(line.forge.pull(2).head).toMatch(/^codelicious\/spec-1-[0-9a-f]{6}$/);
    const outcome = await line.once();
    expect(jobs(line)).toEqual([]);
    expect(outcome.specs[0]!.branch).toBe(line.forge.pull(2).head);
  });
});

describe('a task edited after it was built', () => {
  it('is told, and not built again', async () => {
    const line = lineWith();
    await line.once();
    edit(line, TASKS.replace('- [ ] Add beta\n', '- [ ] Add beta\n  - with a note\n'));
    const outcome = await line.once();
    expect(jobs(line)).toEqual([]);
    expect(line.events.of('spec.edited').map((event) => event.title)).toEqual(['Add beta']);
    expect(outcome.specs[0]!.chunks[1]).toMatchObject({ edited: true });
  });

  it('in a word or two is known for what it was', async () => {
    const line = lineWith({ files: { [SPEC]: spec('Add the alpha page', 'Add the beta page') } });
    await line.once();
    edit(line, spec('Add the alpha page', 'Add the beta pages'));
    const outcome = await line.once();
    expect(jobs(line)).toEqual([]);
    expect(states(outcome)).toEqual(['published', 'published']);
  });
});
