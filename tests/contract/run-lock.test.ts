import { createHash } from 'node:crypto';
import {
  existsSync,
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
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunLock } from '../../src/ports/run-lock.ts';
import type { ProcessLookup } from '../../src/store/holder.ts';
import { createRunLock } from '../../src/store/run-lock.ts';

/** A machine on which the processes named here run, each with the moment of its start. */
function machine(births: ReadonlyMap<number, number>, space = 'boot-1'): ProcessLookup {
  return {
    space,
    exists: (pid) => births.has(pid),
    startOf: (pid) => births.get(pid)?.toString() ?? null,
    bornAt: (pid) => births.get(pid) ?? null,
  };
}

const NOW = Date.parse('2026-01-31T10:15:00Z');
const LONG_AGO = NOW - 3_600_000;

let dir = '';
let warnings: string[] = [];

beforeEach(() => {
  dir = join(mkdtempSync(join(tmpdir(), 'codelicious-lock-')), '.codelicious');
  warnings = [];
});
afterEach(() => {
  rmSync(join(dir, '..'), { recursive: true, force: true });
});

function lockOf(
  pid: number,
  more: { host?: string; processes?: ProcessLookup; now?: number } = {},
): RunLock {
  return createRunLock({
    dir,
    host: more.host ?? 'here',
    pid,
    now: () => more.now ?? NOW,
    processes: more.processes ?? machine(new Map([[pid, LONG_AGO]])),
    warn: (message) => warnings.push(message),
  });
}

const holderFile = (): string => join(dir, 'run.lock.json');
const files = (): readonly string[] => readdirSync(dir).sort();

/** Where the right to follow a dead holder is claimed. */
function claimOn(dead: string): string {
  return `${holderFile()}.claim-${createHash('sha256').update(dead).digest('hex').slice(0, 16)}`;
}

/** Leaves the lock of a run that was killed. */
async function leaveLock(pid: number, more: Parameters<typeof lockOf>[1] = {}): Promise<void> {
  const result = await lockOf(pid, more).acquire('dead-run');
  expect(result.ok).toBe(true);
}

describe('a free lock', () => {
  it('is had by who asks first; the next is told whose it is', async () => {
    const both = machine(
      new Map([
        [7, LONG_AGO],
        [8, LONG_AGO],
      ]),
    );
    const first = await lockOf(7, { processes: both }).acquire('run-a');
    expect(first).toMatchObject({ ok: true, takenFrom: null });
    const holder = { pid: 7, host: 'here', started: '2026-01-31T10:15:00.000Z', run: 'run-a' };
    expect(JSON.parse(readFileSync(holderFile(), 'utf8'))).toMatchObject(holder);
    const second = lockOf(8, { processes: both });
    expect(await second.acquire('run-b')).toEqual({ ok: false, holder });
    expect(await second.holder()).toEqual({ holder, alive: true });
    expect(await second.unlock(false)).toBe(false);
    if (first.ok) await first.release();
  });

  it('is free again once released, with nothing left; a second release does nothing', async () => {
    const first = await lockOf(7).acquire('run-a');
    if (first.ok) await first.release();
    expect(files()).toEqual([]);
    expect(await lockOf(7).holder()).toBeNull();
    const second = await lockOf(7).acquire('run-b');
    if (first.ok) await first.release();
    expect(files()).toEqual(['run.lock', 'run.lock.json']);
    if (second.ok) await second.release();
    expect(await lockOf(7).unlock(false)).toBe(true);
  });

  it('is for the user alone', async () => {
    const result = await lockOf(7).acquire('run-a');
    expect(statSync(holderFile()).mode & 0o777).toBe(0o600);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    if (result.ok) await result.release();
  });

  it('is refused to the same process a second time', async () => {
    const lock = lockOf(7);
    const first = await lock.acquire('run-a');
    expect(await lock.acquire('run-b')).toMatchObject({ ok: false, holder: { run: 'run-a' } });
    if (first.ok) await first.release();
  });

  it('is not what another took over in the meantime', async () => {
    const first = await lockOf(7).acquire('run-a');
    writeFileSync(holderFile(), '{"pid":9,"host":"here","started":"x","run":"theirs"}');
    if (first.ok) await first.release();
    expect(existsSync(holderFile())).toBe(true);
  });
});

