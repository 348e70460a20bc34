// What becomes of good, bad and dishonest work in sample repositories of every toolchain, as a table: runs
// tests/e2e/verification.test.ts, of which the tests look at a few rows.
//
//   node scripts/verification-table.js [--only 'pytest: .*']
//
// `--only` is a pattern for `toolchain: case`. Whole, it takes about ten minutes.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { only: { type: 'string', default: '.' } } });
const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));

function tryAll(report) {
  const args = ['run', '--project', 'e2e', 'tests/e2e/verification.test.ts', '--reporter=dot'];
  spawnSync(process.execPath, [join(vitest, 'vitest.mjs'), ...args], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      VERIFICATION_TABLE_ONLY: values.only,
      VERIFICATION_TABLE_REPORT: report,
    },
  });
  return JSON.parse(readFileSync(report, 'utf8'));
}

const CELL_CHARS = 160;
const cell = (text) => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, CELL_CHARS);

const folder = mkdtempSync(join(tmpdir(), 'codelicious-table-'));
try {
  const rows = tryAll(join(folder, 'report.json'));
  const heads = ['toolchain', 'case', 'expected', 'seen', '', 's', 'said'];
  console.log(`| ${heads.join(' | ')} |\n|${' --- |'.repeat(heads.length)}`);
  for (const { kit, name, expected, seen, isRight, seconds, why } of rows) {
    const mark = isRight ? '' : 'WRONG';
    console.log(
      `| ${[kit, name, expected, seen, mark, seconds.toFixed(1), cell(why)].join(' | ')} |`,
    );
  }
  const wrong = rows.filter(({ isRight }) => !isRight).length;
  console.log(`\n${rows.length} trials, ${wrong} of them not as expected.`);
  process.exitCode = wrong > 0 || rows.length === 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
