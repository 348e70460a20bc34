import { describe, expect, it } from 'vitest';
import type { Change } from '../../../src/domain/changeset.ts';
import type { Sha } from '../../../src/domain/ids.ts';
import { jobChanges } from '../../../src/pipeline/job-changes.ts';
import type { SpecEnv } from '../../../src/pipeline/spec-env.ts';

const BEGUN = 'b'.repeat(40) as Sha;
const LEFT = 'c'.repeat(40) as Sha;

/** As much of a spec's surroundings as changes are read from. */
function envWith(changes: readonly Change[], left: Sha = LEFT): SpecEnv {
  const blobs = new Map(changes.map(({ blob }) => [blob, new TextEncoder().encode(blob)]));
  return {
    deps: {
      git: {
        changes: async () => changes,
        blob: async (name: string, max: number) => {
          const bytes = blobs.get(name) ?? null;
          return bytes === null || bytes.length > max ? null : bytes;
        },
      },
    },
    workspace: { snapshot: async () => left },
  } as unknown as SpecEnv;
}

function change(kind: Change['kind'], path: string, more: Partial<Change> = {}): Change {
  const [oldMode, newMode] = kind === 'added' ? ['000000', '100644'] : ['100644', '100644'];
  return { kind, path, from: null, oldMode, newMode, blob: `text of ${path}`, ...more };
}

async function steps(changes: readonly Change[], maxBytes = 1000): Promise<readonly string[]> {
  const made = await jobChanges(envWith(changes), BEGUN, maxBytes);
  return made.map(({ path, bytes, executable }) =>
    bytes === null
      ? `remove ${path}`
      : `${executable ? 'program' : 'file'} ${path}: ${new TextDecoder().decode(bytes)}`,
  );
}

describe('jobChanges', () => {
  it('is nothing when nothing changed', async () => {
    expect(await jobChanges(envWith([change('added', 'a')], BEGUN), BEGUN, 1000)).toEqual([]);
  });

  it('removes before it makes', async () => {
    expect(
      await steps([
        change('added', 'new'),
        change('modified', 'old'),
        change('deleted', 'gone', { newMode: '000000' }),
        change('renamed', 'to', { from: 'from' }),
      ]),
    ).toEqual([
      'remove gone',
      'remove from',
      'file new: text of new',
      'file old: text of old',
      'file to: text of to',
    ]);
  });

  it('makes anew what was no plain file, or loses its mode', async () => {
    expect(
      await steps([
        change('modified', 'gained', { newMode: '100755' }),
        change('modified', 'lost', { oldMode: '100755' }),
        change('type_changed', 'was-link', { oldMode: '120000' }),
      ]),
    ).toEqual([
      'remove lost',
      'remove was-link',
      'program gained: text of gained',
      'file lost: text of lost',
      'file was-link: text of was-link',
    ]);
  });

  it('leaves out links, nested repositories and what is too large', async () => {
    expect(
      await steps(
        [
          change('added', 'link', { newMode: '120000' }),
          change('type_changed', 'module', { newMode: '160000' }),
          change('added', 'large', { blob: 'x'.repeat(50) }),
        ],
        49,
      ),
    ).toEqual([]);
  });
});
