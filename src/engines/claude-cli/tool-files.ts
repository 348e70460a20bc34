import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

/** Bytes of a file beyond which it is not looked at. */
const MAX_BYTES = 256 * 1024;
/** Undefined on Windows. */
const NO_FOLLOW = (constants.O_NOFOLLOW as number | undefined) ?? 0;
const NON_BLOCKING = (constants.O_NONBLOCK as number | undefined) ?? 0;
/** What an engine left in a tree may be a link out of it, or a pipe that nobody writes to. */
const READ_ONLY = constants.O_RDONLY | NO_FOLLOW | NON_BLOCKING;

/** The files by which a tree tells how it is tested and linted. */
const TOOL_FILES = [
  'package.json',
  'package-lock.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'bun.lockb',
  'deno.json',
  'deno.jsonc',
  'pyproject.toml',
  'setup.py',
  'setup.cfg',
  'requirements.txt',
  'tox.ini',
  'pytest.ini',
  'mypy.ini',
  'ruff.toml',
  '.ruff.toml',
  'uv.lock',
  'poetry.lock',
  'go.mod',
  'Cargo.toml',
  'Makefile',
  'makefile',
  'GNUmakefile',
] as const;

/** The texts of those that are there, by name; of a larger one its beginning. */
export type ToolFiles = ReadonlyMap<string, string>;

/** Reads the files that say which toolchain a tree uses. */
export async function readToolFiles(root: string): Promise<ToolFiles> {
  const found = await Promise.all(
    TOOL_FILES.map(async (name) => [name, await beginningOf(join(root, name))] as const),
  );
  return new Map(found.flatMap(([name, text]) => (text === null ? [] : [[name, text] as const])));
}

async function beginningOf(path: string): Promise<string | null> {
  try {
    const file = await open(path, READ_ONLY);
    try {
      if (!(await file.stat()).isFile()) return null;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
