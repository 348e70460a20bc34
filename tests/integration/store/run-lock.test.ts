import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LockHolder } from '../../../src/ports/run-lock.ts';
import { bundle } from '../system/bundle.ts';

/** Races for one dead lock; the full number is run where time is no matter. */
const TRIALS = Number(process.env['CODELICIOUS_LOCK_TRIALS'] ?? 15);
const STARTERS = 3;

interface Contender {
  readonly child: ChildProcess;
  readonly result: Promise<{ ok: boolean; holder?: LockHolder; takenFrom?: LockHolder | null }>;
}

let dir = '';
let program = '';
const contenders: Contender[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-race-'));
  program = await bundle('store/lock-contender.ts', dir);
});
afterEach(async () => {
  await Promise.all(contenders.splice(0).map((contender) => end(contender, 'SIGKILL')));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function contend(state: string, run: string, at = 0): Contender {
  const child = spawn(process.execPath, [program, state, run, String(at)], {
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  const result = once(lines, 'line').then(
    ([line]) => JSON.parse(String(line)) as Awaited<Contender['result']>,
  );
  const contender = { child, result };
  contenders.push(contender);
  return contender;
}

async function end({ child }: Contender, how: 'release' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  if (how === 'release') child.stdin?.end();
  else child.kill(how);
  await gone;
}

const holderIn = (state: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(state, 'run.lock.json'), 'utf8')) as Record<string, unknown>;

describe('real processes', () => {
  it('exclude each other, and follow the dead at once', async () => {
    const state = join(dir, 'simple');
    const first = contend(state, 'first');
    expect(await first.result).toMatchObject({ ok: true, takenFrom: null });
    const second = contend(state, 'second');
    expect(await second.result).toMatchObject({
      ok: false,
      holder: { run: 'first', pid: first.child.pid },
    });
    await end(first, 'SIGKILL');
    const third = contend(state, 'third');
    expect(await third.result).toMatchObject({ ok: true, takenFrom: { run: 'first' } });
    await end(third, 'release');
    expect(readdirSync(state)).toEqual([]);
  });

  it('do not rob a stopped one, however old its last sign of life', async () => {
    const state = join(dir, 'stopped');
    const first = contend(state, 'first');
    await first.result;
    first.child.kill('SIGSTOP');
    utimesSync(join(state, 'run.lock'), 0, 0);
    expect(await contend(state, 'second').result).toMatchObject({ ok: false });
    first.child.kill('SIGCONT');
    await end(first, 'release');
    expect(existsSync(join(state, 'run.lock.json'))).toBe(false);
  });

  it('are not mistaken for an earlier one of the same number', async () => {
    const state = join(dir, 'reused');
    const first = contend(state, 'first');
    await first.result;
    await end(first, 'SIGKILL');
    writeFileSync(
      join(state, 'run.lock.json'),
      JSON.stringify({ ...holderIn(state), pid: process.pid }),
    );
    expect(await contend(state, 'second').result).toMatchObject({ ok: true });
  });

  it('get a dead lock one at a time when several start at once', { timeout: 300_000 }, async () => {
    for (let trial = 0; trial < TRIALS; trial += 1) {
      const state = join(dir, `race-${trial}`);
      const dead = contend(state, 'dead');
      await dead.result;
      await end(dead, 'SIGKILL');
      const at = Date.now() + 250;
      const starters = Array.from({ length: STARTERS }, (_, index) =>
        contend(state, `starter-${index}`, at),
      );
      const results = await Promise.all(starters.map(({ result }) => result));
      const winners = results.filter(({ ok }) => ok);
      expect(winners).toHaveLength(1);
      expect(winners[0]?.takenFrom).toMatchObject({ run: 'dead' });
      const winner = starters[results.findIndex(({ ok }) => ok)];
      expect(holderIn(state)['pid']).toBe(winner?.child.pid);
      await Promise.all(starters.map((starter) => end(starter, 'SIGKILL')));
      expect(readdirSync(state).sort()).toEqual(['run.lock', 'run.lock.json']);
    }
  });
});
