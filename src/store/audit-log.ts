import {
  closeSync,
  constants,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileTime } from '../domain/file-time.ts';
import type { AuditEntry, AuditHead, AuditLog } from '../ports/audit-log.ts';
import { FILE_MODE, FOLDER_MODE } from './atomic-write.ts';
import { type ChainReading, chainLine, readChain, recordsIn } from './audit-chain.ts';
import { errnoOf, storageError } from './storage-error.ts';

export interface AuditLogDeps {
  /** Absolute path of the folder that holds `audit.jsonl`. */
  readonly dir: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly warn: (message: string) => void;
}

/** How far a log is known: its last line, and the bytes up to it. */
interface Known {
  readonly head: AuditHead | null;
  readonly size: number;
}

/**
 * `audit.jsonl`. Writes are synchronous: well under a millisecond each, and what was told is on
 * disk. A write that finds the log other than it left it reads it anew: a line torn by a crash is
 * cut off, a log with a broken chain is moved aside, and either is told in a `recovered` record.
 */
export function createAuditLog(deps: AuditLogDeps): AuditLog {
  const file = join(deps.dir, 'audit.jsonl');
  let known: Known | null = null;

  const append = (entry: AuditEntry): void => {
    const warnings: string[] = [];
    onFile(file, () => {
      mkdirSync(deps.dir, { recursive: true, mode: FOLDER_MODE });
      if (known?.size !== sizeOf(file)) {
        const note = (message: string): void => void warnings.push(message);
        known = recover(file, entry, { ...deps, warn: note });
      }
      known = write(file, entry, known);
    });
    // Only now, because who is warned may write to this very log.
    for (const warning of warnings) deps.warn(warning);
  };
  const read = (): ChainReading => onFile(file, () => readChain(readIfThere(file)));
  return {
    append,
    head: () => (known ?? read()).head,
    verify: () => read().verdict,
    records: () => recordsIn(onFile(file, () => readIfThere(file))),
  };
}

/** Makes the log one that can be continued. */
function recover(file: string, entry: AuditEntry, { now, warn }: AuditLogDeps): Known {
  const bytes = readIfThere(file);
  const { verdict, head, soundBytes } = readChain(bytes);
  const known = { head, size: soundBytes };
  if (verdict.ok) return known;
  if (verdict.why === 'torn') {
    const data = { cause: 'torn line', bytes: bytes.length - soundBytes };
    return write(file, { ...entry, type: 'recovered', data }, known);
  }
  const aside = `${file}.corrupt-${fileTime(now())}`;
  renameSync(file, aside);
  warn(`${file} was altered at line ${verdict.line} and is now ${aside}; a new log is begun.`);
  const data = { cause: verdict.why, line: verdict.line, movedTo: aside, head: head?.hash ?? null };
  return write(file, { ...entry, type: 'recovered', data }, { head: null, size: 0 });
}

/** Writes one line behind what is known; what a failed or cut write left there is overwritten. */
function write(file: string, entry: AuditEntry, known: Known): Known {
  const { line, head } = chainLine(entry, known.head);
  const bytes = Buffer.from(line);
  const descriptor = openSync(file, constants.O_RDWR | constants.O_CREAT, FILE_MODE);
  try {
    ftruncateSync(descriptor, known.size);
    writeFully(descriptor, bytes, known.size);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return { head, size: known.size + bytes.length };
}

function writeFully(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function readIfThere(file: string): Uint8Array {
  try {
    return readFileSync(file);
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return new Uint8Array();
    throw error;
  }
}

function onFile<T>(file: string, operation: () => T): T {
  try {
    return operation();
  } catch (error) {
    throw storageError(error, file);
  }
}
