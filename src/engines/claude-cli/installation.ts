import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** The scope under which npm installs the program and, beside it, the binary of its platform. */
const SCOPE = '@anthropic-ai';

/**
 * What a caged program has to read of its own: the package it came with, else the file it is.
 * @param file absolute path of the program, links and all
 */
export async function installationOf(file: string): Promise<readonly string[]> {
  const real = await realPathOf(file);
  const folder = await packageFolder(real);
  if (folder === null) return [file, real];
  const scope = dirname(folder);
  return [file, basename(scope) === SCOPE ? scope : folder];
}

/** The folder of the package that a program is part of; null where it is part of none of ours. */
async function packageFolder(file: string): Promise<string | null> {
  const candidates = [dirname(file), dirname(dirname(file))];
  for (const folder of candidates) {
    if ((await packageName(folder)).startsWith(`${SCOPE}/`)) return folder;
  }
  return null;
}

async function packageName(folder: string): Promise<string> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const { name } = manifest as { readonly name?: unknown };
    return typeof name === 'string' ? name : '';
  } catch {
    return '';
  }
}

async function realPathOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    return file;
  }
}
