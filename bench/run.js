// node bench/run.js [start-up|large-plan|per-chunk …] [--rounds=N] [--assert]

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { largePlan } from './large-plan.js';
import { perChunk } from './per-chunk.js';
import { repositorySize } from './repository-size.js';
import { startUp } from './start-up.js';

const BENCHMARKS = {
  'start-up': { run: startUp, rounds: 20 },
  'large-plan': { run: largePlan, rounds: 5 },
  'per-chunk': { run: perChunk, rounds: 3 },
  'repository-size': { run: repositorySize, rounds: 2 },
};

const NAME_CHARS = 50;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string' }, assert: { type: 'boolean', default: false } },
});

/** Limits are of the ratio or, where something is promised in seconds, of the time. */
function isOver({ ratio, limit, ms, limitMs = Number.POSITIVE_INFINITY }) {
  return (limit !== null && ratio > limit) || ms > limitMs;
}

function verdictOf(result) {
  const { limit, limitMs } = result;
  const most = limit ?? (limitMs === undefined ? null : `${limitMs} ms`);
  if (most === null) return '';
  return `${isOver(result) ? 'OVER' : 'within'} ${most}`;
}

function row(result) {
  const { name, ratio, cpuRatio, pairedRatio, ms } = result;
  const numbers = [ratio, cpuRatio, pairedRatio].map((value) => value.toFixed(2).padStart(7));
  return `${name.padEnd(NAME_CHARS)}${numbers.join('')}${ms.toFixed(1).padStart(10)}  ${verdictOf(result)}`;
}

function runBenchmarks(names) {
  console.log(`${''.padEnd(NAME_CHARS)}  ratio    cpu paired        ms`);
  return names.flatMap((name) => {
    const { run, rounds } = BENCHMARKS[name];
    const results = run({ rounds: Number(values.rounds ?? rounds) });
    for (const result of results) console.log(row(result));
    return results;
  });
}

const names = positionals.length > 0 ? positionals : Object.keys(BENCHMARKS);
const unknown = names.find((name) => !(name in BENCHMARKS));
if (unknown !== undefined) {
  console.error(`No benchmark ${unknown}; there are ${Object.keys(BENCHMARKS).join(', ')}.`);
  process.exitCode = 2;
} else if (!existsSync(join(import.meta.dirname, '..', 'dist', 'cli', 'main.cjs'))) {
  console.error('The program is not built: npm run build.');
  process.exitCode = 2;
} else {
  const results = runBenchmarks(names);
  const over = results.some(isOver);
  process.exitCode = values.assert && over ? 1 : 0;
}
