import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/main.ts';
import type { App, DemoApp } from '../../../src/compose.ts';
import { DEFAULT_CONFIG } from '../../../src/domain/config.ts';
import { CodeliciousError } from '../../../src/domain/errors.ts';
import { attended, type FakeWorld, fakeWorld } from '../../support/cli-world.ts';
import { buildReport, plannedChunk, planOutcome, specPlan } from '../../support/outcomes.ts';

const worlds: FakeWorld[] = [];

function world(
  app?: Partial<App>,
  about?: { env?: Record<string, string>; demo?: Partial<DemoApp> },
) {
  const made = fakeWorld(app, about);
  worlds.push(made);
  return made;
}

afterEach(() => {
  for (const made of worlds.splice(0)) made.remove();
});

function json(text: string): unknown {
  return JSON.parse(text);
}

describe('what needs no app', () => {
  it('prints the version', async () => {
    const at = world();
    expect(await runCli(['plan', '--version'], at)).toBe(0);
    expect([at.stdout.text, at.stderr.text]).toEqual(['2.0.0\n', '']);
  });

  it('prints help, in colour where it is wanted', async () => {
    const at = world({}, { env: { FORCE_COLOR: '1' } });
    expect(await runCli(['--help'], at)).toBe(0);
    expect(at.stdout.text).toContain('\u001b[1mUsage:');
    const plain = world({}, { env: { FORCE_COLOR: '1' } });
    await runCli(['--help', '--no-color'], plain);
    expect(plain.stdout.text).toMatch(/^Usage:/);
  });

  it.each([
    [['paln'], /^error: unknown command or directory 'paln'; did you mean 'plan'\?\n$/],
    [['--json', '--max-loc-per-pr', '9'], /^error: --max-loc-per-pr 9: must be .*\n$/],
    [['demo', '.'], /^error: unexpected argument '\.'; demo takes none\n$/],
    [['status', '--yes'], /^error: --yes: not a flag of status; .*\n$/],
  ])('answers %j with one line on stderr and exit code 2', async (argv, line) => {
    const at = world();
    expect(await runCli(argv, at)).toBe(2);
    expect(at.stdout.text).toBe('');
    expect(at.stderr.text).toMatch(line);
    expect(at.requests).toEqual([]);
  });
});

describe('build', () => {
  it('builds the folder it stands in, and prints the summary', async () => {
    const at = world();
    expect(await runCli([], at)).toBe(0);
    expect(at.calls).toEqual(['build']);
    expect(at.requests[0]).toMatchObject({
      repo: at.folder,
      cwd: at.folder,
      version: '2.0.0',
      skipAuthCheck: false,
      events: { kind: 'none' },
      display: { level: 'normal', color: false, terminal: false, width: 80 },
      config: DEFAULT_CONFIG,
    });
    expect(at.stdout.text).toMatch(/^✓ 2 tasks built, 1 pull request/);
    expect(at.stderr.text).toBe('');
  });

  it('hands flags and files on as the configuration', async () => {
    const at = world();
    mkdirSync(join(at.folder, 'app', '.codelicious'), { recursive: true });
    writeFileSync(join(at.folder, 'app', '.codelicious', 'config.json'), '{"base": "dev"}');
    await runCli(['build', 'app', '--max-loc-per-pr=60', '--skip-auth-check', '--quiet'], at);
    expect(at.requests[0]).toMatchObject({
      repo: join(at.folder, 'app'),
      skipAuthCheck: true,
      display: { level: 'quiet' },
      config: { base: 'dev', maxLoc: 60 },
    });
  });

  it('prints one document with --json, and its exit code is that of the run', async () => {
    const at = world({ build: async () => buildReport({}, { exitCode: 1 }) });
    expect(await runCli(['--json'], at)).toBe(1);
    expect(json(at.stdout.text)).toMatchObject({ schemaVersion: 1, exitCode: 1 });
    expect(at.stderr.text).toBe('');
  });

  it('leaves stdout to the events when they go there', async () => {
    const at = world();
    await runCli(['--events', '-'], at);
    const events = at.requests[0]?.events;
    expect(events?.kind).toBe('stdout');
    if (events?.kind === 'stdout') events.write('{"v":1}\n');
    expect(at.stdout.text).toBe('{"v":1}\n');
    expect(at.stderr.text).toMatch(/^✓ 2 tasks built/);
  });

  it('writes events to a file beside where it was started, and progress to stderr', async () => {
    const at = world();
    await runCli(['--events', 'run.jsonl'], at);
    const path = join(at.folder, 'run.jsonl');
    expect(at.requests[0]?.events).toEqual({ kind: 'file', path });
    at.requests[0]?.display.write('working\n');
    expect(at.stderr.text).toBe('working\n');
  });

  it('is a plan with --dry-run', async () => {
    const at = world();
    expect(await runCli(['--dry-run'], at)).toBe(0);
    expect(at.calls).toEqual(['plan']);
  });

  it('asks the engine to divide specs with plan --split, and ends in good order', async () => {
    const split = [{ path: 'a.md', diff: '+- [ ] New\n' }];
    const at = world({ splitPlan: async () => planOutcome({ split }) });
    expect(await runCli(['plan', '--split'], at)).toBe(0);
    expect(at.calls).toEqual(['splitPlan']);
    expect(at.stdout.text).toMatch(/^\+- \[ \] New\n\n/);
    expect(await runCli(['plan', '--split', '--json'], at)).toBe(0);
    expect(at.stdout.text).toContain('"split": [');
    expect(await runCli(['--split'], at)).toBe(2);
  });

  it('takes secrets out of everything it prints', async () => {
    const at = world({
      redact: (text) => text.replaceAll('hunter2', '***'),
      build: async () => buildReport({ warnings: ['the token hunter2 is old'] }),
    });
    await runCli([], at);
    expect(at.stdout.text).toContain('the token *** is old');
  });
});

