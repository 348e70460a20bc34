import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import type { PushResult } from '../../../src/ports/git.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  mergePull,
  writesOneFile,
} from '../../support/fakes/line.ts';
import { commitOn } from '../../support/fakes/repository.ts';

type Why = Extract<PushResult, { type: 'rejected' }>['why'];

const SPEC = 'specs/1_demo.md';
const STEM = 'codelicious/spec-1';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n- [ ] Add gamma\n';
const lineWith = (options: Partial<LineOptions> = {}): Line =>
  createLine({ files: { [SPEC]: TASKS }, ...options });
const states = (outcome: RunOutcome): readonly string[] =>
  outcome.specs[0]!.chunks.map((chunk) => chunk.state.status);
const codes = (outcome: RunOutcome): readonly string[] =>
  outcome.specs[0]!.undelivered.map((reason) => reason.code);

describe('a push that is refused', () => {
  it.each<Why>(['auth', 'stale', 'hook', 'protected', 'checked_out', 'other'])(
    'by %s is not tried again, said, and delivered by the next run',
    async (why) => {
      let closed = true;
      let tries = 0;
      const line = lineWith({
        files: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n' },
        git: {
          push: () => {
            tries += 1;
            return closed ? why : null;
          },
        },
      });
      const outcome = await line.once();
      expect(tries).toBe(2);
      expect(line.clock.sleeps).toEqual([]);
      expect(states(outcome)).toEqual(['committed']);
      expect(codes(outcome)).toEqual([`push_${why}`]);
      expect(exitCodeOf(outcome)).toBe(1);
      expect(line.events.of('pull.push_failed')[0]).toMatchObject({ why, branch: STEM });
      expect(line.forge.writes).toEqual([]);
      expect(line.user.refs.has(`refs/codelicious/heads/${STEM}`)).toBe(true);
      closed = false;
      const again = await line.once();
      expect(again.commits).toBe(0);
      expect(exitCodeOf(again)).toBe(0);
      expect(line.forge.pull(1).draft).toBe(false);
      expect(line.user.refs.has(`refs/codelicious/heads/${STEM}`)).toBe(false);
    },
  );

  it('for the network is tried thrice with waits between', async () => {
    let failures = 2;
    const line = lineWith({
      git: {
        push: () => {
          failures -= 1;
          return failures >= 0 ? 'network' : null;
        },
      },
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.clock.sleeps).toEqual([1000, 4000]);
    expect(line.events.of('pull.push_failed')).toEqual([]);
  });

  it('for the network for good is given up', async () => {
    const line = lineWith({
      files: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n' },
      git: { push: () => 'network' },
    });
    const outcome = await line.once();
    expect(codes(outcome)).toEqual(['push_network']);
    expect(line.clock.sleeps).toEqual([1000, 4000, 1000, 4000]);
  });

  it('for the network is not waited for once the user wants to stop', async () => {
    const line: Line = lineWith({
      git: {
        push: () => {
          line.stop.abort('SIGINT');
          return 'network';
        },
      },
    });
    await line.once();
    expect(line.clock.sleeps).toEqual([]);
  });

  it('below keeps the parts above from being shown with what is below', async () => {
    const line = lineWith({
      config: { maxCommits: 1 },
      git: { push: ({ branch }) => (branch === STEM ? 'hook' : null) },
    });
    const outcome = await line.once();
    expect(line.branches()).toEqual([]);
    expect(line.forge.writes).toEqual([]);
    expect(codes(outcome)).toEqual(['push_hook', 'waits', 'waits']);
  });

  it('because somebody pushed meanwhile is never forced', async () => {
    const line: Line = lineWith({
      script: (call) => {
        if (call.title === 'Add beta')
          commitOn(line.remote, STEM, { texts: { 'theirs.txt': 't\n' } });
        return writesOneFile(call);
      },
    });
    const outcome = await line.once();
    expect(codes(outcome)).toContain('push_stale');
    expect(line.text(STEM, 'theirs.txt')).toBe('t\n');
    expect(line.text(STEM, 'src/add-beta.txt')).toBeNull();
  });
});

describe('a forge that refuses', () => {
  it.each(['auth', 'forbidden', 'invalid', 'rate_limited', 'network', 'server'] as const)(
    'to open with %s is told, and asked again by the next run',
    async (code) => {
      let closed = true;
      const line = lineWith({
        forge: { refuse: (member) => (closed && member === 'openPull' ? code : null) },
      });
      const outcome = await line.once();
      expect(codes(outcome)).toEqual([`forge_${code}`]);
      expect(states(outcome)).toEqual(['committed', 'committed', 'committed']);
      expect(exitCodeOf(outcome)).toBe(1);
      expect(line.events.of('pull.failed')[0]).toMatchObject({ code, branch: STEM });
      closed = false;
      const again = await line.once();
      expect(exitCodeOf(again)).toBe(0);
      expect(again.commits).toBe(0);
    },
  );

  it('to mark ready leaves a draft that the next run completes', async () => {
    let closed = true;
    const line = lineWith({
      forge: { refuse: (member) => (closed && member === 'markReady' ? 'forbidden' : null) },
    });
    const outcome = await line.once();
    expect(codes(outcome)).toEqual(['forge_forbidden']);
    expect(exitCodeOf(outcome)).toBe(1);
    closed = false;
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.forge.pull(1).draft).toBe(false);
  });

  it('an update is asked again before the run ends', async () => {
    let failures = 1;
    const line = lineWith({
      forge: {
        refuse: (member) => {
          if (member !== 'updatePull' || failures === 0) return null;
          failures -= 1;
          return 'server';
        },
      },
    });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(0);
    expect(line.forge.pull(1).body).toContain('Add gamma');
  });

  it('reviewers or labels are warned of and otherwise left', async () => {
    const line = lineWith({
      config: { reviewers: ['alice'], labels: ['ai'] },
      forge: {
        refuse: (member) =>
          member === 'requestReviewers' || member === 'addLabels' ? 'invalid' : null,
      },
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    const said = line.events.of('run.warning').map((event) => event.message);
    expect(said).toEqual([
      expect.stringContaining('labels could not be set'),
      expect.stringContaining('reviewers could not be set'),
    ]);
  });

  it('drafts gets them opened normally', async () => {
    const line = lineWith({ forge: { drafts: false } });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.forge.pulls.map((pull) => pull.draft)).toEqual([false]);
    expect(line.forge.writes).not.toContain('markReady 1');
  });
});

describe('a pull request', () => {
  it('is opened after the first push and updated after each, with labels and reviewers', async () => {
    const line = lineWith({ config: { reviewers: ['alice'], labels: ['ai'] } });
    await line.once();
    const told = line.events.all.filter((event) => event.type.startsWith('pull.'));
    expect(told.map((event) => event.type)).toEqual([
      ...['pull.pushed', 'pull.opened'],
      ...['pull.pushed', 'pull.updated'],
      ...['pull.pushed', 'pull.updated'],
      ...['pull.updated', 'pull.ready'],
    ]);
    expect(line.forge.pull(1)).toMatchObject({
      title: '[spec-1] Demo',
      reviewers: ['alice'],
      labels: ['ai'],
    });
  });

  it('waits for its part where parts are published whole', async () => {
    const line = lineWith({ config: { publish: 'part', maxCommits: 2 } });
    await line.once();
    const writes = line.forge.writes.filter((write) => write.startsWith('openPull'));
    expect(writes).toEqual([`openPull ${STEM}`, `openPull ${STEM}-part-2`]);
    const types = line.events.all.map((event) => event.type);
    expect(types.filter((type) => type === 'pull.pushed')).toHaveLength(2);
    expect(types.indexOf('pull.pushed')).toBeGreaterThan(types.lastIndexOf('engine.finished') - 8);
  });

  it.each([
    ['all', [false, false, false]],
    ['bottom', [false, true, true]],
    ['never', [true, true, true]],
  ] as const)('is ready as the configuration says: %s', async (ready, drafts) => {
    const line = lineWith({ config: { ready, maxCommits: 1 } });
    await line.once();
    expect(line.forge.pulls.map((pull) => pull.draft)).toEqual(drafts);
    const bases = ['main', STEM, `${STEM}-part-2`];
    expect(line.forge.pulls.map((pull) => pull.base)).toEqual(bases);
  });

  it('at the bottom is the next one, once the one below it is merged', async () => {
    const line = lineWith({ config: { ready: 'bottom', maxCommits: 1 } });
    await line.once();
    mergePull(line, 1);
    await line.once();
    expect(line.forge.pulls.map((pull) => pull.draft)).toEqual([false, false, true]);
  });

  it('that is the last stays a draft while anything of its spec is open', async () => {
    const line = lineWith({
      config: { maxCommits: 1 },
      script: (call) =>
        call.title === 'Add gamma'
          ? { type: 'failed', code: 'exit', message: 'broke' }
          : writesOneFile(call),
    });
    await line.once();
    expect(line.forge.pulls.map((pull) => pull.draft)).toEqual([false, true]);
    expect(line.forge.pull(2).body).toContain('still open after it: 1');
  });

  it('was opened by a run that never heard the answer: found, not opened twice', async () => {
    const line = lineWith();
    const deps = line.deps();
    const openPull: typeof deps.forge.openPull = async (request) => {
      await deps.forge.openPull(request);
      throw new Error('cut off');
    };
    const run = buildOnce({ ...deps, forge: { ...deps.forge, openPull } });
    await expect(run).rejects.toThrow('cut off');
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.forge.pulls).toHaveLength(1);
  });
});

