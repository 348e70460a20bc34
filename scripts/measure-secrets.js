// Measures the search for secrets on the corpora of others, which are named on the command line and stay outside
// of this repository:
//
//   node scripts/measure-secrets.js --rules gitleaks.toml --snapshots folder --clean folder [--show]
//
// `--rules`: a configuration of gitleaks; strings are made of its expressions, with a fixed seed, as many as --each.
// `--snapshots`: folders of secretlint's rules; below them `ng.*` hold secrets and `ok.*` none.
// `--clean`: folders without secrets. Prints recall and the share of clean files with a finding; ends with 1 where
// recall is below 97 % or that share above 2 %.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { parse } from 'smol-toml';
import { randomMatch } from './random-match.js';

const LEAST_RECALL = 0.97;
const MOST_FALSE = 0.02;
/** Attempts at a string that has the entropy its rule asks for. */
const ATTEMPTS = 50;
const MAX_BYTES = 1_048_576;

const list = { type: 'string', multiple: true, default: [] };
const { values: flags } = parseArgs({
  options: {
    rules: list,
    snapshots: list,
    clean: list,
    each: { type: 'string', default: '20' },
    show: { type: 'boolean', default: false },
  },
});

/** The search itself, bundled, since Node 20 reads no TypeScript. */
async function loadSearch() {
  const folder = mkdtempSync(join(tmpdir(), 'measure-secrets-'));
  const outfile = join(folder, 'search.mjs');
  await build({
    absWorkingDir: join(import.meta.dirname, '..'),
    entryPoints: ['src/verifiers/security/secrets/find-secrets.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'warning',
  });
  try {
    return (await import(pathToFileURL(outfile).href)).findSecrets;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Numbers between 0 and 1, the same every time. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function entropyOf(text) {
  const counts = new Map();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  return [...counts.values()].reduce(
    (bits, n) => bits - (n / text.length) * Math.log2(n / text.length),
    0,
  );
}

/** Strings of one rule, each with its keyword and as much entropy as the rule asks for. */
function samplesOf({ regex, entropy = 0, keywords = [], path }, random) {
  const name = nameFor(path);
  const wanted = [];
  for (
    let tries = 0;
    wanted.length < Number(flags.each) && tries < ATTEMPTS * Number(flags.each);
    tries += 1
  ) {
    const text = randomMatch(regex, random);
    const lower = text.toLowerCase();
    const hasKeyword = keywords.length === 0 || keywords.some((word) => lower.includes(word));
    if (hasKeyword && entropyOf(text) >= entropy) wanted.push({ path: name, text });
  }
  return wanted;
}

function nameFor(path = '') {
  if (/ya/.test(path)) return 'deploy.yaml';
  if (/tf/.test(path)) return 'main.tf';
  if (/php/.test(path)) return 'config.php';
  return /nuget/.test(path) ? 'nuget.config' : 'settings.conf';
}

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile() && statSync(path).size <= MAX_BYTES) yield path;
  }
}

const search = await loadSearch();
const tally = { secrets: 0, found: 0, clean: 0, wrong: 0 };

async function expectSecret(label, { path, text }) {
  tally.secrets += 1;
  const hits = await search({ path, text });
  if (hits.length > 0) tally.found += 1;
  else if (flags.show) console.log(`missed  ${label}: ${text.slice(0, 160).replaceAll('\n', '⏎')}`);
  return hits.length > 0;
}

async function expectNothing(label, { path, text }) {
  tally.clean += 1;
  const [hit] = await search({ path, text });
  if (hit === undefined) return;
  tally.wrong += 1;
  if (flags.show) console.log(`wrong   ${label}: ${hit.rule} ${hit.value.slice(0, 60)}`);
}

for (const file of flags.rules) {
  const random = seeded(20);
  for (const rule of parse(readFileSync(file, 'utf8')).rules) {
    if (rule.regex === undefined) continue;
    let hits = 0;
    const samples = samplesOf(rule, random);
    for (const sample of samples) if (await expectSecret(rule.id, sample)) hits += 1;
    if (flags.show && hits < samples.length)
      console.log(`        ${rule.id}: ${hits} of ${samples.length}`);
  }
}
for (const folder of flags.snapshots) {
  for (const path of filesBelow(folder)) {
    const kind = /\/(ng|ok)[.-][^/]*\//.exec(path)?.[1];
    if (kind === undefined || /(?:^|\/)(?:output\.\w+|options\.\w+|\.secretlintrc.*)$/.test(path))
      continue;
    const file = { path: basename(path), text: readFileSync(path, 'utf8') };
    await (kind === 'ng' ? expectSecret(path, file) : expectNothing(path, file));
  }
}
for (const folder of flags.clean) {
  for (const path of filesBelow(folder)) {
    const text = readFileSync(path, 'utf8');
    if (!text.includes('\0'))
      await expectNothing(path, { path: path.slice(folder.length + 1), text });
  }
}

const recall = tally.secrets === 0 ? 1 : tally.found / tally.secrets;
const wrong = tally.clean === 0 ? 0 : tally.wrong / tally.clean;
console.log(`recall ${(recall * 100).toFixed(1)} % of ${tally.secrets} secrets`);
console.log(`false positives ${(wrong * 100).toFixed(2)} % of ${tally.clean} clean files`);
process.exitCode = recall >= LEAST_RECALL && wrong <= MOST_FALSE ? 0 : 1;
