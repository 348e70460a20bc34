import { posix } from 'node:path';
import * as z from 'zod';
import { isExecutable, readTreeFile } from '../tree-files.ts';
import { upwards } from './workspaces.ts';

/** PATH with the programs of a package and of those above it in front. */
export function pathWith(root: string, folder: string, path: string): string {
  return [...binFolders(root, folder), path].join(':');
}

/** The absolute path of a program installed for a package or one above it; null where there is none. */
export async function installedProgram(
  root: string,
  folder: string,
  name: string,
): Promise<string | null> {
  for (const bin of binFolders(root, folder)) {
    const program = posix.join(bin, name);
    if (await isExecutable(program)) return program;
  }
  return null;
}

const versionSchema = z.object({ version: z.string() });

/** The version of a package installed for a folder or one above it; null where there is none. */
export async function installedVersion(
  root: string,
  folder: string,
  name: string,
): Promise<string | null> {
  for (const above of upwards(folder)) {
    const text = await readTreeFile(posix.join(root, above), `node_modules/${name}/package.json`);
    const read = text === null ? null : versionSchema.safeParse(parse(text));
    if (read?.success === true) return read.data.version;
  }
  return null;
}

function binFolders(root: string, folder: string): readonly string[] {
  return upwards(folder).map((each) => posix.join(root, each, 'node_modules/.bin'));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
