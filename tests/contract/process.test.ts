import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../../src/ports/process.ts';
import { createProcesses } from '../../src/system/processes.ts';

const processes = createProcesses();
let dir = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-process-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const env = { PATH: '/usr/bin:/bin' };

function sh(script: string, more: Partial<Command> = {}): Command {
  return { file: '/bin/sh', args: ['-c', script], cwd: dir, env, ...more };
}

function node(script: string, more: Partial<Command> = {}): Command {
  return { file: process.execPath, args: ['-e', script], cwd: dir, env, ...more };
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function eventually(condition: () => boolean, withinMs = 10_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition() && Date.now() < deadline) await sleep(20);
  expect(condition()).toBe(true);
}

const pidIn = (file: string): number => Number(readFileSync(join(dir, file), 'utf8'));

describe('what a program says', () => {
  it('hands over exit code and both streams', async () => {
    const outcome = await processes.run(sh('echo out; echo err >&2; exit 3'));
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 3, signal: null, errno: null });
    expect([text(outcome.stdout), text(outcome.stderr)]).toEqual(['out\n', 'err\n']);
    expect(outcome.truncated).toBe(false);
    expect(outcome.durationMs).toBeGreaterThan(0);
  });

  it('inherits nothing from our environment', async () => {
    const outcome = await processes.run(sh('/usr/bin/env', { env: { ONLY: 'this one' } }));
    const names = text(outcome.stdout).split('\n').filter(Boolean);
    expect(names.filter((line) => !/^(PWD|OLDPWD|SHLVL|_)=/.test(line))).toEqual(['ONLY=this one']);
  });

  it('passes arguments on byte by byte, without a shell', async () => {
    const args = [
      '-e',
      'console.log(JSON.stringify(process.argv.slice(1)))',
      '--',
      '$HOME',
      'a b',
      '"',
      '',
    ];
    const outcome = await processes.run({ file: process.execPath, args, cwd: dir, env });
    expect(JSON.parse(text(outcome.stdout))).toEqual(['$HOME', 'a b', '"', '']);
  });

  it('feeds standard input, large and binary', async () => {
    const input = new Uint8Array(3_000_000).map((_, index) => index % 256);
    const outcome = await processes.run(sh('cksum', { stdin: input }));
    expect(text(outcome.stdout)).toMatch(/ 3000000\n$/);
  });

  it('gives a program without input an end of file at once', async () => {
    const outcome = await processes.run(sh('cat; echo done'));
    expect(text(outcome.stdout)).toBe('done\n');
  });

  it('is not disturbed by a program that does not read its input', async () => {
    const outcome = await processes.run(sh('exit 0', { stdin: 'x'.repeat(1_000_000) }));
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 0 });
  });

  it('keeps the tail of what is too much', async () => {
    const outcome = await processes.run(
      node('process.stdout.write("a".repeat(300000) + "END")', { keepBytes: 1000 }),
    );
    expect(outcome.stdout.byteLength).toBe(1000);
    expect(text(outcome.stdout)).toMatch(/^a+END$/);
    expect(outcome.truncated).toBe(true);
  });

  it('hands lines on as they come, with what was split put together', async () => {
    const lines: string[] = [];
    const script = `
      const bytes = Buffer.from('grün\\r\\n\\nβ\\xff tail');
      (async () => { for (const b of bytes) {
        process.stdout.write(Buffer.from([b])); await new Promise(setImmediate); } })();`;
    await processes.run(node(script, { onLine: (line) => lines.push(line) }));
    expect(lines).toEqual(['grün', '', 'βÿ tail']);
  });

  it('reports what the caller’s line callback throws, the program ended', async () => {
    const command = sh('echo one; sleep 60', {
      onLine: () => {
        throw new Error('a bug');
      },
    });
    await expect(processes.run(command)).rejects.toThrow('a bug');
  });

  it('survives a flood in bounded memory', async () => {
    const lines: number[] = [];
    const before = process.memoryUsage().rss;
    const outcome = await processes.run(
      sh('head -c 300000000 /dev/zero', { onLine: (line) => lines.push(line.length) }),
    );
    expect(outcome.exitCode).toBe(0);
    expect(outcome.stdout.byteLength).toBe(1024 * 1024);
    expect(lines).toEqual([1024 * 1024]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });
});

