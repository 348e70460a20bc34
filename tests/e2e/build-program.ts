import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const DIST = join(ROOT, 'dist');
const PROGRAM = join(DIST, 'cli', 'main.js');

/**
 * Builds the program that the tests start, unless it is newer than all it is built from. When that fails,
 * no older program is left to be tested in its place; the other tests go on.
 */
export default function setup(): void {
  const sources = [...filesBelow('src'), ...filesBelow('scripts'), 'package-lock.json'];
  const newest = Math.max(...sources.map((path) => statSync(join(ROOT, path)).mtimeMs));
  if (existsSync(PROGRAM) && statSync(PROGRAM).mtimeMs > newest) return;
  const args = ['scripts/build.js', '--program'];
  const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) rmSync(DIST, { recursive: true, force: true });
}

function filesBelow(folder: string): string[] {
  const paths = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' });
  return paths.map((path) => join(folder, path));
}
