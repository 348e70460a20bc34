import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Files } from '../git-repo.ts';
import { hasModules } from './modules.ts';

/** A small repository as a person would have it. */
export interface Sample {
  readonly name: string;
  /** What is tracked. */
  readonly files: Files;
  /** Packages that are installed in its `node_modules`. */
  readonly modules: readonly string[];
  /** Programs without which nothing of it can be checked. */
  readonly programs: readonly string[];
}

const CARGO = (process.env['PATH'] ?? '')
  .split(delimiter)
  .find((folder) => folder.endsWith('/.cargo/bin'));

/** Folders in which the programs of a sample are looked for; those of version switchers are left out. */
const FOLDERS: readonly string[] = [
  dirname(process.execPath),
  ...(CARGO === undefined ? [] : [CARGO]),
  '/usr/local/bin',
  '/usr/bin',
  '/bin',
];

/** What the programs of samples need to find themselves under another HOME. */
export const TOOL_ENV: Readonly<Record<string, string>> = {
  PATH: FOLDERS.join(delimiter),
  ...(CARGO === undefined
    ? {}
    : { CARGO_HOME: dirname(CARGO), RUSTUP_HOME: join(dirname(CARGO), '..', '.rustup') }),
};

/** Whether this machine has what a sample is checked with. */
export function canCheck({ modules, programs }: Sample): boolean {
  return hasModules(modules) && programs.every((name) => locate(name) !== null);
}

/** The path of a program as a sample finds it. */
function locate(name: string): string | null {
  return FOLDERS.map((folder) => join(folder, name)).find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
