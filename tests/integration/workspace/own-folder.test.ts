import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openOwnFolder } from '../../../src/workspace/own-folder.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-own-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

it('makes a folder of one’s own, and removes it with all that is in it', async () => {
  const parent = join(dir, 'cache', 'deep');
  const [one, other] = [await openOwnFolder(parent, 'split'), await openOwnFolder(parent, 'split')];
  expect(one.path).not.toBe(other.path);
  mkdirSync(join(one.path, 'a'));
  writeFileSync(join(one.path, 'a', 'b'), 'x');
  await one.remove();
  expect([existsSync(one.path), existsSync(other.path)]).toEqual([false, true]);
});

it('clears away what a process that is gone left, and nothing else', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const names = [`split-${String(gone)}-x`, `other-${String(gone)}-x`, 'split-1-x', 'split-x'];
  for (const name of names) mkdirSync(join(dir, name));
  await openOwnFolder(dir, 'split');
  expect(names.map((name) => existsSync(join(dir, name)))).toEqual([false, true, true, true]);
});
