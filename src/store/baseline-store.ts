import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Baseline, baselineSchema } from '../domain/baseline.ts';
import { digest } from '../domain/ids.ts';
import type { BaselineStore } from '../ports/baseline-store.ts';
import { makeFolder, writeDurably } from './atomic-write.ts';

export interface BaselineStoreDeps {
  /** Absolute path of the folder for it alone; made when something is kept. */
  readonly dir: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What tests say depends on more than the tree (a service that is down, the date): a day later they are asked again. */
const MAX_AGE_MS = 86_400_000;
const NAME_HEX = 32;

/** Baselines as files of the cache. `save` throws CodeliciousError `storage`; what cannot be read is none. */
export function createBaselineStore({ dir, now }: BaselineStoreDeps): BaselineStore {
  const fileOf = ({ tree, tools }: Pick<Baseline, 'tree' | 'tools'>): string =>
    join(dir, `${digest([tree, tools], NAME_HEX)}.json`);
  let prepared: Promise<void> | null = null;
  return {
    async load(of) {
      const found = await readFresh(fileOf(of), now());
      return found?.tree === of.tree && found.tools === of.tools ? found : null;
    },
    async save(baseline) {
      prepared ??= prepare(dir, now());
      await prepared;
      await writeDurably(fileOf(baseline), JSON.stringify(baseline));
    },
  };
}

async function readFresh(file: string, now: number): Promise<Baseline | null> {
  try {
    if ((await stat(file)).mtimeMs < now - MAX_AGE_MS) return null;
    return baselineSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return null;
  }
}

/** The folder, rid of what nobody will read any more, abandoned temporary files included. */
async function prepare(dir: string, now: number): Promise<void> {
  await makeFolder(dir);
  const files = (await readdir(dir)).map((name) => join(dir, name));
  await Promise.all(files.map((file) => removeIfOld(file, now)));
}

async function removeIfOld(file: string, now: number): Promise<void> {
  try {
    if ((await stat(file)).mtimeMs < now - MAX_AGE_MS) await rm(file, { force: true });
  } catch {
    // Another run may have removed it; a file that stays is only not read.
  }
}