describe('the first build of a repository', () => {
  const first = { isFirstBuild: async () => true };

  it('shows the plan and asks; yes builds', async () => {
    const at = attended(world(first, { env: { NO_COLOR: '1' } }));
    at.stdin.write('\n');
    expect(await runCli([], at)).toBe(0);
    expect(at.calls).toEqual(['isFirstBuild', 'plan', 'build']);
    expect(at.stderr.text).toMatch(/^Plan: 2 tasks of 1 spec.*\n[^]*\n\nBuild this\? \[Y\/n\] $/);
    expect(at.stdout.text).toMatch(/^✓ 2 tasks built/);
  });

  it('does nothing on a no', async () => {
    const at = attended(world(first, { env: { NO_COLOR: '1' } }));
    at.stdin.write('n\n');
    expect(await runCli([], at)).toBe(0);
    expect(at.calls).toEqual(['isFirstBuild', 'plan']);
    expect(at.stderr.text).toMatch(/Nothing was done\.\n$/);
    expect(at.stdout.text).toBe('');
  });

  it('prints a document on a no, too', async () => {
    const at = attended(world(first, { env: { NO_COLOR: '1' } }));
    at.stdin.write('n\n');
    await runCli(['--json'], at);
    expect(json(at.stdout.text)).toMatchObject({
      exitCode: 0,
      specs: [{ chunks: [{ status: 'pending' }, { status: 'pending' }] }],
    });
  });

  it('can be broken off at the question', async () => {
    const at = attended(world(first, { env: { NO_COLOR: '1' } }));
    const ended = runCli([], at);
    await expect.poll(() => at.stderr.text).toContain('[Y/n]');
    at.process.emit('SIGINT');
    expect(await ended).toBe(130);
    expect(at.calls).toEqual(['isFirstBuild', 'plan']);
    expect(at.stderr.text).toMatch(/error: stopped before anything was done\n$/);
  });

  it('asks nothing with --yes, without a terminal, in CI, for a later build', async () => {
    const cases = [
      [attended(world(first, { env: { NO_COLOR: '1' } })), ['--yes']],
      [world(first), []],
      [attended(world(first, { env: { CI: 'true' } })), []],
      [attended(world()), []],
    ] as const;
    for (const [at, argv] of cases) {
      expect(await runCli([...argv], at)).toBe(0);
      expect(at.calls).not.toContain('plan');
      expect(at.stderr.text).toBe('');
    }
  });

  it('asks nothing when there is nothing to build', async () => {
    const at = attended(world({ ...first, plan: async () => planOutcome({ specs: [] }) }));
    await runCli([], at);
    expect(at.calls).toEqual(['isFirstBuild', 'plan', 'build']);
    expect(at.stderr.text).toBe('');
  });
});

