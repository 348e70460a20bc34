import { describe, expect, it } from 'vitest';
import { emptyLedger } from '../../../src/domain/ledger.ts';
import { ledgerSchema } from '../../../src/domain/ledger-file.ts';

const entry = {
  status: 'published',
  title: 'Add the form',
  branch: 'codelicious/spec-12-part-2',
  sha: 'a'.repeat(40),
  pr: 42,
  prUrl: 'https://github.com/acme/app/pull/42',
  attempts: 1,
  reason: null,
  updatedAt: '2026-01-31T10:15:00Z',
};
const ledger = { version: 1, spec: 'docs/specs/12_auth.md', chunks: { aaaaaaaaaaaa: entry } };

describe('ledgerSchema', () => {
  it('fills in what a smaller ledger does not say', () => {
    expect(ledgerSchema.parse(ledger).chunks['aaaaaaaaaaaa']).toEqual({
      ...entry,
      engine: null,
      digest: null,
      spentUsd: null,
      equivalentUsd: 0,
      unpricedCalls: 0,
      attemptRef: null,
      options: [],
    });
  });

  it.each([
    ['another version', { ...ledger, version: 2 }],
    ['no spec', { version: 1, chunks: {} }],
    ['an unknown state', { ...ledger, chunks: { a: { ...entry, status: 'done' } } }],
    ['a negative count', { ...ledger, chunks: { a: { ...entry, attempts: -1 } } }],
    ['a number that is a word', { ...ledger, chunks: { a: { ...entry, pr: '42' } } }],
  ])('refuses %s', (_, stored) => {
    expect(ledgerSchema.safeParse(stored).success).toBe(false);
  });
});

describe('emptyLedger', () => {
  it('is a ledger that knows nothing', () => {
    const empty = emptyLedger('a.md');
    expect(ledgerSchema.parse(empty)).toEqual({ version: 1, spec: 'a.md', chunks: {} });
  });
});
