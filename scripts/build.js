// Builds the program into dist/: one bundle split along its dynamic imports, the type declarations of the
// library, the JSON Schemas, and the licences of what was bundled. docs/decisions/0001 says why.
// With --program, only the bundle: what the end-to-end tests need; with --into <folder>, to that place.

import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.js';
import { writeNotices } from './notices.js';
import { writeSchemas } from './schemas.js';

const { values: flags } = parseArgs({
  options: { program: { type: 'boolean' }, into: { type: 'string' } },
});
const root = join(import.meta.dirname, '..');
const dist = flags.into ?? join(root, 'dist');
/** Everything is made here and moved at the end, so that dist/ is never half a program. */
const making = join(dirname(dist), `.dist-${process.pid}`);

/** Types are not checked here: `npm run types` does, and `npm ci` shall leave a runnable program. */
function writeDeclarations() {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const args = ['-p', 'tsconfig.build.json', '--noCheck', '--outDir', making];
  execFileSync(process.execPath, [tsc, ...args], { cwd: root, stdio: 'inherit' });
}

async function make() {
  const entries = ['src/cli/main.ts', 'src/index.ts'];
  const { packages } = await bundle({ root, entries, outdir: making });
  writeNotices({ root, packages, file: join(making, 'THIRD-PARTY-NOTICES.txt') });
  if (flags.program) return;
  await writeSchemas({ root, scratch: making });
  writeDeclarations();
}

function putInPlace() {
  const former = `${making}-former`;
  if (existsSync(dist)) renameSync(dist, former);
  renameSync(making, dist);
  rmSync(former, { recursive: true, force: true });
}

try {
  await make();
  putInPlace();
} finally {
  rmSync(making, { recursive: true, force: true });
}
