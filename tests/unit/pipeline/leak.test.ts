import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import { parseMarker } from '../../../src/text/marker.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import {
  createLine,
  type Line,
  type LineOptions,
  writesOneFile,
} from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const KNOWN = 'correct-horse-battery';
const SECRET = 'SECRET_abc';
const TASKS = '# Demo\n\n- [ ] Add alpha\n- [ ] Add beta\n';

const leaks: EngineScript = (call) => {
  if (call.title !== 'Add beta' || call.job.prompt.includes('from the vault')) {
    return writesOneFile(call);
  }
  call.write('config.js', `// one\nexport const key = '${SECRET}';\n`);
  call.write('README.md', `The key is ${SECRET}.\n`);
  call.write('fine.js', 'export const fine = 1;\n');
  return undefined;
};

const lineWith = (options: Partial<LineOptions> = {}): Line =>
  createLine({ files: { [SPEC]: TASKS }, script: leaks, ...options });
const second = (outcome: RunOutcome) => outcome.specs[0]!.chunks[1]!;

/** A file of the base changed in the user's repository and on the remote. */
function onBase(line: Line, path: string, text: string): void {
  for (const repository of [line.user, line.remote]) {
    const tip = repository.refs.get('refs/heads/main')!;
    const files = new Map(repository.store.files(tip)).set(path, { text, mode: '100644' });
    const tree = repository.store.writeTree(files);
    const sha = repository.store.writeCommit({ tree, parents: [tip], message: 'Edit\n' });
    repository.refs.set('refs/heads/main', sha);
  }
}

describe('a change that holds a secret', () => {
  it('parks its task without a repair, nothing installed, nothing checked', async () => {
    const installed: string[] = [];
    const checked: string[] = [];
    const line = lineWith({
      install: (changed) => {
        installed.push(...changed);
        return { type: 'nothing' };
      },
      judge: (_, changed) => {
        checked.push(...changed);
        return [];
      },
    });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(1);
    expect(line.engine.jobs.map(({ kind }) => kind)).toEqual(['build', 'build']);
    expect([...installed, ...checked]).not.toContain('config.js');
    const { state, reason } = second(outcome);
    expect(state.status).toBe('parked');
    const question = state.status === 'parked' ? state.question : '';
    expect(question).toContain('config.js:2 holds a secret');
    expect(question).toContain('00ff (secret:made-up)');
    expect(reason).toMatchObject({ code: 'secret', message: question });
    expect(parseMarker(line.forge.pull(1).body)?.questions).toMatchObject([{ question }]);
  });

  it('is kept with the secret masked in every file', async () => {
    const line = lineWith();
    const { attemptRef } = second(await line.once());
    expect(attemptRef).toMatch(/^refs\/codelicious\/failed\//);
    const files = line.user.store.files(line.user.refs.get(attemptRef!)!)!;
    expect(files.get('config.js')?.text).toBe("// one\nexport const key = '***';\n");
    expect(files.get('README.md')?.text).toBe('The key is ***.\n');
    expect(files.get('fine.js')?.text).toBe('export const fine = 1;\n');
    expect(JSON.stringify(line.events.all)).not.toContain(SECRET);
    expect(line.events.all).toContainEqual(
      expect.objectContaining({ type: 'chunk.parked', attemptRef }),
    );
  });

  it('stays parked, on any machine, until the task is edited', async () => {
    const line = lineWith();
    await line.once();
    for (const lose of [() => undefined, () => line.freshClone()]) {
      lose();
      const again = await line.once();
      expect(line.engine.jobs).toEqual([]);
      expect(second(again)).toMatchObject({
        state: { status: 'parked' },
        reason: { code: 'secret' },
      });
    }
    onBase(line, SPEC, TASKS.replace('Add beta', 'Add beta\n  The key comes from the vault.'));
    expect(exitCodeOf(await line.once())).toBe(0);
  });

  it('is tried again once more is allowed', async () => {
    const line = lineWith();
    await line.once();
    const allowed = await line.once({ securityAllow: [SECRET] });
    expect(exitCodeOf(allowed)).toBe(0);
    expect(line.text('codelicious/spec-1', 'config.js')).toContain(SECRET);
  });

  it('is tried again once the base has another list of what passes', async () => {
    const line = lineWith();
    await line.once();
    onBase(line, '.gitleaksignore', 'config.js:made-up:2\n');
    await line.once();
    expect(line.engine.jobs).toHaveLength(1);
  });

  it('that is known on this machine parks too, and nothing of a file that cannot be masked is kept', async () => {
    const line = lineWith({
      secrets: [KNOWN],
      script: (call) => {
        call.write('a.txt', `one\n${KNOWN}\n`);
        call.disk.set('away', { text: KNOWN, mode: '120000' });
        return undefined;
      },
    });
    const outcome = await line.once();
    const [chunk] = outcome.specs[0]!.chunks;
    expect(chunk?.state.status).toBe('parked');
    expect(chunk?.reason?.message).toContain('a.txt');
    const files = line.user.store.files(line.user.refs.get(chunk!.attemptRef!)!)!;
    expect(files.get('a.txt')?.text).toBe('one\n***\n');
    expect(files.has('away')).toBe(false);
  });

  it('is masked too where the call did not end well', async () => {
    const line = lineWith({
      script: (call) => {
        call.write('a.txt', `${SECRET}\n`);
        return { type: 'timed_out', message: 'gone' };
      },
    });
    const [chunk] = (await line.once()).specs[0]!.chunks;
    const files = line.user.store.files(line.user.refs.get(chunk!.attemptRef!)!)!;
    expect(files.get('a.txt')?.text).toBe('***\n');
  });
});
