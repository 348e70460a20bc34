import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry, AuditLog } from '../../../src/ports/audit-log.ts';
import { createAuditLog } from '../../../src/store/audit-log.ts';

const NOW = Date.parse('2026-01-31T10:15:00Z');

let dir = '';
let warnings: string[] = [];

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'codelicious-audit-')), 'audit');
  warnings = [];
});
afterEach(() => {
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

const open = (): AuditLog =>
  createAuditLog({ dir, now: () => NOW, warn: (text) => warnings.push(text) });
const file = (): string => join(dir, 'audit.jsonl');
const entry = (type: string, data: Record<string, unknown> = {}): AuditEntry => ({
  at: '2026-01-31T10:15:00.000Z',
  run: 'run-1',
  type,
  data,
});
const lines = (): readonly Record<string, unknown>[] =>
  readFileSync(file(), 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
const types = (): readonly unknown[] => lines().map((line) => line['type']);

describe('the audit log', () => {
  it('chains what it is told, and every line can be read', () => {
    const log = open();
    expect(log.head()).toBeNull();
    expect(log.verify()).toEqual({ ok: true, records: 0, head: null });
    log.append(entry('run.started', { engines: ['claude'] }));
    log.append(entry('run.finished', { exitCode: 0 }));
    const [first, second] = lines();
    expect(first).toMatchObject({ seq: 1, type: 'run.started', prev: '0'.repeat(64) });
    expect(second).toMatchObject({ seq: 2, run: 'run-1', prev: first?.['hash'] });
    const head = { seq: 2, hash: second?.['hash'] };
    expect(log.head()).toEqual(head);
    expect(log.verify()).toEqual({ ok: true, records: 2, head });
  });

  it('is for the user alone', () => {
    open().append(entry('a'));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
  });

  it('is continued by the next run, and by two writers in turn', () => {
    const [one, two] = [open(), open()];
    one.append(entry('a'));
    two.append(entry('b'));
    one.append(entry('c'));
    expect(types()).toEqual(['a', 'b', 'c']);
    expect(open().verify()).toMatchObject({ ok: true, records: 3 });
    expect(open().head()).toEqual(one.head());
  });

  it('verifies whatever it was told', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.jsonValue()), { maxLength: 5 }), (all) => {
        rmSync(dir, { recursive: true, force: true });
        const log = open();
        for (const data of all) log.append(entry('x', data));
        expect(log.verify()).toMatchObject({ ok: true, records: all.length });
      }),
      { numRuns: 40 },
    );
  });
});

describe('a log that was cut by a crash', () => {
  it('is mended by the next write, with one record of it, wherever it was cut', () => {
    const log = open();
    log.append(entry('a'));
    const sound = statSync(file()).size;
    log.append(entry('b', { long: 'text' }));
    const whole = readFileSync(file());
    for (let size = sound + 1; size < whole.length; size += 9) {
      writeFileSync(file(), whole.subarray(0, size));
      expect(open().verify()).toEqual({ ok: false, line: 2, why: 'torn' });
      open().append(entry('c'));
      expect(types()).toEqual(['a', 'recovered', 'c']);
      expect(lines()[1]?.['data']).toEqual({ cause: 'torn line', bytes: size - sound });
      expect(open().verify()).toMatchObject({ ok: true, records: 3 });
    }
    expect(warnings).toEqual([]);
  });

  it('is simply shorter when it was cut between two lines', () => {
    const log = open();
    log.append(entry('a'));
    const sound = statSync(file()).size;
    log.append(entry('b'));
    truncateSync(file(), sound);
    open().append(entry('c'));
    expect(types()).toEqual(['a', 'c']);
  });
});

describe('a log that was changed', () => {
  it('is found out, whichever byte it was', () => {
    const log = open();
    for (const type of ['a', 'b', 'c']) log.append(entry(type, { value: 1 }));
    const whole = readFileSync(file());
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const altered = Buffer.from(whole);
        altered[at] = (altered[at] ?? 0) ^ change;
        writeFileSync(file(), altered);
        expect(open().verify().ok).toBe(false);
      }),
    );
  });

  it.each([
    ['a line taken out', (all: string[]) => [all[0], all[2]], 2, 'chain'],
    ['two lines exchanged', (all: string[]) => [all[0], all[2], all[1]], 2, 'chain'],
    ['the first line taken out', (all: string[]) => [all[1], all[2]], 1, 'chain'],
    ['a line of something else', (all: string[]) => [all[0], 'hello'], 2, 'unreadable'],
  ])('is found out: %s', (_name, change, line, why) => {
    const log = open();
    for (const type of ['a', 'b', 'c']) log.append(entry(type));
    const all = readFileSync(file(), 'utf8').trimEnd().split('\n');
    writeFileSync(file(), `${change(all).join('\n')}\n`);
    expect(open().verify()).toEqual({ ok: false, line, why });
  });

  it('is moved aside by the next write, said, and begun anew', () => {
    open().append(entry('a'));
    const altered = readFileSync(file(), 'utf8').replace('"type":"a"', '"type":"z"');
    writeFileSync(file(), altered);
    open().append(entry('b'));
    const aside = `${file()}.corrupt-20260131T101500Z`;
    expect(readFileSync(aside, 'utf8')).toBe(altered);
    expect(types()).toEqual(['recovered', 'b']);
    expect(lines()[0]?.['data']).toMatchObject({ cause: 'altered', line: 1, movedTo: aside });
    expect(warnings).toHaveLength(1);
    expect(open().verify()).toMatchObject({ ok: true, records: 2 });
  });

  it('may be told of to somebody who writes to it', () => {
    open().append(entry('a'));
    appendFileSync(file(), 'not ours\n');
    const log: AuditLog = createAuditLog({
      dir,
      now: () => NOW,
      warn: (message) => {
        log.append(entry('run.warning', { message }));
      },
    });
    log.append(entry('b'));
    expect(types()).toEqual(['recovered', 'b', 'run.warning']);
    expect(log.verify()).toMatchObject({ ok: true, records: 3 });
  });

  it('is noticed while it is written to', () => {
    const log = open();
    log.append(entry('a'));
    appendFileSync(file(), 'not ours\n');
    log.append(entry('b'));
    expect(types()).toEqual(['recovered', 'b']);
    expect(readdirSync(dir)).toHaveLength(2);
  });
});

describe('a disk that refuses', () => {
  it('is named', () => {
    writeFileSync(dir, 'a file');
    expect(() => {
      open().append(entry('a'));
    }).toThrow(/Cannot use .*audit\.jsonl: a file stands where a folder is needed/);
    rmSync(dir);
    expect(existsSync(dir)).toBe(false);
  });
});
