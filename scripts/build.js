// Builds the program into dist/: one bundle divided along its dynamic imports, a code cache of what most runs
// load, the type declarations of the library, the JSON Schemas, and the licences of what was bundled.
// docs/decisions/0001 and 0011 say why.
// With --program, only the bundle: what the end-to-end tests need; with --into <folder>, to that place.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { bundle, bundleAlone } from './bundle.js';
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

/** Without it, for want of git perhaps, the program starts slower and is the same. */
function writeCodeCache() {
  const program = join(making, 'cli', 'main.cjs');
  const { PATH, SystemRoot, TEMP, TMPDIR } = process.env;
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'code-cache.js'), program],
    // Nothing of the user's: neither settings nor, within a git hook, the repository at hand.
    { env: { PATH, SystemRoot, TEMP, TMPDIR, HOME: making }, encoding: 'utf8' },
  );
  if (status === 0 && stderr === '') return;
  for (const name of readdirSync(making, { recursive: true })) {
    if (name.endsWith('.cache')) rmSync(join(making, name));
  }
  process.stderr.write(`No code cache was made: ${stderr}\n`);
}

async function make() {
  const { packages } = await bundle({ root, outdir: making });
  const fileTools = 'engines/agent/file-tools/program';
  await bundleAlone({
    root,
    entry: `src/${fileTools}.ts`,
    outfile: join(making, `${fileTools}.mjs`),
  });
  writeNotices({ root, packages, file: join(making, 'THIRD-PARTY-NOTICES.txt') });
  writeCodeCache();
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
