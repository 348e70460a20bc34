import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../../../src/domain/config.ts';
import { plan } from '../../../src/pipeline/plan.ts';
import { status } from '../../../src/pipeline/status.ts';
import { createFakeLook } from '../../support/fakes/fake-look.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  writesOneFile,
} from '../../support/fakes/line.ts';
import { createLockTable, createMemoryLock } from '../../support/fakes/memory-lock.ts';
import { commitOn, createRepository } from '../../support/fakes/repository.ts';

const SPEC = 'specs/1_demo.md';
const STEM = 'codelicious/spec-1';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n- [ ] Add gamma\n';
const lineWith = (options: Partial<LineOptions> = {}): Line =>
  createLine({ files: { [SPEC]: TASKS }, ...options });

/** What this machine knows without asking anybody. */
function viewOf(line: Line, change: Partial<typeof DEFAULT_CONFIG> = {}) {
  const { checkout } = line.deps();
  return {
    config: { ...DEFAULT_CONFIG, ...change },
    checkout,
    history: createFakeLook(line.user, createRepository(line.user.store)),
    ledger: (spec: string) => line.ledgers.load(spec),
    now: line.clock.now(),
  };
}
const planned = (line: Line, change: Parameters<typeof viewOf>[1] = {}) =>
  plan({ ...viewOf(line, change), pulls: [] });
/** As a fetch leaves the user's repository. */
const fetchInto = (line: Line): void => {
  for (const [ref, sha] of line.remote.refs)
    line.user.refs.set(ref.replace('refs/heads/', 'refs/remotes/origin/'), sha);
};

describe('a plan', () => {
  it('tells chunks in order and the fewest parts they need', async () => {
    const found = await planned(lineWith(), { maxCommits: 2 });
    expect(found.caps).toEqual({ maxCommits: 2, maxLoc: 250 });
    const [spec] = found.specs;
    expect(spec).toMatchObject({
      path: SPEC,
      branch: STEM,
      tasks: { open: 3, done: 0, optional: 0 },
      skipped: null,
    });
    const ids = spec!.chunks.map((chunk) => chunk.id);
    expect(spec!.chunks.map((chunk) => [chunk.title, chunk.status])).toEqual([
      ['Add alpha', 'pending'],
      ['Add beta', 'pending'],
      ['Add gamma', 'pending'],
    ]);
    expect(spec!.parts).toEqual([
      { number: 1, branch: STEM, chunks: ids.slice(0, 2) },
      { number: 2, branch: `${STEM}-part-2`, chunks: ids.slice(2) },
    ]);
  });

  it('changes nothing', async () => {
    const line = lineWith();
    const before = JSON.stringify([...line.user.refs, ...line.remote.refs]);
    await planned(line);
    expect(JSON.stringify([...line.user.refs, ...line.remote.refs])).toBe(before);
    expect(line.forge.writes).toEqual([]);
    expect(line.ledgers.peek(SPEC)).toBeNull();
  });

  it('fills the open part before it begins another', async () => {
    const line = lineWith({
      files: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n' },
      config: { ready: 'never', maxCommits: 2 },
    });
    await line.once();
    fetchInto(line);
    commitOn(line.user, 'main', { texts: { [SPEC]: TASKS } });
    const [spec] = (await planned(line, { maxCommits: 2 })).specs;
    const ids = spec!.chunks.map((chunk) => chunk.id);
    expect(spec!.parts.map((part) => part.chunks)).toEqual([ids.slice(0, 2), ids.slice(2)]);
    const [full] = (await planned(line, { maxCommits: 1 })).specs;
    expect(full!.parts.map((part) => part.chunks)).toEqual(ids.map((id) => [id]));
  });

  it('puts nothing beside an oversize commit', async () => {
    const line = lineWith({
      config: { maxLoc: 5, ready: 'never' },
      files: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n' },
    });
    await line.once();
    fetchInto(line);
    commitOn(line.user, 'main', {
      texts: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n' },
    });
    const [spec] = (await planned(line)).specs;
    expect(spec!.parts.map((part) => part.chunks.length)).toEqual([1, 1]);
  });

  it('has nothing where no spec is, and tells what is wrong with those there are', async () => {
    expect((await planned(lineWith({ files: { 'a.txt': 'a\n' } }))).specs).toEqual([]);
    const line = lineWith({ files: { [SPEC]: TASKS, 'specs/2_nul.md': '- [ ] \0\n' } });
    const found = await planned(line);
    expect(found.specs.map((spec) => spec.path)).toEqual([SPEC]);
    expect(found.problems).toEqual([expect.objectContaining({ code: 'nul' })]);
  });

  it('takes a link for the spec it leads to, asked for or found', async () => {
    const line = lineWith({ files: { [SPEC]: TASKS, 'specs/2_link.md': TASKS } });
    const view = viewOf(line);
    const checkout: typeof view.checkout = {
      ...view.checkout,
      readFile: async (path, maxBytes) => {
        const read = await view.checkout.readFile(path, maxBytes);
        return read.ok && path !== SPEC ? { ...read, leadsTo: SPEC } : read;
      },
    };
    for (const specs of [[], ['specs/2_link.md']]) {
      const config = { ...view.config, specs };
      const found = await plan({ ...view, checkout, config, pulls: [] });
      expect(found.specs.map((spec) => spec.path)).toEqual([SPEC]);
    }
  });

  it('passes over a spec of which only criteria, and what is out of scope, are open', async () => {
    const text =
      '# Done\n\n- [x] Add alpha\n\n## Out of scope\n\n- [ ] b\n\n## Acceptance criteria\n\n- [ ] c\n';
    expect((await planned(lineWith({ files: { [SPEC]: text } }))).specs).toEqual([]);
  });

  it('stands on the branch checked out where there is no base yet, unless one was named', async () => {
    const line = lineWith();
    const view = viewOf(line);
    const checkout = { ...view.checkout, defaultBranch: async () => null };
    const found = await plan({ ...view, checkout, pulls: [] });
    expect(found.specs[0]!.chunks).toHaveLength(3);
    await expect(planned(line, { base: 'gone' })).rejects.toMatchObject({ code: 'base_missing' });
    await expect(planned(line, { base: 'origin/main' })).resolves.toBeDefined();
  });

  it('shows what was published as published, by the ledger’s word', async () => {
    const line = lineWith();
    await line.once();
    fetchInto(line);
    const [spec] = (await planned(line)).specs;
    expect(spec!.chunks.map((chunk) => chunk.status)).toEqual([
      'published',
      'published',
      'published',
    ]);
    expect(spec!.tasks).toEqual({ open: 0, done: 3, optional: 0 });
  });

  it.each(['continue', 'block'] as const)(
    'shows what was blocked as blocked while the ledger knows why: %s',
    async (onFailure) => {
      const line = lineWith({
        files: {
          [SPEC]: '# Demo\n\n- [ ] 1. Alpha\n- [ ] 2. Beta (depends on 1)\n- [ ] 3. Gamma\n',
        },
        config: { onFailure },
        script: (call) =>
          call.title === '1. Alpha'
            ? { type: 'failed', code: 'exit', message: 'broke' }
            : writesOneFile(call),
      });
      await line.once();
      fetchInto(line);
      const [spec] = (await planned(line)).specs;
      const third = onFailure === 'block' ? 'blocked' : 'published';
      expect(spec!.chunks.map((chunk) => chunk.status)).toEqual(['failed', 'blocked', third]);
    },
  );

  it('does not count optional tasks as parts', async () => {
    const path = '.kiro/specs/page/tasks.md';
    const line = lineWith({ files: { [path]: '# Plan\n\n- [ ] 1. Alpha\n- [ ]* 2. Beta\n' } });
    const [spec] = (await planned(line)).specs;
    expect(spec!.tasks).toEqual({ open: 1, done: 0, optional: 1 });
    expect(spec!.parts.map((part) => part.chunks.length)).toEqual([1]);
  });
});

