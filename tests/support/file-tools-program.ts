import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/**
 * The file tools as a program, as the build makes it, for the tests of one file.
 * @returns its path, once the tests run
 */
export function useFileTools(): () => string {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'codelicious-file-tools-'));
    await build({
      absWorkingDir: ROOT,
      entryPoints: ['src/engines/agent/file-tools/program.ts'],
      outfile: join(folder, 'program.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
    });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return () => join(folder, 'program.mjs');
}
