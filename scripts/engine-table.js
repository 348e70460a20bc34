// What every engine does in every case of its contract, as a table: runs tests/contract/engine-*.test.ts.
//
//   node scripts/engine-table.js
//
// "n/a" stands where a case cannot happen to an engine, or the program that it needs is not here.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const SHOWN = { passed: 'ok', failed: 'FAILED' };
const CASE = /(?:^| )engine: (?<engine>.+?) case: (?<title>[^(]+?)(?: \((?!stand-in).*\))?$/;

function run(report) {
  const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
  const args = ['run', '--project', 'contract', 'tests/contract/engine-', '--reporter=json'];
  spawnSync(process.execPath, [join(vitest, 'vitest.mjs'), ...args, `--outputFile=${report}`], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return JSON.parse(readFileSync(report, 'utf8')).testResults;
}

/** Case → engine → what its tests came to; one that failed outweighs those that did not. */
function tabulate(files) {
  const table = new Map();
  for (const { fullName, status } of files.flatMap(({ assertionResults }) => assertionResults)) {
    const { engine, title } = CASE.exec(fullName)?.groups ?? {};
    if (engine === undefined) continue;
    const row = table.get(title) ?? new Map();
    const shown = SHOWN[status] ?? 'n/a';
    if (row.get(engine) !== 'FAILED') row.set(engine, shown);
    table.set(title, row);
  }
  return table;
}

const folder = mkdtempSync(join(tmpdir(), 'codelicious-table-'));
try {
  const table = tabulate(run(join(folder, 'report.json')));
  const engines = [...new Set([...table.values()].flatMap((row) => [...row.keys()]))].sort();
  const rows = [...table].map(([title, row]) => [
    title,
    ...engines.map((one) => row.get(one) ?? 'n/a'),
  ]);
  for (const row of [['case', ...engines], ['', ...engines].map(() => '---'), ...rows]) {
    console.log(`| ${row.join(' | ')} |`);
  }
  process.exitCode = rows.flat().includes('FAILED') || rows.length === 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
