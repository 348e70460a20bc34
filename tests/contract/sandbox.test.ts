import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../../src/ports/process.ts';
import type { Cage, Sandbox } from '../../src/ports/sandbox.ts';
import { createOsSandbox } from '../../src/sandbox/os-sandbox.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { cagesHold } from '../support/cages.ts';

const processes = createProcesses();
const dir = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-sandbox-')));
const home = join(dir, 'home');
const clone = join(dir, 'clone');
const cage: Cage = { writable: [clone], readable: [], network: { kind: 'none' } };
const env = {
  PATH: '/usr/bin:/bin',
  HOME: home,
  CODELICIOUS_RUN: `sandbox-contract-${String(process.pid)}`,
};

const sandboxes: readonly Sandbox[] = [
  createSandbox('none', processes),
  ...(cagesHold ? [createOsSandbox({ processes, env, read: [], write: [] })] : []),
];

beforeAll(() => {
  for (const folder of [home, clone]) mkdirSync(folder);
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function sh(script: string, more: Partial<Command> = {}): Command {
  return { file: '/bin/sh', args: ['-c', script], cwd: clone, env, ...more };
}

/** Processes of this test that still run, by the word in their command line. */
function alive(word: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes(word))
    .filter((pid) => !/\) [ZX] /.test(read(`/proc/${pid}/stat`)));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function noneAlive(word: string): Promise<readonly string[]> {
  for (let round = 0; round < 100 && alive(word).length > 0; round += 1) await sleep(50);
  return alive(word);
}

describe.each(sandboxes.map((sandbox) => [sandbox.level, sandbox] as const))(
  'sandbox %s',
  (level, sandbox) => {
    it('names its level in one sentence', () => {
      expect(sandbox.describe).toMatch(new RegExp(`^${level}: [^\\n]+$`));
    });

    it('hands output, input and exit code through', async () => {
      const script = 'cat; echo err >&2; exit 3';
      const outcome = await sandbox.run(sh(script, { stdin: 'and heard\n' }), cage);
      expect(outcome).toMatchObject({ status: 'exited', exitCode: 3, signal: null, errno: null });
      expect([text(outcome.stdout), text(outcome.stderr)]).toEqual(['and heard\n', 'err\n']);
    });

    it('hands bytes through as they are', async () => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, at) => (at * 7) % 256);
      const outcome = await sandbox.run(sh('cat', { stdin: bytes }), cage);
      expect(Buffer.compare(outcome.stdout, bytes)).toBe(0);
    });

    it('gives a command its own environment and no other', async () => {
      const outcome = await sandbox.run(
        { file: '/usr/bin/env', args: [], cwd: clone, env: { ONLY: 'this = "one"\nand a line' } },
        cage,
      );
      const said = text(outcome.stdout).replace(/^(PWD|OLDPWD|SHLVL|_)=.*\n/gm, '');
      expect(said).toBe('ONLY=this = "one"\nand a line\n');
    });

    it('runs where it is told, and lets that be changed', async () => {
      const outcome = await sandbox.run(sh('pwd; echo made > made'), cage);
      expect(text(outcome.stdout)).toBe(`${clone}\n`);
      expect(readFileSync(join(clone, 'made'), 'utf8')).toBe('made\n');
    });

    it('tells each line as it comes', async () => {
      const lines: string[] = [];
      const onLine = (line: string): void => void lines.push(line);
      await sandbox.run(sh('echo one; echo two', { onLine }), cage);
      expect(lines).toEqual(['one', 'two']);
    });

    it('says what cannot be started', async () => {
      const missing = { ...sh(''), file: '/nowhere/program' };
      expect(await sandbox.run(missing, cage)).toMatchObject({
        status: 'not_started',
        errno: 'ENOENT',
        exitCode: null,
      });
      const nowhere = sh('true', { cwd: join(dir, 'nowhere') });
      expect(await sandbox.run(nowhere, cage)).toMatchObject({ status: 'not_started' });
      const folder = { ...sh(''), file: clone };
      expect(await sandbox.run(folder, cage)).toMatchObject({
        status: 'not_started',
        errno: 'EACCES',
      });
    });

    it('finds a program by its name', async () => {
      const outcome = await sandbox.run(
        { file: 'printf', args: ['%s', 'found'], cwd: clone, env },
        cage,
      );
      expect(text(outcome.stdout)).toBe('found');
    });

    it('tells a program that a signal ended', async () => {
      const { status, exitCode, signal } = await sandbox.run(sh('kill -SEGV $$'), cage);
      const told = status === 'signalled' ? signal : exitCode;
      expect(told).toBe(level === 'os' ? 139 : 'SIGSEGV');
    });

    it('keeps the tail of very much output, in bounded memory', async () => {
      const before = process.memoryUsage().rss;
      const outcome = await sandbox.run(
        sh('head -c 1000000000 /dev/zero; printf end', { keepBytes: 1000 }),
        cage,
      );
      expect(outcome).toMatchObject({ exitCode: 0, truncated: true });
      expect(text(outcome.stdout.slice(-3))).toBe('end');
      expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
    });

    it('lets a program end in good order when its time is over', async () => {
      const script =
        'trap "sleep 0.2; echo clean; exit 0" TERM; echo up; while :; do sleep 0.02; done';
      const outcome = await sandbox.run(sh(script, { timeoutMs: 1500 }), cage);
      expect(outcome).toMatchObject({ status: 'timed_out', exitCode: null });
      expect(text(outcome.stdout)).toBe('up\nclean\n');
    });

    it('kills what ignores that, and all that came of it', async () => {
      const word = `stubborn-${level}-${String(process.pid)}`;
      const stubborn = `sh -c 'trap "" TERM; while :; do sleep 0.05; done' ${word}`;
      const outcome = await sandbox.run(
        sh(`trap "" TERM; setsid ${stubborn} & ${stubborn}`, { timeoutMs: 1500, graceMs: 300 }),
        cage,
      );
      expect(outcome.status).toBe('timed_out');
      expect(await noneAlive(word)).toEqual([]);
    });

    it('ends a command that says nothing', async () => {
      const outcome = await sandbox.run(sh('echo up; sleep 60', { idleTimeoutMs: 800 }), cage);
      expect(outcome.status).toBe('idle');
      expect(text(outcome.stdout)).toBe('up\n');
    });

    it('ends with its signal', async () => {
      const controller = new AbortController();
      const running = sandbox.run(sh('sleep 60', { signal: controller.signal }), cage);
      setTimeout(() => controller.abort(), 300);
      expect((await running).status).toBe('aborted');
      const late = await sandbox.run(sh('echo no', { signal: controller.signal }), cage);
      expect(late).toMatchObject({ status: 'aborted', exitCode: null });
    });

    it('leaves nothing running behind a command that has ended', async () => {
      const word = `leftover-${level}-${String(process.pid)}`;
      const script = `setsid sh -c 'sleep 60' ${word} >/dev/null 2>&1 </dev/null & echo done`;
      const job = { ...env, CODELICIOUS_CHUNK: 'c', CODELICIOUS_JOB: 'verify' };
      const outcome = await sandbox.run(sh(script, { env: job }), cage);
      expect(outcome).toMatchObject({ status: 'exited', exitCode: 0 });
      expect(await noneAlive(word)).toEqual([]);
    });
  },
);

it('has been tried with cages, where they hold', (context) => {
  if (!cagesHold) context.skip('no cages on this machine');
  expect(sandboxes.map(({ level }) => level)).toContain('os');
});
