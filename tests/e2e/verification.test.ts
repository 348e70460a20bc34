import { writeFileSync } from 'node:fs';
import { expect, inject, it } from 'vitest';
import { pairs, type Row, tryPair } from '../support/samples/verification.ts';

/** Set by scripts/verification-table.js: a pattern for the names of the pairs, and where the rows go. */
const ONLY = process.env['VERIFICATION_TABLE_ONLY'];
const REPORT = process.env['VERIFICATION_TABLE_REPORT'];

/** What the tests look at where nobody asks for more: most toolchains once. */
const SLICE = new Set([
  'vitest: lint error new',
  'node:test: failing on base',
  'pytest: deleted test',
  'shell: lint error new',
  'npm workspaces: two packages: only the tests of the one that changed',
]);

const launcher = inject('launcher');
const rows: Row[] = [];
const chosen = pairs().filter(({ name }) =>
  ONLY === undefined ? SLICE.has(name) : new RegExp(ONLY).test(name),
);

it.each(chosen)('$name', { timeout: 300_000 }, async (pair) => {
  const row = await tryPair(launcher, pair);
  rows.push(row);
  if (REPORT !== undefined) writeFileSync(REPORT, JSON.stringify(rows));
  expect(row.isRight, `${row.seen} ${row.why}`).toBe(true);
});
