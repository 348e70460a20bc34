import { describe, expect, it } from 'vitest';
import { specSlug } from '../../../src/domain/ids.ts';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import { parseMarker } from '../../../src/text/marker.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  writesOneFile,
} from '../../support/fakes/line.ts';
import { park, parkedIn } from '../../support/fakes/repository.ts';

const SPEC = 'specs/1_demo.md';
const TASKS = [
  '# Demo',
  '',
  '- [ ] Add alpha',
  '- [ ] Add beta',
  '- [ ] Add gamma',
  '  - depends on "Add beta"',
  '',
].join('\n');

const asks: EngineScript = (call) => {
  if (call.title !== 'Add beta' || call.job.prompt.includes('Use argon2'))
    return writesOneFile(call);
  call.write('half.txt', 'half\n');
  return { type: 'needs_input', question: 'Which one?', options: ['argon2', 'bcrypt'] };
};
const lineWith = (options: Partial<LineOptions> = {}): Line =>
  createLine({ files: { [SPEC]: TASKS }, script: asks, ...options });
const statuses = (outcome: RunOutcome): readonly string[] =>
  outcome.specs[0]!.chunks.map(({ state }) => state.status);
const parked = { status: 'parked', question: 'Which one?', options: ['argon2', 'bcrypt'] };

/** The user edits the spec in the checkout and lands it on the base. */
function edit(line: Line, from: string, to: string): void {
  for (const repository of [line.user, line.remote]) {
    const tip = repository.refs.get('refs/heads/main')!;
    const files = new Map(repository.store.files(tip));
    const file = files.get(SPEC)!;
    files.set(SPEC, { ...file, text: file.text.replace(from, to) });
    const tree = repository.store.writeTree(files);
    const sha = repository.store.writeCommit({ tree, parents: [tip], message: 'Edit\n' });
    repository.refs.set('refs/heads/main', sha);
  }
}

