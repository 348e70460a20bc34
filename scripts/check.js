// Everything a change must pass. A failed step does not hide the next; the last lines name them all.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const STEPS = ['format', 'lint', 'types', 'layers', 'deadcode', 'coverage', 'build', 'package'];

function passes(step) {
  console.log(`\n── ${step}`);
  const { status } = spawnSync('npm', ['run', '--silent', step], {
    cwd: join(import.meta.dirname, '..'),
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  return status === 0;
}

const failed = STEPS.filter((step) => !passes(step));
console.log(
  failed.length === 0
    ? `\ncheck: ${STEPS.length} steps passed`
    : `\ncheck: failed: ${failed.join(', ')}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