describe('what cannot be started', () => {
  it.each([
    ['a missing program', { file: '/nowhere/at-all' }, 'ENOENT'],
    ['a missing folder', { cwd: '/nowhere/at-all' }, 'ENOENT'],
    ['a file that is no program', { file: '/etc/passwd' }, 'EACCES'],
    ['too many arguments', { args: ['-c', 'x'.repeat(3_000_000)] }, 'E2BIG'],
    ['a NUL in an argument', { args: ['-c', 'a\0b'] }, 'EINVAL'],
  ])('%s', async (_name, change, errno) => {
    const outcome = await processes.run(sh('true', change));
    expect(outcome).toMatchObject({ status: 'not_started', exitCode: null, errno });
  });

  it('starts nothing once aborted', async () => {
    const outcome = await processes.run(sh('touch started', { signal: AbortSignal.abort() }));
    expect(outcome.status).toBe('aborted');
    expect(() => readFileSync(join(dir, 'started'))).toThrow();
  });
});

describe('how a program is ended', () => {
  it('says which signal ended it', async () => {
    const outcome = await processes.run(sh('kill -SEGV $$'));
    expect(outcome).toMatchObject({ status: 'signalled', exitCode: null, signal: 'SIGSEGV' });
  });

  it('ends it when its time is up, with what it said till then', async () => {
    const outcome = await processes.run(sh('echo begun; sleep 60', { timeoutMs: 1000 }));
    expect(outcome).toMatchObject({ status: 'timed_out', exitCode: null });
    expect(text(outcome.stdout)).toBe('begun\n');
  });

  it('ends it when it falls silent, not while it talks', async () => {
    const talk = 'for i in 1 2 3 4 5 6; do echo $i; sleep 0.3; done; sleep 60';
    const outcome = await processes.run(sh(talk, { idleTimeoutMs: 1500 }));
    expect(outcome.status).toBe('idle');
    expect(text(outcome.stdout)).toBe('1\n2\n3\n4\n5\n6\n');
  });

  it('ends it when the signal is aborted', async () => {
    const stop = new AbortController();
    const command = sh('echo begun; sleep 60', {
      signal: stop.signal,
      onLine: () => {
        stop.abort();
      },
    });
    expect((await processes.run(command)).status).toBe('aborted');
  });

  it('lets it clean up in its grace time', async () => {
    const script =
      'trap "sleep 0.2; echo clean; exit 0" TERM; echo up; while :; do sleep 0.02; done';
    const outcome = await processes.run(sh(script, { timeoutMs: 1000 }));
    expect(outcome).toMatchObject({ status: 'timed_out', exitCode: null });
    expect(text(outcome.stdout)).toBe('up\nclean\n');
  });

  it('kills what ignores TERM, stopped or not', async () => {
    const script = 'trap "" TERM; kill -STOP $$; while :; do sleep 0.05; done';
    const started = Date.now();
    const outcome = await processes.run(sh(script, { timeoutMs: 1000, graceMs: 200 }));
    expect(outcome).toMatchObject({ status: 'timed_out', signal: 'SIGKILL' });
    expect(Date.now() - started).toBeLessThan(3000);
  });

  it('kills descendants in sessions of their own that ignore TERM', async () => {
    const script = `trap "" TERM
      setsid sh -c 'trap "" TERM; echo $$ > own-session; while :; do sleep 0.05; done' &
      while :; do sleep 0.05; done`;
    await processes.run(sh(script, { timeoutMs: 1000, graceMs: 200 }));
    await eventually(() => !isAlive(pidIn('own-session')));
  });

  it('kills descendants whose parents are gone', async () => {
    const script = `setsid sh -c 'sh -c "echo \\$\\$ > orphan; exec sleep 60" & exit' & sleep 60`;
    await processes.run(sh(script, { timeoutMs: 1000, graceMs: 200 }));
    await eventually(() => !isAlive(pidIn('orphan')));
  });

  it('ends all that runs, and only that', async () => {
    const own = createProcesses();
    const both = Promise.all([own.run(sh('sleep 60')), own.run(sh('sleep 61'))]);
    const other = processes.run(sh('sleep 0.6; echo untouched'));
    await sleep(150);
    await own.endAll(1000);
    expect((await both).map((outcome) => outcome.status)).toEqual(['aborted', 'aborted']);
    expect(text((await other).stdout)).toBe('untouched\n');
  });
});