describe('a dead holder’s lock', () => {
  it('is taken over at once', async () => {
    await leaveLock(7);
    const result = await lockOf(8).acquire('run-b');
    expect(result).toMatchObject({ ok: true, takenFrom: { pid: 7, run: 'dead-run' } });
    expect(files()).toEqual(['run.lock', 'run.lock.json']);
    if (result.ok) await result.release();
    expect(files()).toEqual([]);
  });

  it('is known by the start of the process when its number is in use again', async () => {
    await leaveLock(7);
    const reborn = machine(
      new Map([
        [7, NOW + 60_000],
        [8, LONG_AGO],
      ]),
    );
    const result = await lockOf(8, { processes: reborn }).acquire('run-b');
    expect(result).toMatchObject({ ok: true, takenFrom: { pid: 7 } });
    if (result.ok) await result.release();
  });

  it.each([
    ['began after the lock was taken', NOW + 60_000, true],
    ['is old enough to have taken it', LONG_AGO, false],
  ])('without a start on record is judged by whether the process %s', async (_n, born, ok) => {
    mkdirSync(dir);
    const started = new Date(NOW).toISOString();
    writeFileSync(holderFile(), JSON.stringify({ pid: 7, host: 'here', started, run: 'old' }));
    const processes = machine(
      new Map([
        [7, born],
        [8, LONG_AGO],
      ]),
    );
    const result = await lockOf(8, { processes }).acquire('run-b');
    expect(result.ok).toBe(ok);
    if (result.ok) await result.release();
  });

  it('is followed even when a follower died on the way', async () => {
    await leaveLock(7);
    const dead = readFileSync(holderFile(), 'utf8');
    const follower = JSON.stringify({ pid: 9, host: 'here', started: 'x', run: 'follower' });
    writeFileSync(claimOn(dead), follower);
    const result = await lockOf(8).acquire('run-b');
    expect(result).toMatchObject({ ok: true, takenFrom: { pid: 7 } });
    expect(files()).toEqual(['run.lock', 'run.lock.json']);
    if (result.ok) await result.release();
  });

  it('is shown and removed by unlock', async () => {
    await leaveLock(7);
    const lock = lockOf(8);
    expect(await lock.holder()).toMatchObject({ holder: { pid: 7 }, alive: false });
    expect(await lock.unlock(false)).toBe(true);
    expect(files()).toEqual([]);
  });
});

describe('many that want a dead holder’s lock at once', () => {
  it('get it one at a time, also when a follower died on the way', async () => {
    const pids = [11, 12, 13, 14, 15, 16];
    const processes = machine(new Map(pids.map((pid) => [pid, LONG_AGO])));
    for (let trial = 0; trial < 40; trial += 1) {
      mkdirSync(dir, { recursive: true });
      const started = new Date(NOW + trial).toISOString();
      const dead = JSON.stringify({ pid: 7, host: 'here', started, run: `dead-${trial}` });
      writeFileSync(holderFile(), dead);
      if (trial % 2 === 1) {
        const follower = JSON.stringify({ pid: 9, host: 'here', started, run: 'follower' });
        writeFileSync(claimOn(dead), follower);
      }
      const results = await Promise.all(
        pids.map((pid) => lockOf(pid, { processes }).acquire(`run-${pid}`)),
      );
      const winners = results.filter(({ ok }) => ok);
      expect(winners).toHaveLength(1);
      for (const winner of winners) if (winner.ok) await winner.release();
      expect(files()).toEqual([]);
    }
  });
});

