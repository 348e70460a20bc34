import { readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../ports/clock.ts';
import { codeOf, readText, storageError, writeDurably } from './durable-file.ts';
import { renderPage } from './page.ts';
import { type PullRecord, parseRecord } from './record.ts';

/** The folder of pull requests: `<n>.json` is the truth, `<n>.md` the page made from it. */
export interface PullFiles {
  /** The path of a page. */
  page(number: number): string;
  /** Every record, by number; unreadable ones are moved aside and said. */
  all(): Promise<readonly PullRecord[]>;
  /** Null where there is none. */
  read(number: number): Promise<PullRecord | null>;
  /** A number that no pull request ever had here. */
  nextNumber(): Promise<number>;
  /** On disk, durably, when it resolves; the record is written last, so that it never lacks its page. */
  save(record: PullRecord): Promise<void>;
  /** Makes the page again when it is missing or says something else than the record. */
  refreshPage(record: PullRecord): Promise<void>;
}

export interface PullFilesOptions {
  /** Absolute path. */
  readonly dir: string;
  readonly clock: Clock;
  /** True for a command that only looks: nothing on disk is changed. */
  readonly readOnly: boolean;
  /** Says something to the person, once. */
  readonly warn: (message: string) => void;
}

/** Longest record that is read, in characters; a body has 65,536 at most. */
const MAX_RECORD = 1_048_576;

const RECORD_NAME = /^([1-9]\d*)\.json$/;
/** Records and what was moved aside: all take up a number. */
const NUMBERED = /^([1-9]\d*)\.json(?:\.corrupt-.*)?$/;

/** Opens the folder; it is made with the first pull request. */
export function createPullFiles(options: PullFilesOptions): PullFiles {
  const record = (number: number) => join(options.dir, `${String(number)}.json`);
  const page = (number: number) => join(options.dir, `${String(number)}.md`);
  const read = (number: number) => readRecord(options, record(number), number);
  return {
    page,
    read,
    all: async () => {
      const numbers = numbersIn(await names(options.dir), RECORD_NAME);
      const records = await Promise.all(numbers.map(read));
      return records.filter((one) => one !== null);
    },
    nextNumber: async () => 1 + Math.max(0, ...numbersIn(await names(options.dir), NUMBERED)),
    save: async (one) => {
      await writeDurably(page(one.number), renderPage(one));
      await writeDurably(record(one.number), `${JSON.stringify(one, null, 2)}\n`);
    },
    refreshPage: async (one) => {
      const text = renderPage(one);
      if ((await readText(page(one.number))) !== text) await writeDurably(page(one.number), text);
    },
  };
}

function numbersIn(files: readonly string[], pattern: RegExp): number[] {
  const numbers = files.flatMap((name) => pattern.exec(name)?.[1] ?? []).map(Number);
  return [...new Set(numbers)].sort((a, b) => a - b);
}

async function names(dir: string): Promise<string[]> {
  try {
    return await readdir(dir);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw storageError(`${dir} could not be listed`, error);
  }
}

async function readRecord(
  options: PullFilesOptions,
  path: string,
  number: number,
): Promise<PullRecord | null> {
  const text = await readText(path);
  if (text === null) return null;
  const parsed = text.length <= MAX_RECORD ? parseRecord(text, number) : null;
  if (parsed === null) await setAside(options, path);
  return parsed;
}

async function setAside({ clock, readOnly, warn }: PullFilesOptions, path: string): Promise<void> {
  if (readOnly) {
    warn(`${path} cannot be read as a pull request and is left out.`);
    return;
  }
  const stamp = new Date(clock.now()).toISOString().replace(/[-:.]/g, '');
  const aside = `${path}.corrupt-${stamp}`;
  try {
    await rename(path, aside);
  } catch (error) {
    throw storageError(`${path} could not be moved aside`, error);
  }
  warn(`${path} cannot be read as a pull request; it was moved to ${aside}.`);
}
