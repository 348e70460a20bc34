import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { Verifier } from '../../../src/ports/verifier.ts';
import type { Disk } from '../../support/fakes/fake-workspace.ts';
import { createLine } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';

type Failing = (disk: Disk) => boolean;

/** A hook that reformats every file it sees, and fails where it is told to. */
function hookOf(isFailing: Failing) {
  return (disk: (root: string) => Disk | null): Verifier => ({
    name: 'hooks',
    alters: true,
    applies: () => Promise.resolve(true),
    check: ({ root }) => {
      const files: Disk = disk(root) ?? new Map();
      const status = isFailing(files) ? 'failed' : 'passed';
      for (const [path, file] of files)
        files.set(path, { ...file, text: `${file.text}// formatted\n` });
      const about = { name: 'husky', command: '.husky/pre-commit', kind: 'hook' } as const;
      const result: CheckResult = {
        ...about,
        status,
        findings: [],
        output: 'no',
        durationMs: 1,
        note: null,
      };
      return Promise.resolve([result]);
    },
  });
}

const lineWith = (isFailing: Failing) =>
  createLine({
    files: { [SPEC]: '# Demo\n\n- [ ] Add alpha\n' },
    config: { maxFixAttempts: 0 },
    verifier: hookOf(isFailing),
    script: ({ write }) => {
      write('a.js', 'let a;\n');
      return undefined;
    },
  });

describe('a hook of the repository', () => {
  it('changes nothing that is committed', async () => {
    const line = lineWith(() => false);
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.text('codelicious/spec-1', 'a.js')).toBe('let a;\n');
  });

  it('refuses what it fails by', async () => {
    const line = lineWith((disk) => disk.has('a.js'));
    const outcome = await line.once();
    expect(outcome.specs[0]?.chunks[0]?.state).toMatchObject({
      status: 'failed',
      code: 'verification',
    });
  });

  it('says nothing of a change where it fails before any', async () => {
    const line = lineWith(() => true);
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(0);
    expect(outcome.specs[0]?.chunks[0]?.verified).toBe('none');
    expect(line.events.all).toContainEqual(
      expect.objectContaining({
        ...{ type: 'check.finished', check: 'husky', status: 'skipped' },
        note: 'fails on the base too, before any change',
      }),
    );
  });
});
