import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readProcessTable, withEnvironment } from '../../../src/system/process-table.ts';
import { bundle } from './bundle.ts';

/** Milliseconds after which nothing of a killed run may live. */
const GONE_AFTER_MS = 5000;

let dir = '';
let program = '';
const started: ChildProcess[] = [];

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-watchdog-'));
  program = await bundle('system/watched-run.ts', dir);
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

function startRun(run: string, script: string, marked: 'marked' | 'unmarked'): ChildProcess {
  const child = spawn(process.execPath, [program, run, script, marked], {
    cwd: dir,
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}

async function until(condition: () => boolean | Promise<boolean>, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

const pidIn = (name: string): number => Number(readFileSync(join(dir, name), 'utf8'));
const written = (name: string): boolean =>
  existsSync(join(dir, name)) && readFileSync(join(dir, name), 'utf8').endsWith('\n');

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

async function watchdogsOf(run: string): Promise<readonly number[]> {
  const table = await readProcessTable();
  return table
    .filter((entry) => !entry.zombie)
    .map((entry) => entry.pid)
    .filter((pid) => commandOf(pid).includes(`codelicious-watchdog\0${run}\0`));
}

async function isGone(pid: number): Promise<boolean> {
  return !(await readProcessTable()).some((entry) => entry.pid === pid && !entry.zombie);
}

const stubborn = (file: string): string =>
  `setsid sh -c 'trap "" TERM; echo $$ > ${file}; while :; do sleep 0.1; done'`;

describe.runIf(process.platform === 'linux')('a run that is killed', () => {
  it('leaves nothing behind: not what is stubborn, detached and re-parented', async () => {
    const script = `setsid sh -c '${stubborn('deep').replaceAll("'", `'"'"'`)} & exit 0' &
      ${stubborn('near')} & sleep 60`;
    const child = startRun('kill-1', script, 'marked');
    expect(await until(() => written('deep') && written('near'), 20_000)).toBe(true);
    const [watchdog] = await watchdogsOf('kill-1');
    const killedAt = Date.now();
    child.kill('SIGKILL');
    const gone = async (): Promise<boolean> => {
      const rest = [pidIn('deep'), pidIn('near'), watchdog ?? 0].map(isGone);
      return (await Promise.all(rest)).every(Boolean);
    };
    expect(await until(gone, GONE_AFTER_MS)).toBe(true);
    expect(Date.now() - killedAt).toBeLessThan(GONE_AFTER_MS);
    const table = await readProcessTable();
    expect(withEnvironment(table, ['CODELICIOUS_RUN=kill-1'])).toEqual([]);
  });

  it('leaves none of our own tools either, which carry no mark', async () => {
    const child = startRun('kill-2', 'echo $$ > plain; exec sleep 60', 'unmarked');
    expect(await until(() => written('plain'), 20_000)).toBe(true);
    // A run tells its watchdog of a group once it knows the group's number.
    await sleep(200);
    child.kill('SIGKILL');
    expect(await until(() => isGone(pidIn('plain')), GONE_AFTER_MS)).toBe(true);
  });

  it('does not touch another run', async () => {
    const bystander = startRun('kill-4', 'echo $$ > bystander; exec sleep 60', 'marked');
    const child = startRun('kill-3', 'echo $$ > victim; exec sleep 60', 'marked');
    expect(await until(() => written('bystander') && written('victim'), 20_000)).toBe(true);
    child.kill('SIGKILL');
    expect(await until(() => isGone(pidIn('victim')), GONE_AFTER_MS)).toBe(true);
    expect(await until(async () => (await watchdogsOf('kill-3')).length === 0, 20_000)).toBe(true);
    expect(await isGone(pidIn('bystander'))).toBe(false);
    bystander.kill('SIGKILL');
    expect(await until(() => isGone(pidIn('bystander')), GONE_AFTER_MS)).toBe(true);
  });
});

describe.runIf(process.platform === 'linux')('a run that ends by itself', () => {
  it('is not held up, its output closes, and its watchdog goes at once', async () => {
    const child = startRun('calm-1', 'exit 0', 'marked');
    const closed = new Promise<number | null>((resolve) => {
      child.once('close', (code) => {
        resolve(code);
      });
    });
    expect(await closed).toBe(0);
    expect(await until(async () => (await watchdogsOf('calm-1')).length === 0, 1000)).toBe(true);
  });

  it('is not marked and shares no stream with its watchdog', async () => {
    const child = startRun('calm-2', 'echo $$ > calm; exec sleep 60', 'marked');
    expect(await until(() => written('calm'), 20_000)).toBe(true);
    const [watchdog] = await watchdogsOf('calm-2');
    const environment = readFileSync(`/proc/${watchdog ?? 0}/environ`, 'utf8');
    expect(environment).not.toContain('CODELICIOUS_RUN');
    let ended = false;
    child.stdout?.once('end', () => {
      ended = true;
    });
    child.stdout?.resume();
    process.kill(watchdog ?? 0, 'SIGSTOP');
    child.kill('SIGKILL');
    expect(await until(() => ended, 2000)).toBe(true);
    process.kill(watchdog ?? 0, 'SIGCONT');
    expect(await until(() => isGone(pidIn('calm')), GONE_AFTER_MS)).toBe(true);
  });
});