describe('the status', () => {
  const asked = async (line: Line, lock = createMemoryLock(createLockTable(), 1)) =>
    status({ ...viewOf(line), asked: await line.forge.listPulls('codelicious/'), lock });

  it('shows each task with its commit and pull request', async () => {
    const line = lineWith();
    await line.once();
    fetchInto(line);
    const found = await asked(line);
    expect(found).toMatchObject({ lock: null, warnings: [] });
    expect(found.specs[0]!.chunks[0]).toMatchObject({
      state: { status: 'published' },
      branch: STEM,
      pull: { number: 1 },
      verified: 'tests',
    });
  });

  it('shows failures with their reason and the attempt that was kept', async () => {
    const line = lineWith({
      script: (call) =>
        call.title === 'Add beta'
          ? { type: 'timed_out', message: 'too long' }
          : writesOneFile(call),
    });
    await line.once();
    fetchInto(line);
    const beta = (await asked(line)).specs[0]!.chunks[1]!;
    expect(beta).toMatchObject({
      state: { status: 'failed', code: 'timed_out', message: 'too long' },
      reason: { code: 'timed_out' },
      attempts: 1,
    });
  });

  it('shows a spec whose tasks are all done, which a plan passes over', async () => {
    const done = { 'specs/2_done.md': '# Done\n\n- [x] Add alpha\n', 'TODO.md': '- [x] Rest\n' };
    const line = lineWith({ files: { ...done, 'specs/3_prose.md': '# Prose\n\nText.\n' } });
    const { specs } = await asked(line);
    expect(specs.map(({ path, tasks, chunks }) => [path, tasks, chunks[0]?.state.status])).toEqual([
      ['specs/2_done.md', { open: 0, done: 1, optional: 0 }, 'merged'],
    ]);
    expect((await planned(line)).specs).toEqual([]);
  });

  it('says that the forge is silent', async () => {
    const line = lineWith({ forge: { refuse: () => 'network' } });
    const found = await asked(line);
    expect(found.warnings).toEqual([expect.stringContaining('pull requests are not shown')]);
  });

  it('shows who holds the lock, and what is in hand', async () => {
    const line = lineWith();
    await line.once();
    const [alpha] = Object.keys((await line.ledgers.load(SPEC)).chunks);
    const fresh = lineWith();
    const ledger = await line.ledgers.load(SPEC);
    const entry = { ...ledger.chunks[alpha!]!, status: 'in_progress' as const };
    await fresh.ledgers.save({ ...ledger, chunks: { [alpha!]: entry } });
    const table = createLockTable();
    const lock = createMemoryLock(table, 7);
    await lock.acquire('run-7');
    const found = await asked(fresh, lock);
    expect(found.lock).toMatchObject({ pid: 7, run: 'run-7', alive: true });
    expect(found.specs[0]!.chunks.map((chunk) => chunk.state.status)).toEqual([
      'in_progress',
      'pending',
      'pending',
    ]);
    table.alive.delete(7);
    const after = await asked(fresh, lock);
    expect(after.lock).toMatchObject({ alive: false });
    expect(after.specs[0]!.chunks[0]!.state.status).toBe('pending');
  });

  it('knows a lock whose holder cannot be read', async () => {
    const line = lineWith();
    const lock = createMemoryLock(createLockTable(), 1);
    const unreadable = { ...lock, holder: async () => ({ holder: null, alive: null }) };
    expect((await asked(line, unreadable)).lock).toEqual({
      pid: null,
      host: null,
      started: null,
      run: null,
      alive: null,
    });
  });
});
