import { statSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { specSlug } from '../domain/ids.ts';
import { emptyLedger, type Ledger } from '../domain/ledger.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import { makeFolder, removeTemporaries, syncFolder, writeDurably } from './atomic-write.ts';
import { quarantine } from './quarantine.ts';
import { errnoOf, onDisk, storageError } from './storage-error.ts';

export interface LedgerStoreDeps {
  /** Absolute path of `.codelicious/`. */
  readonly dir: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Tells the person, once per damaged file. */
  readonly warn: (message: string) => void;
  /** Nothing on disk is changed by `load`: a damaged ledger is told of and left where it is. */
  readonly readOnly?: boolean;
}

/** Ledgers as `state/<spec-slug>.json`. Every member throws CodeliciousError `storage`. */
export function createLedgerStore(deps: LedgerStoreDeps): LedgerStore {
  const folder = join(deps.dir, 'state');
  const fileOf = (spec: string): string => join(folder, `${specSlug(spec)}.json`);
  let prepared: Promise<void> | null = null;

  return {
    async load(spec) {
      // Before the first build there is none, and a look may ask for hundreds.
      if (isAbsent(folder)) return emptyLedger(spec);
      const text = await readIfThere(fileOf(spec));
      if (text === null) return emptyLedger(spec);
      const ledger = await parseLedger(text);
      if (ledger?.spec === spec) return ledger;
      await setAside(fileOf(spec), deps);
      return emptyLedger(spec);
    },
    async save(ledger) {
      prepared ??= prepare(folder, deps.now());
      await prepared;
      await writeDurably(fileOf(ledger.spec), `${JSON.stringify(ledger, null, 2)}\n`);
    },
    async reset() {
      await onDisk(folder, async () => {
        await removeLedgers(folder);
      });
    },
  };
}

async function prepare(folder: string, now: number): Promise<void> {
  await makeFolder(folder);
  await onDisk(folder, async () => {
    await removeTemporaries(folder, now);
  });
}

/** Whether there is plainly nothing; whatever else is wrong comes up on reading. */
function isAbsent(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** Most specs have none, and asking for it at once costs a tenth of failing to read it. */
async function readIfThere(file: string): Promise<string | null> {
  if (isAbsent(file)) return null;
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null;
    throw storageError(error, file);
  }
}

/** What checks it is loaded with the first ledger there is: most looks at a repository find none. */
async function parseLedger(text: string): Promise<Ledger | null> {
  const { ledgerSchema } = await import('../domain/ledger-file.ts');
  try {
    return ledgerSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

async function setAside(file: string, { now, warn, readOnly }: LedgerStoreDeps): Promise<void> {
  if (readOnly === true) {
    warn(`${file} is damaged; its state is read from git instead.`);
    return;
  }
  const aside = await quarantine(file, now());
  warn(`${file} was damaged and is now ${aside}; its state is rebuilt from git.`);
}

async function removeLedgers(folder: string): Promise<void> {
  try {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
    await Promise.all(names.map((name) => rm(join(folder, name), { force: true })));
    await syncFolder(folder);
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
  }
}
