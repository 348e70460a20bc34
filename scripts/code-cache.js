// node scripts/code-cache.js <program>: writes, beside the built program and each file that it loads later, what V8
// makes of them, for the launcher. The program runs before, because only what was called is compiled by then: `--help`
// and a plan of a repository made for the purpose, then a build of it. Anything on standard error says that what was
// written is not to be used.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { makeSample } from './code-cache-sample.js';

/** As in the launcher; V8 complains on standard error of a flag that it does not know. */
const PATIENCE = '--interrupt-budget=1000000';
/** Else V8 drops what it compiled and has not run for a while. */
const KEEP = '--no-flush-bytecode';
const DROP = '--flush-bytecode';

/** As in the launcher: files that the program loads when it needs them. */
const LATER = /^\.\.\/(?:chunks|late)\//;

const BUILD = ['build', '--quiet', '--sandbox', 'none', '--platform', 'local'];

const [program] = process.argv.slice(2);
/** What was loaded, by file. */
const scripts = new Map();

function compile(file, requireFrom) {
  const script = new Script(Module.wrap(readFileSync(file, 'latin1')), { filename: file });
  scripts.set(file, script);
  const module = { exports: {} };
  const start = script.runInThisContext();
  start(module.exports, requireFrom(file), module, file, dirname(file));
  return module.exports;
}

function requireLater(file) {
  const plain = createRequire(file);
  const loaded = new Map();
  return (id) => {
    if (!LATER.test(id)) return plain(id);
    if (!loaded.has(id)) loaded.set(id, compile(join(dirname(file), id), createRequire));
    return loaded.get(id);
  };
}

/** The launcher looks for the checksum: V8 itself takes a cache of the right length for whole. */
function keep(file) {
  const data = scripts.get(file).createCachedData();
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32LE(crc32(data));
  const cache = `${file}.${process.versions.v8}-${process.arch}.cache`;
  writeFileSync(cache, Buffer.concat([data, checksum]));
}

const folder = mkdtempSync(join(tmpdir(), 'codelicious-code-cache-'));
try {
  const { repository, cassette, caches } = makeSample(folder);
  process.chdir(repository);
  process.env.XDG_CACHE_HOME = caches;
  const chunk = compile(program, requireLater);
  const { main } = chunk('main');
  await main(['--help']);
  await main(['plan']);
  // Now, because every start reads all of it, and what only a build calls is not worth that.
  keep(program);
  setFlagsFromString(KEEP);
  const exitCode = await main([...BUILD, '--engine', `replay:${cassette}`]);
  if (exitCode !== 0) process.stderr.write(`the build of the sample ended with ${exitCode}\n`);
  // What this build had no use for, an engine or the forge, is compiled as far as loading it goes.
  for (const name of readdirSync(join(dirname(program), '..', 'chunks'))) {
    if (name.endsWith('.cjs')) chunk(basename(name, '.cjs'));
  }
  setFlagsFromString(DROP);
  // In a cache stand the flags under which it was made, and the launcher asks for patience before it loads the others.
  setFlagsFromString(PATIENCE);
  for (const file of scripts.keys()) if (file !== program) keep(file);
} finally {
  process.chdir(tmpdir());
  rmSync(folder, { recursive: true, force: true });
}