describe('a question', () => {
  it('parks its task, blocks what names it, and lets the others go on', async () => {
    const line = lineWith();
    const outcome = await line.once();
    expect(statuses(outcome)).toEqual(['published', 'parked', 'blocked']);
    expect(outcome.specs[0]!.chunks[1]).toMatchObject({
      state: parked,
      reason: { code: 'needs_input', message: 'Which one?' },
    });
    expect(exitCodeOf(outcome)).toBe(1);
  });

  it('stands in the pull request, for people and for the next machine', async () => {
    const line = lineWith();
    const outcome = await line.once();
    const { body } = line.forge.pull(1);
    expect(body).toMatch(/## Questions\n\n[^#]*\*\*Add beta\*\*[^#]*Which one\?[^#]*- argon2/);
    const { id } = outcome.specs[0]!.chunks[1]!;
    expect(parseMarker(body)?.questions).toMatchObject([{ id, question: 'Which one?' }]);
  });

  it('costs nothing more until it is answered, here or on another machine', async () => {
    const line = lineWith();
    await line.once();
    for (const lose of [() => undefined, () => line.freshClone()]) {
      lose();
      const { length } = line.forge.writes;
      const again = await line.once();
      expect(line.engine.jobs).toEqual([]);
      expect(statuses(again)).toEqual(['published', 'parked', 'blocked']);
      expect(again.specs[0]!.chunks[1]).toMatchObject({
        state: parked,
        reason: { code: 'needs_input', message: 'Which one?' },
      });
      expect(exitCodeOf(again)).toBe(1);
      expect(line.forge.writes).toHaveLength(length);
      expect(line.events.of('workspace.ready')).toEqual([]);
    }
  });

  it('is answered by editing the task, and gone from the pull request', async () => {
    const line = lineWith();
    await line.once();
    line.freshClone();
    edit(line, '- [ ] Add beta\n', '- [ ] Add beta\n  - Use argon2\n');
    const answered = await line.once();
    expect(statuses(answered)).toEqual(['published', 'published', 'published']);
    expect(answered.specs[0]!.chunks[1]!.reason).toBeNull();
    expect(exitCodeOf(answered)).toBe(0);
    expect(line.forge.pull(1).body).not.toContain('Questions');
    expect(parseMarker(line.forge.pull(1).body)?.questions).toBeUndefined();
  });

  it.each(['github', 'local'] as const)(
    'survives where nothing was built, on platform %s, until its task is edited',
    async (kind) => {
      const line = lineWith({ files: { [SPEC]: '# Demo\n\n- [ ] Add beta\n' }, forge: { kind } });
      expect(statuses(await line.once())).toEqual(['parked']);
      expect(line.forge.pulls).toEqual([]);
      const kept = (): readonly string[] =>
        [...line.remote.refs.keys()].filter((ref) => ref.startsWith('refs/codelicious/parked/'));
      expect(kept()).toHaveLength(1);
      line.freshClone();
      const again = await line.once();
      expect(line.engine.jobs).toEqual([]);
      expect(again.specs[0]!.chunks[0]).toMatchObject({
        state: parked,
        reason: { code: 'needs_input', message: 'Which one?' },
      });
      line.freshClone();
      expect(statuses(await line.once({ resume: false }))).toEqual(['parked']);
      expect(line.engine.jobs).toHaveLength(1);
      edit(line, '- [ ] Add beta\n', '- [ ] Add beta\n  - Use argon2\n');
      line.freshClone();
      expect(statuses(await line.once())).toEqual(['published']);
      expect(kept()).toEqual([]);
    },
  );

  it('is kept by a later run where it could not be at first, and not over a newer one', async () => {
    const line = lineWith({ files: { [SPEC]: '# Demo\n\n- [ ] Add beta\n' } });
    const deps = line.deps();
    const refuse = { type: 'rejected', why: 'network', detail: 'down' } as const;
    await buildOnce({ ...deps, git: { ...deps.git, setParked: async () => refuse } });
    expect(parkedIn(line.remote).size).toBe(0);
    await line.once();
    expect(line.engine.jobs).toEqual([]);
    const [[name, text]] = [...parkedIn(line.remote)] as [[string, string]];
    expect(JSON.parse(text)).toMatchObject({
      v: 1,
      spec: SPEC,
      questions: [{ title: 'Add beta' }],
    });
    const newer = text.replace('Which one?', 'Which two?');
    park(line.remote, name, newer);
    const stale = { name, text: null, to: 'origin' } as const;
    expect(await line.git.setParked(stale)).toMatchObject({ type: 'rejected', why: 'stale' });
    expect(parkedIn(line.remote).get(name)).toBe(newer);
  });

  it.each(['', 'null', '{"v":1,"spec":"specs/2_other.md","questions":[]}'])(
    'is not read from what is none of ours: %s',
    async (text) => {
      const line = lineWith({ files: { [SPEC]: '# Demo\n\n- [ ] Add beta\n' } });
      park(line.remote, specSlug(SPEC), text);
      expect(statuses(await line.once())).toEqual(['parked']);
      expect(line.engine.jobs).toHaveLength(1);
    },
  );

  it('is told by the topmost part alone', async () => {
    const line = lineWith({
      config: { maxCommits: 1 },
      files: { [SPEC]: `${TASKS}- [ ] Add delta\n` },
    });
    await line.once();
    expect(line.forge.pull(1).body).not.toContain('## Questions');
    expect(line.forge.pull(2).body).toContain('## Questions');
  });

  it('reaches a pull request that could not be reached at first', async () => {
    let isDown = false;
    const line = lineWith({
      files: { [SPEC]: '- [ ] Add alpha\n' },
      forge: { refuse: (member) => (isDown && member === 'updatePull' ? 'server' : null) },
    });
    await line.once();
    edit(line, '- [ ] Add alpha\n', '- [ ] Add alpha\n- [ ] Add beta\n');
    isDown = true;
    const unheard = await line.once();
    expect(statuses(unheard)).toEqual(['published', 'parked']);
    expect(line.forge.pull(1).body).not.toContain('Which one?');
    isDown = false;
    await line.once();
    expect(line.engine.jobs).toEqual([]);
    expect(line.forge.pull(1).body).toContain('Which one?');
  });

  it('holds no secret', async () => {
    const line = lineWith({
      secrets: ['hunter22hunter22'],
      script: (call) =>
        call.title === 'Add beta'
          ? {
              type: 'needs_input',
              question: 'Is it hunter22hunter22?',
              options: ['hunter22hunter22'],
            }
          : writesOneFile(call),
    });
    const outcome = await line.once();
    expect(JSON.stringify(outcome.specs[0]!.chunks[1]!.state)).not.toContain('hunter22');
    expect(line.forge.pull(1).body).not.toContain('hunter22');
  });
});
