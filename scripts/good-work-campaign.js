// Hands in the commits of small libraries as the work of tasks, as they were and spoilt, and says how many land: the
// trials of tests/e2e/good-work.test.ts, of which the tests hand in two.
//
//   node scripts/good-work-campaign.js [--only duration,csv]
//
// Good work should land and spoilt work should not. A spoil is explained where the library's own checks do not notice
// it either. Takes about an hour on an idle machine; --only names what to look at.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { only: { type: 'string', default: 'all' } } });
const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
/** Percent of the good that have to land, and of the spoilt that must not. */
const WANTED = 95;

function handIn(report) {
  const args = ['run', '--project', 'e2e', 'tests/e2e/good-work.test.ts', '--reporter=dot'];
  spawnSync(process.execPath, [join(vitest, 'vitest.mjs'), ...args], {
    cwd: join(import.meta.dirname, '..'),
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, GOOD_WORK_PROJECTS: values.only, GOOD_WORK_REPORT: report },
  });
  return JSON.parse(readFileSync(report, 'utf8'));
}

function percent(rows, isRight) {
  return rows.length === 0 ? 100 : (100 * rows.filter(isRight).length) / rows.length;
}

const isRight = (row) => row.landed === (row.kind === 'as it was') || (row.landed && row.harmless);

/** A line for each project, and one for all of them. */
function tabulate(rows) {
  const kinds = [...new Set(rows.map(({ kind }) => kind))];
  const projects = [...new Set(rows.map(({ project }) => project)), 'all'];
  console.log(`| project | ${kinds.join(' | ')} |\n|${' --- |'.repeat(kinds.length + 1)}`);
  for (const project of projects) {
    const cells = kinds.map((kind) => {
      const some = rows.filter((row) => {
        return row.kind === kind && (project === 'all' || row.project === project);
      });
      const landed = some.filter((row) => row.landed).length;
      return kind === 'as it was'
        ? `${landed} of ${some.length} land`
        : `${some.length - landed} of ${some.length} refused`;
    });
    console.log(`| ${project} | ${cells.join(' | ')} |`);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'codelicious-good-work-'));
try {
  const rows = handIn(join(folder, 'report.json'));
  tabulate(rows);
  const [good, spoilt] = [true, false].map((asItWas) => {
    return rows.filter(({ kind }) => (kind === 'as it was') === asItWas);
  });
  const withTests = good.filter(({ hasTests }) => hasTests).length;
  const unnoticed = spoilt.filter(({ harmless }) => harmless).length;
  console.log(
    `\n${good.length} commits, ${withTests} of them with tests; ${spoilt.length} spoilt,`,
  );
  console.log(`${unnoticed} of which the libraries' own checks let pass as well.`);
  for (const { project, subject, kind, landed, harmless, why, how } of rows) {
    if (landed === (kind === 'as it was')) continue;
    const verdict = landed ? (harmless ? 'harmless' : 'LANDED') : 'REFUSED';
    console.log(`${verdict}: ${project}, ${subject}, ${kind}: ${how} ${why}`);
  }
  const shares = [percent(good, isRight), percent(spoilt, isRight)];
  console.log(
    `Right: ${shares.map((share) => `${share.toFixed(1)} %`).join(' of the good, ')} of the spoilt.`,
  );
  process.exitCode = shares.every((share) => share >= WANTED) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
