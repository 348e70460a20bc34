import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLocalForge, type LocalForgeOptions } from '../../../src/forges/local/forge.ts';
import { quickClock } from '../../support/fake-github/quick-clock.ts';

let root: string;
let dir: string;
let warnings: string[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'codelicious-pulls-'));
  dir = join(root, '.codelicious', 'pulls');
  warnings = [];
});
afterEach(() => rm(root, { recursive: true }));

function forge(options: Partial<LocalForgeOptions> = {}) {
  return createLocalForge({
    dir,
    user: 'Ada',
    clock: quickClock(),
    defaultBranch: async () => null,
    isMerged: async () => false,
    warn: (message) => warnings.push(message),
    ...options,
  });
}

const request = { head: 'c/a', base: 'main', title: 'T', body: 'B', draft: true };
const text = (name: string) => readFile(join(dir, name), 'utf8');

describe('files', () => {
  it('are a record and a page, with nothing beside them', async () => {
    const opened = await forge().openPull(request);
    expect(opened).toMatchObject({ value: { url: join(dir, '1.md') } });
    expect((await readdir(dir)).sort()).toEqual(['1.json', '1.md']);
    expect(JSON.parse(await text('1.json'))).toEqual({
      version: 1,
      number: 1,
      state: 'open',
      draft: true,
      head: 'c/a',
      base: 'main',
      title: 'T',
      body: 'B',
      author: 'Ada',
      reviewers: [],
      labels: [],
      createdAt: '2026-01-31T10:15:00.000Z',
      updatedAt: '2026-01-31T10:15:00.000Z',
    });
    expect(await text('1.md')).toContain('**Draft** · `c/a` → `main`');
  });

  it('are not written again by a change that changes nothing', async () => {
    const one = forge();
    await one.openPull(request);
    await rm(join(dir, '1.md'));
    await one.updatePull(1, { title: 'T', body: 'B' });
    expect(await readdir(dir)).toEqual(['1.json']);
  });

  it('keep what a person adds to the record', async () => {
    await forge().openPull(request);
    const record = { ...JSON.parse(await text('1.json')), note: 'mine', state: ' Closed ' };
    await writeFile(join(dir, '1.json'), JSON.stringify(record));
    await forge().updatePull(1, { title: 'New' });
    expect(JSON.parse(await text('1.json'))).toMatchObject({ note: 'mine', state: 'closed' });
    expect(await text('1.md')).toContain('**Closed**');
  });

  it('get their page again when it is missing or old', async () => {
    await forge().openPull(request);
    const page = await text('1.md');
    await rm(join(dir, '1.md'));
    await forge().listPulls('');
    expect(await text('1.md')).toBe(page);
    await writeFile(join(dir, '1.md'), 'scribble');
    await forge().listPulls('');
    expect(await text('1.md')).toBe(page);
  });

  it('lead to a storage error where the disk refuses', async () => {
    await mkdir(join(root, '.codelicious'));
    await writeFile(dir, 'a file where the folder should be');
    await expect(forge().openPull(request)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('ENOTDIR'),
    });
    await rm(dir);
    await mkdir(join(dir, '1.md'), { recursive: true });
    await expect(forge().openPull(request)).rejects.toMatchObject({ code: 'storage' });
    expect(await readdir(dir)).toEqual(['1.md']);
  });
});

describe('a record that cannot be read', () => {
  it.each([
    ['cut', '{"version": 1, "num'],
    ['foreign', '{"hello": "world"}'],
    ['of another number', null],
    ['far too long', `"${'x'.repeat(1_048_576)}"`],
    ['a list', '[]'],
  ])('is moved aside and said once: %s', async (_, broken) => {
    await forge().openPull(request);
    const other = JSON.stringify({ ...JSON.parse(await text('1.json')), number: 5 });
    await writeFile(join(dir, '1.json'), broken ?? other);
    expect(await forge().listPulls('')).toEqual({ ok: true, value: [] });
    const aside = '1.json.corrupt-20260131T101500000Z';
    expect((await readdir(dir)).sort()).toEqual([aside, '1.md']);
    expect(await text(aside)).toBe(broken ?? other);
    await forge().listPulls('');
    expect(warnings).toEqual([
      `${join(dir, '1.json')} cannot be read as a pull request; it was moved to ${join(dir, aside)}.`,
    ]);
    expect(await forge().openPull(request)).toMatchObject({ value: { number: 2 } });
  });

  it('is left where it is by a command that only looks', async () => {
    await forge().openPull(request);
    await writeFile(join(dir, '1.json'), 'x');
    await forge({ readOnly: true }).listPulls('');
    expect((await readdir(dir)).sort()).toEqual(['1.json', '1.md']);
    expect(warnings).toHaveLength(1);
  });
});

describe('a merged branch', () => {
  it('makes its pull request merged for good, even when the branch is gone later', async () => {
    await forge().openPull(request);
    const asked: string[][] = [];
    const isMerged = async (head: string, base: string) => asked.push([head, base]) > 0;
    await forge({ isMerged }).listPulls('c/');
    expect(asked).toEqual([['c/a', 'main']]);
    expect(await forge().listPulls('c/')).toMatchObject({ value: [{ state: 'merged' }] });
    expect(await text('1.md')).toContain('**Merged** · `c/a` went into `main`');
  });

  it('is only told, not written, by a command that only looks', async () => {
    await forge().openPull(request);
    const before = await text('1.json');
    const looking = forge({ readOnly: true, isMerged: async () => true });
    expect(await looking.listPulls('')).toMatchObject({ value: [{ state: 'merged' }] });
    expect(await looking.findPull('c/a')).toEqual({ ok: true, value: null });
    expect(await text('1.json')).toBe(before);
  });
});

it('looks into a folder that is not there yet without making it', async () => {
  expect(await forge({ readOnly: true }).listPulls('')).toEqual({ ok: true, value: [] });
  expect(await readdir(root)).toEqual([]);
});
