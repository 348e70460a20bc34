import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerifyScope } from '../../../ports/verifier.ts';
import { entriesOf } from '../tree-files.ts';

/** A script and the shell it is written for. */
export interface Script {
  /** Repository-relative. */
  readonly path: string;
  readonly shell: 'sh' | 'bash' | 'ksh';
}

/** Folders of what was installed, built or kept by tools. */
const FOREIGN =
  /(?:^|\/)(?:\.git|\.codelicious|node_modules|vendor|\.?venv|target|dist|__pycache__|\.[^/]*cache|\.tox|\.next)(?:\/|$)/;
/** Entries looked at before a search is given up. */
const MAX_ENTRIES = 50_000;
/** A link may lead out of the tree, a pipe is waited for. */
const FOLLOW_NOTHING = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
/** Bytes in which a first line ends that names a shell. */
const FIRST_LINE = 128;

const BY_EXTENSION: Readonly<Record<string, Script['shell']>> = {
  sh: 'bash',
  bash: 'bash',
  ksh: 'ksh',
};
/** `#!/bin/sh`, `#!/usr/bin/env -S bash -e` */
const SHEBANG =
  /^#!\s*(?:\S*\/env\s+(?:-\S+\s+)*)?(?:\S*\/)?(sh|dash|ash|bash|ksh|mksh|zsh|fish)\b/;
const SHELLS: Readonly<Record<string, Script['shell']>> = {
  ...{ sh: 'sh', dash: 'sh', ash: 'sh', bash: 'bash', ksh: 'ksh', mksh: 'ksh' },
};

/** The scripts a task is about: those that were changed, or all of the tree. */
export async function scriptsOf(scope: VerifyScope): Promise<readonly Script[]> {
  const { task, root, changed } = scope;
  if (task.kind === 'tests') return [];
  const paths = task.kind === 'full' ? await allPaths(root) : changed.filter(mayBeScript);
  const found: Script[] = [];
  for (const path of [...paths].sort()) {
    const shell = await shellOf(root, path);
    if (shell !== null) found.push({ path, shell });
  }
  return found;
}

/** By its name: a shell's extension, or none at all. */
function mayBeScript(path: string): boolean {
  if (FOREIGN.test(path)) return false;
  const extension = extensionOf(path);
  return extension === null || BY_EXTENSION[extension] !== undefined;
}

function extensionOf(path: string): string | null {
  return /[^/]\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? null;
}

async function shellOf(root: string, path: string): Promise<Script['shell'] | null> {
  const first = await firstLine(join(root, path));
  if (first === null) return null;
  const named = SHEBANG.exec(first)?.[1];
  if (named !== undefined) return SHELLS[named] ?? null;
  return first.startsWith('#!') ? null : (BY_EXTENSION[extensionOf(path) ?? ''] ?? null);
}

/** Null for what is no plain file. */
async function firstLine(path: string): Promise<string | null> {
  const file = await open(path, FOLLOW_NOTHING).catch(() => null);
  if (file === null) return null;
  try {
    if (!(await file.stat()).isFile()) return null;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_LINE), 0, FIRST_LINE, 0);
    return buffer.subarray(0, bytesRead).toString('utf8').split('\n')[0] ?? '';
  } finally {
    await file.close();
  }
}

async function allPaths(root: string): Promise<readonly string[]> {
  const folders = [''];
  const found: string[] = [];
  let seen = 0;
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    const entries = await entriesOf(join(root, folder));
    seen += entries.length;
    if (seen > MAX_ENTRIES) break;
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !FOREIGN.test(path)) folders.push(path);
      else if (entry.isFile() && mayBeScript(path)) found.push(path);
    }
  }
  return found;
}