describe('plan and status', () => {
  it('show the plan and the command to go on', async () => {
    const at = world();
    expect(await runCli(['plan'], at)).toBe(0);
    expect(at.stdout.text).toMatch(/^Plan: [^]*To build it: codelicious \.\n$/);
  });

  it.each([
    [planOutcome({ problems: [{ path: 'a', code: 'missing', message: 'm', line: null }] })],
    [planOutcome({ specs: [specPlan({ skipped: { code: 'cycle', message: 'm' } })] })],
  ])('fail when a spec had to be passed over', async (outcome) => {
    const at = world({ plan: async () => outcome });
    expect(await runCli(['plan', '--json'], at)).toBe(1);
    expect(json(at.stdout.text)).toMatchObject({ schemaVersion: 1 });
  });

  it('show where everything stands', async () => {
    const at = world();
    expect(await runCli(['status'], at)).toBe(0);
    expect(at.stdout.text).toBe('No spec has a task.\n');
    const data = world();
    await runCli(['status', '--json'], data);
    expect(json(data.stdout.text)).toEqual({ schemaVersion: 1, specs: [], lock: null });
  });

  it('leave at once when a signal comes', async () => {
    const at = world({
      plan: async () => {
        at.process.emit('SIGTERM');
        return planOutcome({ specs: [specPlan({ chunks: [plannedChunk(1)] })] });
      },
    });
    await runCli(['plan'], at);
    expect(at.exits).toEqual([143]);
  });
});

describe('demo', () => {
  it('runs without a repository or configuration, and says where to look', async () => {
    const at = world();
    writeFileSync(join(at.folder, '.git'), '');
    mkdirSync(join(at.folder, '.codelicious'));
    writeFileSync(join(at.folder, '.codelicious', 'config.json'), 'broken');
    expect(await runCli(['demo', '--verbose'], at)).toBe(0);
    expect(at.requests).toEqual([]);
    expect(at.surroundings[0]).toMatchObject({ display: { level: 'verbose' } });
    expect(at.stdout.text).toMatch(/^✓ 2 tasks built[^]*To look around: cd \/tmp\/sample\n$/);
  });
});

describe('unlock', () => {
  const holder = { pid: 7, host: 'ada', started: '2026-01-31T10:15:00Z', run: 'r1' };
  const shown = 'run r1 (process 7 on ada, since 2026-01-31T10:15:00Z)';

  it('has nothing to do without a lock', async () => {
    const at = world();
    expect(await runCli(['unlock'], at)).toBe(0);
    expect(at.calls).toEqual(['lock']);
  });

  it('shows a dead holder and removes its lock', async () => {
    const at = world({ lock: async () => ({ ...holder, alive: false }) });
    expect(await runCli(['unlock'], at)).toBe(0);
    expect(at.calls).toEqual(['lock', 'unlock']);
    expect(at.stdout.text).toBe(`The lock is held by ${shown}, which has ended.\nLock removed.\n`);
  });

  it('refuses while the holder lives, or comes to life', async () => {
    const alive = world({ lock: async () => ({ ...holder, alive: true }) });
    expect(await runCli(['unlock', '--yes'], alive)).toBe(75);
    expect(alive.stderr.text).toBe(
      `error: the repository is locked by ${shown}\n  → wait for it, or end it: kill 7\n`,
    );
    const back = world({
      lock: async () => ({ ...holder, alive: false }),
      unlock: async () => false,
    });
    expect(await runCli(['unlock'], back)).toBe(75);
  });

  it('asks about a holder that cannot be asked', async () => {
    const lock = async () => ({ ...holder, alive: null });
    const alone = world({ lock });
    expect(await runCli(['unlock'], alone)).toBe(75);
    expect(alone.stderr.text).toContain('codelicious unlock --yes');
    const sure = world({ lock });
    expect(await runCli(['unlock', '--yes'], sure)).toBe(0);
    expect(sure.calls).toEqual(['lock', 'unlock by force']);
    const asked = attended(world({ lock }));
    asked.stdin.write('y\n');
    expect(await runCli(['unlock'], asked)).toBe(0);
    const refused = attended(world({ lock }));
    refused.stdin.write('\n');
    expect(await runCli(['unlock'], refused)).toBe(75);
  });
});