describe('a holder that may live', () => {
  it('on another machine is never robbed; unlock needs force', async () => {
    await leaveLock(7, { host: 'elsewhere' });
    utimesSync(join(dir, 'run.lock'), LONG_AGO / 1000, LONG_AGO / 1000);
    const lock = lockOf(8);
    expect(await lock.acquire('run-b')).toMatchObject({ ok: false, holder: { host: 'elsewhere' } });
    expect(await lock.holder()).toMatchObject({ alive: null });
    expect(await lock.unlock(false)).toBe(false);
    expect(await lock.unlock(true)).toBe(true);
    expect(await lock.holder()).toBeNull();
  });

  it('and has shown no sign for an hour is not robbed', async () => {
    const both = machine(
      new Map([
        [7, LONG_AGO],
        [8, LONG_AGO],
      ]),
    );
    await leaveLock(7, { processes: both });
    utimesSync(join(dir, 'run.lock'), LONG_AGO / 1000, LONG_AGO / 1000);
    expect(await lockOf(8, { processes: both }).acquire('run-b')).toMatchObject({ ok: false });
    expect(await lockOf(8, { processes: both }).unlock(true)).toBe(true);
  });

  it('in another container of this name is judged by its heartbeat', async () => {
    await leaveLock(7, { processes: machine(new Map(), 'boot-2') });
    utimesSync(join(dir, 'run.lock'), NOW / 1000, NOW / 1000);
    expect(await lockOf(8).acquire('run-b')).toMatchObject({ ok: false });
    utimesSync(join(dir, 'run.lock'), LONG_AGO / 1000, LONG_AGO / 1000);
    const result = await lockOf(8).acquire('run-b');
    expect(result.ok).toBe(true);
    if (result.ok) await result.release();
  });
});

describe('a damaged lock', () => {
  it.each(['', '{', '[]', '{"pid":"x"}', '\0\0\0', '{"pid":0,"host":"","started":"","run":""}'])(
    'is kept aside, said, and followed: %j',
    async (text) => {
      mkdirSync(dir);
      writeFileSync(holderFile(), text);
      const result = await lockOf(8).acquire('run-b');
      expect(result).toMatchObject({ ok: true, takenFrom: null });
      const aside = files().filter((name) => name.includes('.corrupt-'));
      expect(aside).toEqual(['run.lock.json.corrupt-20260131T101500Z']);
      expect(readFileSync(join(dir, aside[0] ?? ''), 'utf8')).toBe(text);
      expect(warnings).toHaveLength(1);
      if (result.ok) await result.release();
    },
  );

  it('is held by an unknown one while it shows signs of life', async () => {
    await leaveLock(7);
    writeFileSync(holderFile(), 'garbage');
    utimesSync(join(dir, 'run.lock'), NOW / 1000, NOW / 1000);
    expect(await lockOf(8).acquire('run-b')).toEqual({ ok: false, holder: null });
    expect(await lockOf(8).holder()).toEqual({ holder: null, alive: true });
  });

  it('without a holder’s file is believed only while it is fresh', async () => {
    mkdirSync(join(dir, 'run.lock'), { recursive: true });
    utimesSync(join(dir, 'run.lock'), NOW / 1000, NOW / 1000);
    expect(await lockOf(8).acquire('run-b')).toEqual({ ok: false, holder: null });
    expect(await lockOf(8).holder()).toEqual({ holder: null, alive: true });
    utimesSync(join(dir, 'run.lock'), LONG_AGO / 1000, LONG_AGO / 1000);
    const result = await lockOf(8).acquire('run-b');
    expect(result.ok).toBe(true);
    if (result.ok) await result.release();
  });

  it('that is a file is believed when it names a living one, else moved aside', async () => {
    mkdirSync(dir);
    const holder = { pid: 7, host: 'here', started: new Date(NOW).toISOString(), run: 'other' };
    writeFileSync(join(dir, 'run.lock'), JSON.stringify(holder));
    const both = machine(
      new Map([
        [7, LONG_AGO],
        [8, LONG_AGO],
      ]),
    );
    expect(await lockOf(8, { processes: both }).acquire('run-b')).toEqual({ ok: false, holder });
    expect(await lockOf(8, { processes: both }).holder()).toEqual({ holder, alive: true });
    const result = await lockOf(8).acquire('run-b');
    expect(result.ok).toBe(true);
    expect(files()).toContain('run.lock.corrupt-20260131T101500Z');
    if (result.ok) await result.release();
  });
});

describe('a lock that cannot be written', () => {
  it('says why, and what to do', async () => {
    writeFileSync(dir, 'a file');
    await expect(lockOf(7).acquire('run-a')).rejects.toMatchObject({
      code: 'storage',
      message: `Cannot use ${dir}: a file stands where a folder is needed.`,
    });
  });
});
