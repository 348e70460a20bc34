import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Baseline } from '../../../src/domain/baseline.ts';
import { createBaselineStore } from '../../../src/store/baseline-store.ts';

const DAY_MS = 86_400_000;

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'baselines-'));
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

const store = (now = Date.now()) => createBaselineStore({ dir: join(dir, 'b'), now: () => now });

const one: Baseline = {
  version: 1,
  tree: 'a'.repeat(40),
  tools: 'node 20',
  checks: [
    ...[{ name: 'npm test', package: '', status: 'failed', broken: false } as const].map(
      (check) => ({ ...check, complaints: { abc: 2 }, coverage: null }),
    ),
  ],
};

async function onlyFile(): Promise<string> {
  const [name = ''] = await readdir(join(dir, 'b'));
  return join(dir, 'b', name);
}

describe('baselines on disk', () => {
  it('are found by tree and tools, in another process too', async () => {
    expect(await store().load(one)).toBeNull();
    await store().save(one);
    expect(await store().load({ tree: one.tree, tools: one.tools })).toEqual(one);
    expect(await store().load({ ...one, tools: 'node 22' })).toBeNull();
    expect(await store().load({ ...one, tree: 'b' })).toBeNull();
    await store().save({ ...one, checks: [] });
    expect((await store().load(one))?.checks).toEqual([]);
    expect(await readdir(join(dir, 'b'))).toHaveLength(1);
  });

  it.each(['', '{', '{"version":2}', 'null'])('are none when damaged: %j', async (text) => {
    await store().save(one);
    await writeFile(await onlyFile(), text);
    expect(await store().load(one)).toBeNull();
    await store().save(one);
    expect(await store().load(one)).toEqual(one);
  });

  it('are none for another tree, whatever the file is called', async () => {
    await store().save(one);
    await writeFile(await onlyFile(), JSON.stringify({ ...one, tree: 'other' }));
    expect(await store().load(one)).toBeNull();
  });

  it('are forgotten after a day, and then removed', async () => {
    await store().save(one);
    const old = new Date(Date.now() - DAY_MS - 60_000);
    await utimes(await onlyFile(), old, old);
    expect(await store().load(one)).toBeNull();
    await store().save({ ...one, tools: 'node 22' });
    expect(await readdir(join(dir, 'b'))).toHaveLength(1);
  });
});
