import { readFile, stat } from 'node:fs/promises';
import { CodeliciousError } from '../../domain/errors.ts';
import { type Cassette, parseCassette } from './cassette.ts';

/** Bytes of the largest cassette read. */
const MAX_CASSETTE_BYTES = 64 * 1024 * 1024;

/**
 * Reads a cassette from disk.
 * @throws CodeliciousError `usage` when the file cannot be read, `config` when it is no cassette
 */
export async function loadCassette(path: string): Promise<Cassette> {
  const text = await read(path);
  return parseCassette(parseJson(text, path), path);
}

async function read(path: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size <= MAX_CASSETTE_BYTES) return await readFile(path, 'utf8');
  } catch (error) {
    throw new CodeliciousError('usage', `cassette ${path} cannot be read`, {
      hint: 'Name an existing file: --engine replay:FILE.',
      cause: error,
    });
  }
  throw new CodeliciousError('config', `cassette ${path} is larger than 64 MiB`);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CodeliciousError('config', `cassette ${path} is not JSON`, {
      hint: 'The form of a cassette is described in docs/cassettes.md.',
      cause: error,
    });
  }
}