describe('open pull requests', () => {
  it('beyond the limit are not opened: the work is kept and the exit code is 3', async () => {
    const line = lineWith({
      config: { maxOpenPrs: 1, maxLoc: 50 },
      script: ({ title, write }) => {
        write(`${title}.txt`, 'x\n'.repeat(30));
        return undefined;
      },
    });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(3);
    expect(outcome.stopped).toMatchObject({ why: 'limit' });
    expect(outcome.stopped!.message).toContain('--max-open-prs is 1');
    expect(line.branches()).toEqual([STEM]);
    expect(states(outcome)).toEqual(['published', 'committed', 'pending']);
    expect(line.user.refs.has(`refs/codelicious/heads/${STEM}-part-2`)).toBe(true);
    mergePull(line, 1);
    const again = await line.once();
    expect(again.commits).toBe(1);
    expect(line.forge.pulls.map(({ head, state }) => [head, state])).toEqual([
      [STEM, 'merged'],
      [`${STEM}-part-2`, 'open'],
    ]);
  });

  it('at the limit let nothing be begun that would need another', async () => {
    const line = lineWith({ config: { maxOpenPrs: 1, maxCommits: 1 } });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(3);
    expect(line.engine.jobs).toHaveLength(1);
    expect(codes(outcome)).toEqual([]);
  });

  it('of other specs count as well', async () => {
    const line = lineWith({
      files: { [SPEC]: TASKS, 'specs/2_other.md': '# Other\n\n- [ ] Add delta\n' },
      config: { maxOpenPrs: 1 },
    });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(3);
    expect(line.forge.pulls).toHaveLength(1);
    expect(outcome.specs[1]!.chunks[0]!.state.status).toBe('pending');
  });
});

describe('on platform local', () => {
  const local = (options: Partial<LineOptions> = {}): Line =>
    lineWith({ ...options, forge: { kind: 'local' } });

  it('finished branches go into the user’s repository', async () => {
    const line = local();
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.user.refs.get(`refs/heads/${STEM}`)).toBe(line.tip(STEM));
    expect(line.git.pushes.every((push) => push.to === 'checkout')).toBe(true);
    const again = await line.once();
    expect([again.commits, line.git.pushes]).toEqual([0, []]);
  });

  it('a branch that is checked out is left alone and said', async () => {
    const line = local();
    await line.once();
    line.user.checkedOut = STEM;
    commitOn(line.user, 'main', { texts: { [SPEC]: `${TASKS}- [ ] Add delta\n` } });
    line.forge.set(1, { draft: true });
    const tip = line.tip(STEM);
    const outcome = await line.once({ specs: [] });
    expect(line.tip(STEM)).toBe(tip);
    expect(outcome.specs.every((spec) => spec.undelivered.length === 0)).toBe(true);
  });
});