describe('faults', () => {
  const locked = async () => {
    throw new CodeliciousError('lock_held', 'run r1 is at work', { hint: 'wait for it' });
  };

  it('are told on stderr with what to do, and end in their exit code', async () => {
    const at = world({ build: locked });
    expect(await runCli([], at)).toBe(75);
    expect(at.stderr.text).toBe('error: run r1 is at work\n  → wait for it\n');
    expect(at.stdout.text).toBe('');
  });

  it('are a document with --json', async () => {
    const at = world({ build: locked });
    expect(await runCli(['--json'], at)).toBe(75);
    expect(json(at.stdout.text)).toEqual({
      schemaVersion: 1,
      error: { code: 'lock_held', message: 'run r1 is at work', hint: 'wait for it' },
      exitCode: 75,
    });
  });

  it('of the configuration are a document too, and no app is opened', async () => {
    const at = world();
    mkdirSync(join(at.folder, '.codelicious'));
    writeFileSync(join(at.folder, '.codelicious', 'config.json'), '{"bas": 1}');
    expect(await runCli(['plan', '--json'], at)).toBe(2);
    expect(json(at.stdout.text)).toMatchObject({ error: { code: 'config' }, exitCode: 2 });
    expect(at.requests).toEqual([]);
  });

  it('that nobody foresaw are bugs: stack, log, exit code 70', async () => {
    const at = world({
      logPath: () => '/repo/.codelicious/logs/latest.log',
      redact: (text) => text.replaceAll('hunter2', '***'),
      build: async () => {
        throw new TypeError('hunter2 is undefined');
      },
    });
    expect(await runCli(['--json'], at)).toBe(70);
    expect(at.stderr.text).toMatch(/^bug: TypeError: \*\*\* is undefined\n +at /);
    expect(at.stderr.text).toContain('/repo/.codelicious/logs/latest.log');
    expect(json(at.stdout.text)).toMatchObject({ error: { code: 'bug' }, exitCode: 70 });
  });

  it('that nobody awaited are bugs too', async () => {
    const at = world({
      build: async () => {
        at.process.emit('uncaughtException', new Error('lost'));
        return buildReport();
      },
    });
    await runCli([], at);
    expect(at.exits).toEqual([70]);
    expect(at.stderr.text).toMatch(/^bug: Error: lost\n/);
    expect(at.process.eventNames()).toEqual([]);
  });

  it.each([
    ['a fault of that name', () => new CodeliciousError('interrupted', 'stopped')],
    ['an abort', () => new DOMException('This operation was aborted', 'AbortError')],
    ['the reason itself', (signal: AbortSignal) => signal.reason as unknown],
  ])('after a signal end in its exit code: %s', async (_, thrown) => {
    const at = world({
      build: async () => {
        at.process.emit('SIGTERM');
        throw thrown(at.requests[0]?.signal ?? AbortSignal.abort());
      },
    });
    expect(await runCli([], at)).toBe(143);
    expect(at.stderr.text).toMatch(/^error: stopped/);
  });

  it('an abort without a signal is a bug', async () => {
    const at = world({
      build: async () => {
        throw new DOMException('This operation was aborted', 'AbortError');
      },
    });
    expect(await runCli([], at)).toBe(70);
  });
});

describe('a reader that leaves', () => {
  it('ends the run in good order', async () => {
    let reason: unknown;
    const at = world({
      build: async () => {
        at.stderr.broken = 'EPIPE';
        at.requests[0]?.display.write('progress');
        reason = at.requests[0]?.signal.reason;
        return buildReport({}, { exitCode: 129 });
      },
    });
    expect(await runCli([], at)).toBe(129);
    expect(reason).toBe('SIGHUP');
  });

  it('costs a finished run nothing', async () => {
    const at = world();
    at.stdout.broken = 'EPIPE';
    expect(await runCli([], at)).toBe(0);
  });

  it('is not the same as a full disk', async () => {
    const at = world();
    at.stdout.broken = 'ENOSPC';
    expect(await runCli(['--json'], at)).toBe(1);
  });
});