describe('what a program leaves behind', () => {
  it('does not hold us by its open output, and is ended', async () => {
    const started = Date.now();
    const outcome = await processes.run(
      sh(`setsid sh -c 'trap "" TERM; echo $$ > holder; sleep 60' & sleep 0.2; echo end`),
    );
    expect(outcome).toMatchObject({ status: 'exited', exitCode: 0 });
    expect(text(outcome.stdout)).toBe('end\n');
    expect(Date.now() - started).toBeLessThan(5000);
    await eventually(() => !isAlive(pidIn('holder')));
  });

  it('is ended with a job even when it hides', async () => {
    const script = `setsid sh -c 'echo $$ > hidden; exec sleep 60' >/dev/null 2>&1 </dev/null & sleep 0.2`;
    const job = {
      ...env,
      CODELICIOUS_RUN: 'r1',
      CODELICIOUS_CHUNK: 'c1',
      CODELICIOUS_JOB: 'build',
    };
    expect((await processes.run(sh(script, { env: job }))).status).toBe('exited');
    await eventually(() => !isAlive(pidIn('hidden')));
  });

  it('is told apart from another job of the same run', async () => {
    const run = { ...env, CODELICIOUS_RUN: 'r2' };
    const chunk = { ...run, CODELICIOUS_CHUNK: 'c1', CODELICIOUS_JOB: 'verify' };
    const other = processes.run(sh('sleep 0.5; echo untouched', { env: chunk }));
    expect((await processes.run(sh('exit 0', { env: run }))).exitCode).toBe(0);
    expect(await other).toMatchObject({ status: 'exited', exitCode: 0 });
  });

  it('lives on when one of our own tools left it with its output closed', async () => {
    const script = `setsid sh -c 'echo $$ > daemon; exec sleep 60' >/dev/null 2>&1 </dev/null & sleep 0.2`;
    await processes.run(sh(script));
    const daemon = pidIn('daemon');
    expect(isAlive(daemon)).toBe(true);
    process.kill(daemon, 'SIGKILL');
  });
});

describe('groups', () => {
  it('are told to the watcher while they live', async () => {
    const seen: string[] = [];
    const watched = createProcesses({
      started: (group) => seen.push(`+${group}`),
      ended: (group) => seen.push(`-${group}`),
    });
    const outcome = await watched.run(sh('ps -o pgid= -p $$'));
    const group = text(outcome.stdout).trim();
    expect(seen).toEqual([`+${group}`, `-${group}`]);
  });
});

describe('find', () => {
  it('looks through PATH in order, for files that may be executed', async () => {
    writeFileSync(join(dir, 'tool'), '#!/bin/sh\n', { mode: 0o644 });
    expect(await processes.find('tool', `${dir}:/usr/bin`)).toBeNull();
    writeFileSync(join(dir, 'ls'), '#!/bin/sh\n', { mode: 0o755 });
    expect(await processes.find('ls', `/nowhere::.:${dir}:/bin`)).toBe(join(dir, 'ls'));
    expect(await processes.find(join(dir, 'ls'), '')).toBe(join(dir, 'ls'));
    expect(await processes.find(dir, '')).toBeNull();
    expect(await processes.find('', '/bin')).toBeNull();
  });
});
