// node scripts/code-cache.js <program> <cache>: writes what V8 makes of the built program, for the launcher. The
// program runs before, because only what was called is compiled by then: `--help`, and a plan of a repository made
// for the purpose. Anything on standard error says that the cache is not to be used.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** One that is read at a glance, and one that the parser is needed for. */
const SPEC =
  '# Greeting\n\nSay hello.\n\n## Tasks\n\n- [ ] Add a greeting\n  In `src/greeting.ts`.\n- [x] Add a name\n';
const AUTHOR = ['-c', 'user.name=build', '-c', 'user.email=build@example.invalid'];

/** As in the launcher; V8 complains on standard error of a flag that it does not know. */
const PATIENCE = '--interrupt-budget=1000000';

const [program, cache] = process.argv.slice(2);

function makeRepository(folder) {
  const git = (...args) => execFileSync('git', args, { cwd: folder, stdio: 'ignore' });
  mkdirSync(join(folder, 'specs'));
  writeFileSync(join(folder, 'specs', '1_greeting.md'), SPEC);
  writeFileSync(
    join(folder, 'specs', '2_parting.md'),
    SPEC.replace('Say hello.', '1. Say goodbye.'),
  );
  git('init', '--quiet', '--initial-branch', 'main');
  git('add', '--all');
  git(...AUTHOR, 'commit', '--quiet', '--no-verify', '--no-gpg-sign', '--message', 'Start');
}

async function run(script) {
  const module = { exports: {} };
  const start = script.runInThisContext();
  start(module.exports, createRequire(program), module, program, dirname(program));
  const { main } = module.exports('main');
  await main(['--help']);
  await main(['plan']);
}

/** The launcher looks for it: V8 itself takes a cache of the right length for whole. */
function withChecksum(data) {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(data));
  return Buffer.concat([data, checksum]);
}

const folder = mkdtempSync(join(tmpdir(), 'codelicious-code-cache-'));
try {
  makeRepository(folder);
  process.chdir(folder);
  const script = new Script(Module.wrap(readFileSync(program, 'latin1')), { filename: program });
  await run(script);
  writeFileSync(cache, withChecksum(script.createCachedData()));
  setFlagsFromString(PATIENCE);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
