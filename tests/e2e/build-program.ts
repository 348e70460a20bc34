import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const ROOT = join(import.meta.dirname, '..', '..');

declare module 'vitest' {
  interface ProvidedContext {
    /** Absolute path of the launcher of the program that was built for this run of the tests. */
    readonly launcher: string;
  }
}

/**
 * Builds the program that the tests start, in a folder of this run's own: several runs, and a build of
 * `dist/`, may go on at the same time. When that fails, the launcher says that there is no program.
 * @returns removes the folder again
 */
export default function setup(project: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-program-')));
  for (const name of ['bin', 'package.json']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const args = ['scripts/build.js', '--program', '--into', join(folder, 'dist')];
  spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  project.provide('launcher', join(folder, 'bin', 'codelicious.js'));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
