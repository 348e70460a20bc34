import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyLedger, type Ledger } from '../../src/domain/ledger.ts';
import type { LedgerStore } from '../../src/ports/ledger-store.ts';

export interface LedgerSubject {
  readonly store: LedgerStore;
  dispose(): Promise<void>;
}

const SPEC = 'docs/specs/12_auth.md';
const LEDGER: Ledger = {
  version: 1,
  spec: SPEC,
  chunks: {
    '0123456789ab': {
      status: 'failed',
      title: 'Say “hello” to <everybody>\u2028',
      branch: 'codelicious/spec-12',
      sha: null,
      pr: 42,
      prUrl: 'https://example.test/pull/42',
      attempts: 2,
      reason: { code: 'verification', message: 'two tests fail' },
      updatedAt: '2026-01-31T10:15:00.000Z',
      engine: 'claude',
      digest: 'abcdefabcdef',
      spentUsd: 0.25,
      equivalentUsd: 0,
      unpricedCalls: 0,
      attemptRef: 'refs/codelicious/failed/0123456789ab',
      options: [],
    },
  },
};

/** What every ledger store promises. */
export function ledgerStoreContract(name: string, start: () => Promise<LedgerSubject>): void {
  describe(`ledger store: ${name}`, () => {
    let subject: LedgerSubject;
    let store: LedgerStore;

    beforeEach(async () => {
      subject = await start();
      ({ store } = subject);
    });
    afterEach(() => subject.dispose());

    it('knows nothing before something was written', async () => {
      expect(await store.load(SPEC)).toEqual(emptyLedger(SPEC));
    });

    it('gives back what was last saved, each spec for itself', async () => {
      await store.save(emptyLedger(SPEC));
      await store.save(LEDGER);
      await store.save(emptyLedger('other/spec.md'));
      expect(await store.load(SPEC)).toEqual(LEDGER);
      expect(await store.load('other/spec.md')).toEqual(emptyLedger('other/spec.md'));
    });

    it('gives back a copy', async () => {
      await store.save(LEDGER);
      const read = await store.load(SPEC);
      delete read.chunks['0123456789ab'];
      expect(await store.load(SPEC)).toEqual(LEDGER);
    });

    it('forgets everything when it is reset, and nothing twice', async () => {
      await store.save(LEDGER);
      await store.reset();
      await store.reset();
      expect(await store.load(SPEC)).toEqual(emptyLedger(SPEC));
    });
  });
}
