import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Postmortems } from '../../../src/ports/postmortems.ts';
import { createPostmortems } from '../../../src/store/postmortems.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-postmortem-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function postmortems(logFile: string | null = null): Postmortems {
  return createPostmortems({
    dir: join(dir, '.codelicious'),
    logFile: () => logFile,
    now: () => Date.parse('2026-01-31T10:15:00Z'),
    redact: (text) => text.replaceAll('hunter22', '***'),
  });
}

describe('a post-mortem', () => {
  it('is written under its time, redacted, for the user alone, never over another', async () => {
    const first = await postmortems().write('the password was hunter22\n');
    const second = await postmortems().write('again\n');
    expect([first, second]).toEqual([
      join(dir, '.codelicious', 'postmortem-20260131T101500Z.md'),
      join(dir, '.codelicious', 'postmortem-20260131T101500Z-2.md'),
    ]);
    expect(readFileSync(first, 'utf8')).toBe('the password was ***\n');
    expect(statSync(first).mode & 0o777).toBe(0o600);
  });

  it('says when it cannot be written', async () => {
    writeFileSync(join(dir, '.codelicious'), '');
    await expect(postmortems().write('x')).rejects.toMatchObject({ code: 'storage' });
  });
});

describe('the end of the log', () => {
  const log = (): string => join(dir, 'build.log');

  it('is the last lines, made safe', async () => {
    writeFileSync(log(), 'one\ntwo\nthree hunter22 \u001b[31mred\u001b[0m\n');
    expect(await postmortems(log()).lastLogLines(2)).toEqual(['two', 'three *** red']);
    expect(await postmortems(log()).lastLogLines(0)).toEqual([]);
  });

  it('is found in a very large log, whole lines only', async () => {
    writeFileSync(log(), `${'x'.repeat(300_000)}\n${'y'.repeat(1000)}\n`);
    expect(await postmortems(log()).lastLogLines(50)).toEqual(['y'.repeat(1000)]);
  });

  it('is nothing where there is no log', async () => {
    expect(await postmortems().lastLogLines(50)).toEqual([]);
    expect(await postmortems(join(dir, 'absent')).lastLogLines(50)).toEqual([]);
  });
});
