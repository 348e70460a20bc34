import { closeSync, openSync, writeSync } from 'node:fs';
import type { CodeliciousError } from '../domain/errors.ts';
import { storageFault } from '../domain/storage-fault.ts';
import type { StampedSink } from './stamped-sink.ts';

/** A file of events, one JSON document a line. */
export interface JsonLinesFile extends StampedSink {
  close(): void;
}

/**
 * Writes each event to a file at once, so that whoever follows it sees the run as it goes. An
 * earlier file is replaced.
 * @throws CodeliciousError `storage` when the file cannot be opened
 */
export function createJsonLinesFile(path: string): JsonLinesFile {
  const descriptor = open(path);
  let isOpen = true;
  return {
    name: `the event file ${path}`,
    write: (event) => {
      writeFully(descriptor, Buffer.from(`${JSON.stringify(event)}\n`));
    },
    close: () => {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

/**
 * Writes each event as a line of text, for `--events -`.
 * @param write may throw when nobody reads any more
 */
export function createJsonLinesWriter(write: (text: string) => void): StampedSink {
  return {
    name: 'the event stream on standard output',
    write: (event) => {
      write(`${JSON.stringify(event)}\n`);
    },
  };
}

function open(path: string): number {
  try {
    return openSync(path, 'w');
  } catch (error) {
    throw toFault(error, path);
  }
}

function toFault(error: unknown, path: string): CodeliciousError {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return storageFault(path, code ?? 'unknown error', error);
}

function writeFully(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(descriptor, bytes, done, bytes.length - done);
  }
}
