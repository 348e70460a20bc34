import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { specSlug } from '../../src/domain/ids.ts';
import { emptyLedger, type Ledger } from '../../src/domain/ledger.ts';
import type { LedgerStore } from '../../src/ports/ledger-store.ts';
import { createLedgerStore } from '../../src/store/ledger-store.ts';

const SPEC = 'docs/specs/12_auth.md';
const NOW = Date.parse('2026-01-31T10:15:00Z');

let dir = '';
let warnings: string[] = [];

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'codelicious-ledger-')), '.codelicious');
  warnings = [];
});
afterEach(() => {
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

function store(readOnly = false): LedgerStore {
  return createLedgerStore({ dir, now: () => NOW, warn: (text) => warnings.push(text), readOnly });
}

const fileOf = (spec: string): string => join(dir, 'state', `${specSlug(spec)}.json`);

const ledger: Ledger = {
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

describe('a ledger', () => {
  it('is empty before it was written', async () => {
    expect(await store().load(SPEC)).toEqual(emptyLedger(SPEC));
    expect(warnings).toEqual([]);
  });

  it('comes back as it was saved, also to another process', async () => {
    await store().save(ledger);
    expect(await store().load(SPEC)).toEqual(ledger);
    await store().save(emptyLedger('other/spec.md'));
    expect(await store().load(SPEC)).toEqual(ledger);
  });

  it('is for the user alone, and leaves nothing beside it', async () => {
    await store().save(ledger);
    expect(statSync(fileOf(SPEC)).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir, 'state')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(dir, 'state'))).toEqual([`${specSlug(SPEC)}.json`]);
  });

  it('is gone after a reset, with nothing else; a reset of nothing is fine', async () => {
    await store().reset();
    await store().save(ledger);
    writeFileSync(join(dir, 'state', 'notes.txt'), 'mine');
    await store().reset();
    expect(readdirSync(join(dir, 'state'))).toEqual(['notes.txt']);
    expect(await store().load(SPEC)).toEqual(emptyLedger(SPEC));
  });

  it('sheds the temporary files of writers that were killed, not those at work', async () => {
    mkdirSync(join(dir, 'state'), { recursive: true });
    const [old, fresh] = ['.x.json.0123456789ab.tmp', '.y.json.0123456789ab.tmp'];
    for (const name of [old, fresh]) writeFileSync(join(dir, 'state', name), '');
    utimesSync(join(dir, 'state', old), 0, 0);
    utimesSync(join(dir, 'state', fresh), NOW / 1000, NOW / 1000);
    await store().save(ledger);
    expect(readdirSync(join(dir, 'state')).sort()).toEqual([fresh, `${specSlug(SPEC)}.json`]);
  });
});

describe('a damaged ledger', () => {
  const damaged = [
    '',
    '{',
    'null',
    '[]',
    '{"version":2,"spec":"docs/specs/12_auth.md","chunks":{}}',
    '{"version":1,"spec":"somebody/else.md","chunks":{}}',
    '{"version":1,"spec":"docs/specs/12_auth.md","chunks":{"a":{"status":"done"}}}',
    '\0\0\0\0',
  ];

  it.each(damaged)('is moved aside and said once: %j', async (text) => {
    mkdirSync(join(dir, 'state'), { recursive: true });
    writeFileSync(fileOf(SPEC), text);
    const own = store();
    expect(await own.load(SPEC)).toEqual(emptyLedger(SPEC));
    expect(await own.load(SPEC)).toEqual(emptyLedger(SPEC));
    const aside = `${fileOf(SPEC)}.corrupt-20260131T101500Z`;
    expect(readFileSync(aside, 'utf8')).toBe(text);
    expect(warnings).toEqual([
      `${fileOf(SPEC)} was damaged and is now ${aside}; its state is rebuilt from git.`,
    ]);
  });

  it('does not replace one moved aside in the same second', async () => {
    mkdirSync(join(dir, 'state'), { recursive: true });
    for (const text of ['first', 'second']) {
      writeFileSync(fileOf(SPEC), text);
      await store().load(SPEC);
    }
    const aside = `${fileOf(SPEC)}.corrupt-20260131T101500Z`;
    expect([readFileSync(aside, 'utf8'), readFileSync(`${aside}-2`, 'utf8')]).toEqual([
      'first',
      'second',
    ]);
  });

  it('is left alone where nothing may be changed', async () => {
    mkdirSync(join(dir, 'state'), { recursive: true });
    writeFileSync(fileOf(SPEC), '{');
    expect(await store(true).load(SPEC)).toEqual(emptyLedger(SPEC));
    expect(readFileSync(fileOf(SPEC), 'utf8')).toBe('{');
    expect(warnings).toHaveLength(1);
  });

  it('never makes load fail, whichever byte is changed', async () => {
    await store().save(ledger);
    const bytes = readFileSync(fileOf(SPEC));
    await fc.assert(
      fc.asyncProperty(
        fc.nat(bytes.length - 1),
        fc.integer({ min: 0, max: 255 }),
        async (at, value) => {
          const changed = Buffer.from(bytes);
          changed[at] = value;
          writeFileSync(fileOf(SPEC), changed);
          const read = await store().load(SPEC);
          expect(read.spec).toBe(SPEC);
          rmSync(join(dir, 'state'), { recursive: true });
          mkdirSync(join(dir, 'state'));
        },
      ),
    );
  });
});

describe('a disk that refuses', () => {
  it('is named when a file stands in the way of a folder', async () => {
    writeFileSync(dir, 'a file');
    await expect(store().save(ledger)).rejects.toMatchObject({ code: 'storage' });
    await expect(store().load(SPEC)).rejects.toMatchObject({
      code: 'storage',
      message: `Cannot use ${fileOf(SPEC)}: a file stands where a folder is needed.`,
      hint: 'Move that file away and run again.',
    });
  });

  it('is named when a folder stands in the way of a file', async () => {
    mkdirSync(fileOf(SPEC), { recursive: true });
    await expect(store().load(SPEC)).rejects.toMatchObject({ code: 'storage' });
    await expect(store().save(ledger)).rejects.toMatchObject({ code: 'storage' });
    expect(readdirSync(join(dir, 'state'))).toEqual([`${specSlug(SPEC)}.json`]);
  });
});
