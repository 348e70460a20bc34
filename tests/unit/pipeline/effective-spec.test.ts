import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import { createLine, type Line, writesOneFile } from '../../support/fakes/line.ts';
import { commitOn } from '../../support/fakes/repository.ts';

const SPEC = 'specs/1_demo.md';
const STEM = 'codelicious/spec-1';
const TASKS = '# Demo\n\nProse.\n\n- [ ] Add alpha\n- [ ] Add beta\n';

const line = (files: Readonly<Record<string, string>> = { [SPEC]: TASKS }): Line =>
  createLine({ files: { 'README.md': '# Sample\n', ...files } });
const jobs = (of: Line): readonly (string | undefined)[] =>
  of.engine.jobs.map((job) => job.env['CODELICIOUS_CHUNK_TITLE']);

/** One run over a working tree that differs from its commit. */
async function runEdited(of: Line, texts: Readonly<Record<string, string>>) {
  const deps = of.deps();
  for (const [path, text] of Object.entries(texts))
    of.checkout.disk.set(path, { text, mode: '100644' });
  return buildOnce(deps);
}

describe('the text that counts', () => {
  it('is the local one where nobody committed it, carried into the first commit', async () => {
    const one = line({});
    await runEdited(one, { [SPEC]: TASKS });
    expect(one.events.of('spec.carried')).toEqual([{ type: 'spec.carried', spec: SPEC }]);
    expect(one.text(STEM, SPEC)).toBe(TASKS.replaceAll('[ ]', '[x]'));
    const [first] = await one.commits(STEM);
    expect(one.remote.store.files(first!.sha)!.get(SPEC)!.text).toBe(
      TASKS.replace('[ ] Add alpha', '[x] Add alpha'),
    );
  });

  it('is the local one where it was edited and not committed', async () => {
    const one = line();
    const edited = TASKS.replace('Prose.', 'Better prose.');
    await runEdited(one, { [SPEC]: edited });
    expect(one.text(STEM, SPEC)).toBe(edited.replaceAll('[ ]', '[x]'));
    expect(one.text('main', SPEC)).toBe(TASKS);
  });

  it('is carried once: the next run knows it', async () => {
    const one = line({});
    await runEdited(one, { [SPEC]: TASKS });
    const outcome = await runEdited(one, { [SPEC]: TASKS });
    expect(outcome.commits).toBe(0);
    expect(one.events.of('spec.carried')).toEqual([]);
  });

  it('is carried by the first task that comes through', async () => {
    const one = createLine({
      files: { 'README.md': '# Sample\n' },
      script: (call) =>
        call.title === 'Add alpha'
          ? { type: 'failed', code: 'exit', message: 'broke' }
          : writesOneFile(call),
    });
    await runEdited(one, { [SPEC]: TASKS });
    expect(one.text(STEM, SPEC)).toBe(TASKS.replace('[ ] Add beta', '[x] Add beta'));
  });

  it('is the base’s where the checkout is stale', async () => {
    const one = line();
    commitOn(one.remote, 'main', { texts: { [SPEC]: `${TASKS}- [ ] Add gamma\n` } });
    await one.once();
    expect(jobs(one)).toEqual(['Add alpha', 'Add beta', 'Add gamma']);
    expect(one.events.of('spec.carried')).toEqual([]);
  });

  it('is both where a stale checkout was edited elsewhere in the text', async () => {
    const one = line();
    commitOn(one.remote, 'main', { texts: { [SPEC]: `${TASKS}- [ ] Add gamma\n` } });
    await runEdited(one, { [SPEC]: TASKS.replace('Prose.', 'Better prose.') });
    const text = one.text(STEM, SPEC);
    expect(text).toContain('Better prose.');
    expect(text).toContain('- [x] Add gamma');
  });

  it('is the user’s where both were edited in one place, ticks of the base kept', async () => {
    const one = line();
    commitOn(one.remote, 'main', {
      texts: {
        [SPEC]: TASKS.replace('Prose.', 'Theirs.').replace('[ ] Add alpha', '[x] Add alpha'),
      },
    });
    await runEdited(one, { [SPEC]: TASKS.replace('Prose.', 'Mine.') });
    expect(jobs(one)).toEqual(['Add beta']);
    expect(one.text(STEM, SPEC)).toContain('Mine.');
    expect(one.text(STEM, SPEC)).toContain('[x] Add alpha');
  });

  it('keeps the ticks of the built line while the user edits an old copy', async () => {
    const one = line();
    await one.once();
    const edited = `${TASKS}- [ ] Add gamma\n`;
    await runEdited(one, { [SPEC]: edited });
    expect(jobs(one)).toEqual(['Add gamma']);
    expect(one.text(`${STEM}-part-2`, SPEC)).toBe(edited.replaceAll('[ ]', '[x]'));
  });

  it('has what was added on the base while the parts below are still open', async () => {
    const one = line();
    await one.once();
    const more = TASKS.replace('Prose.\n', 'Prose.\n\n- [ ] Add gamma\n');
    commitOn(one.remote, 'main', { texts: { [SPEC]: more } });
    one.freshClone();
    await one.once();
    expect(jobs(one)).toEqual(['Add gamma']);
    expect(one.text(`${STEM}-part-2`, SPEC)).toBe(more.replaceAll('[ ]', '[x]'));
  });

  it('is done where the user ticks it by hand', async () => {
    const one = line();
    const outcome = await runEdited(one, {
      [SPEC]: TASKS.replace('[ ] Add alpha', '[x] Add alpha'),
    });
    expect(jobs(one)).toEqual(['Add beta']);
    expect(outcome.specs[0]!.chunks.map((chunk) => chunk.state.status)).toEqual([
      'merged',
      'published',
    ]);
    expect(exitCodeOf(outcome)).toBe(0);
  });

  it('is gone where the base deleted it and the user did not touch it', async () => {
    const one = line();
    commitOn(one.remote, 'main', { texts: { [SPEC]: null } });
    const outcome = await one.once();
    expect(outcome.specs).toEqual([]);
    expect(one.engine.jobs).toEqual([]);
  });

  it('comes back where the base deleted it and the user edited it', async () => {
    const one = line();
    commitOn(one.remote, 'main', { texts: { [SPEC]: null } });
    await runEdited(one, { [SPEC]: `${TASKS}- [ ] Add gamma\n` });
    expect(jobs(one)).toEqual(['Add alpha', 'Add beta', 'Add gamma']);
  });

  it('of a checkout that has nothing in common with the base is the local one', async () => {
    const one = line();
    one.user.refs.set(
      'refs/heads/main',
      one.user.store.writeCommit({
        tree: one.user.store.writeTree(new Map([[SPEC, { text: '- [ ] Own\n', mode: '100644' }]])),
        parents: [],
        message: 'Another root\n',
      }),
    );
    await one.once();
    expect(jobs(one)).toEqual(['Own']);
  });
});
