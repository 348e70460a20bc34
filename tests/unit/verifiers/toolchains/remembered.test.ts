import { mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rememberReading } from '../../../../src/verifiers/toolchains/remembered.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-remembered-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Longer than two changes may bear the same time. */
const SETTLED_MS = 120;

it('reads a file once, and again when it changed, whatever its times are set to', async () => {
  const path = join(dir, 'a.txt');
  let reads = 0;
  const read = rememberReading((text) => {
    reads += 1;
    return text.toUpperCase();
  });
  writeFileSync(path, 'one');
  utimesSync(path, 1, 1);
  await wait(SETTLED_MS);
  expect(await read([path])).toEqual(['ONE']);
  expect(await read([path, path])).toEqual(['ONE', 'ONE']);
  expect(reads).toBe(1);
  writeFileSync(path, 'two');
  utimesSync(path, 1, 1);
  expect(await read([path])).toEqual(['TWO']);
});

it('does not trust what was written just now', async () => {
  const path = join(dir, 'b.txt');
  let reads = 0;
  const read = rememberReading(() => (reads += 1));
  writeFileSync(path, 'one');
  await read([path]);
  await read([path]);
  expect(reads).toBe(2);
});

it('says nothing of what is no plain file, and forgets what is gone', async () => {
  const path = join(dir, 'c.txt');
  const read = rememberReading((text) => text);
  symlinkSync(join(dir, 'a.txt'), join(dir, 'link'));
  writeFileSync(path, 'one');
  expect(await read([dir, join(dir, 'link'), path])).toEqual([undefined, undefined, 'one']);
  rmSync(path);
  expect(await read([path])).toEqual([undefined]);
});
