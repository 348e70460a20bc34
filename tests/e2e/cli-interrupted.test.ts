import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StampedEvent } from '../../src/domain/events.ts';
import type { Ledger } from '../../src/domain/ledger.ts';
import type { Machine } from './harness/machine.ts';
import { leftAfter, processesOf } from './harness/processes.ts';
import { launcher } from './harness/program.ts';
import { chunkCommits } from './harness/reading.ts';
import { sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/12_auth.md';
const QUICK = { title: 'Add login', lines: 2 };
const STUCK = { title: 'Add logout', lines: 2 };
/** How long an end in good order may take. */
const END_MS = 8_000;

/** A check that hangs once a file says so: it ignores TERM and leaves a grandchild that holds its pipes. */
const HANGING_CHECK = `
if grep -rqs HANG src; then
  trap '' TERM INT HUP
  setsid sh -c "trap '' TERM INT HUP; sleep 600" &
  while :; do sleep 1; done
fi
`;

let stage: Stage;

beforeAll(async () => {
  stage = await createStage({
    files: sampleFiles({
      [SPEC]: specText('Auth', [QUICK, STUCK]),
      'check.sh': HANGING_CHECK,
    }),
    claude: [],
  });
});

afterAll(async () => {
  await stage.remove();
});

const engineAtWork = (events: readonly StampedEvent[]): boolean =>
  events.filter(({ type }) => type === 'engine.started').length === 2;

function ledgerOf(here: Machine): Ledger {
  const folder = join(here.stateDir, 'state');
  const [file = ''] = readdirSync(folder);
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as Ledger;
}

function postmortems(here: Machine): readonly string[] {
  return readdirSync(here.stateDir)
    .filter((name) => name.startsWith('postmortem-'))
    .map((name) => readFileSync(join(here.stateDir, name), 'utf8'));
}

/** A run on a new machine whose second task hangs in the engine; a child of that may ignore TERM. */
async function hangingRun(name: string, orphan: boolean) {
  stage.claude.play([sampleStep(QUICK), { chunk: STUCK.title, hang: true, orphan }]);
  const here = stage.machine(name);
  const run = here.startBuild(['--platform', 'local']);
  const calls = stage.claude.calls().length;
  expect(await run.until(engineAtWork)).toBe(true);
  while (stage.claude.calls().length < calls + 2) await sleep(10);
  return { here, run };
}

describe.each([
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const)('%s during an engine call', (name, code) => {
  it('ends everything in good order, and the next run goes on', async () => {
    const { here, run } = await hangingRun(name, name === 'SIGTERM');
    const since = Date.now();
    run.send(name, name === 'SIGINT' ? 'group' : 'process');
    const ran = await run.done;
    expect(Date.now() - since).toBeLessThan(END_MS);
    expect(ran.status, ran.stderr).toBe(code);
    expect(ran.events.at(-1)).toMatchObject({ type: 'run.finished', exitCode: code });
    expect(await leftAfter(1_000, () => processesOf(here.dir))).toEqual([]);
    expect(readdirSync(here.stateDir).filter((file) => file.startsWith('run.lock'))).toEqual([]);
    const states = Object.values(ledgerOf(here).chunks);
    expect(states.map(({ status, reason }) => [status, reason?.code ?? null])).toEqual([
      ['published', null],
      ['failed', 'interrupted'],
    ]);
    const { specs } = await here.status(['--platform', 'local']);
    expect(specs[0]?.chunks[1]).toMatchObject({
      status: 'failed',
      reason: { code: 'interrupted' },
    });
    const [report = ''] = postmortems(here);
    expect(report).toContain(`- Exit code: ${String(code)}`);
    expect(report).toContain('- Chunks: 1 failed, 1 published');
    expect(report).toMatch(/Add logout: failed \(interrupted\)/);
    expect(report).toMatch(/## Last \d+ log lines\n\n```\n\{/);
    expect(report).toContain(`cd ${here.repo.root} && codelicious build --sandbox none --events`);
    if (name !== 'SIGTERM') return;
    stage.claude.play([QUICK, STUCK].map(sampleStep));
    const again = await here.build(['--platform', 'local']);
    expect(again.status, again.stderr).toBe(0);
    expect(chunkCommits(here.repo, 'main..codelicious/spec-12')).toHaveLength(2);
  });
});

/** A run whose first check hangs, ignores TERM and has a grandchild that holds its pipes. */
async function hangingCheck(name: string) {
  stage.claude.play([{ write: { 'src/hang.js': '// HANG\n' } }]);
  const here = stage.machine(name);
  const run = here.startBuild(['--platform', 'local']);
  const checking = () => processesOf(here.dir).filter(({ command }) => command.includes('600'));
  while (checking().length === 0) await sleep(20);
  return { here, run };
}

describe('a signal while a check runs', () => {
  it('ends the check with all it started', async () => {
    const { here, run } = await hangingCheck('check');
    const since = Date.now();
    run.send('SIGTERM');
    const ran = await run.done;
    expect(Date.now() - since).toBeLessThan(END_MS);
    expect(ran.status, ran.stderr).toBe(143);
    expect(await leftAfter(1_000, () => processesOf(here.dir))).toEqual([]);
    expect(Object.values(ledgerOf(here).chunks)[0]?.reason?.code).toBe('interrupted');
  });

  it('given a second time ends the run at once, and nothing outlives it by five seconds', async () => {
    const { here, run } = await hangingCheck('twice');
    run.send('SIGINT');
    await sleep(400);
    const since = Date.now();
    run.send('SIGINT');
    const ran = await run.done;
    expect(Date.now() - since).toBeLessThan(2_000);
    expect(ran.status, ran.stderr).toBe(130);
    expect(ran.stderr).toContain('stopped at once by SIGINT');
    expect(await leftAfter(5_000, () => processesOf(here.dir))).toEqual([]);
  });
});

describe('the lock', () => {
  it('keeps a second run out, and is taken over at once when its holder is killed', async () => {
    const { here, run } = await hangingRun('lock', true);
    const since = Date.now();
    const second = await here.run(['--platform', 'local', '--json']);
    expect(Date.now() - since).toBeLessThan(3_000);
    expect(second.status).toBe(75);
    expect(second.stderr).toContain(`process ${String(run.pid)} on ${hostname()}`);
    expect(JSON.parse(second.stdout)).toMatchObject({ error: { code: 'lock_held' }, exitCode: 75 });
    expect(postmortems(here)).toEqual([]);
    const refused = await here.run(['unlock', '--yes']);
    expect(refused.status).toBe(75);
    expect(refused.stderr).toContain(`process ${String(run.pid)} on ${hostname()}`);
    const { lock, specs } = await here.status(['--platform', 'local']);
    expect(lock).toMatchObject({ pid: run.pid, alive: true });
    expect(specs[0]?.chunks.map(({ status }) => status)).toEqual(['published', 'in_progress']);
    run.send('SIGKILL');
    await run.done;
    expect(await leftAfter(5_000, () => processesOf(here.dir))).toEqual([]);
    expect((await here.status(['--platform', 'local'])).lock).toMatchObject({ alive: false });
    stage.claude.play([QUICK, STUCK].map(sampleStep));
    const next = await here.build(['--platform', 'local']);
    expect(next.status, next.stderr).toBe(0);
    expect(chunkCommits(here.repo, 'main..codelicious/spec-12')).toHaveLength(2);
    expect((await here.run(['unlock'])).stdout).toContain('Nothing to unlock');
  });

  it('of another machine is removed only by a person who says so', async () => {
    const here = stage.machine('foreign');
    mkdirSync(join(here.stateDir, 'run.lock'));
    const holder = { pid: 1, host: 'elsewhere', started: '2026-01-01T00:00:00Z', run: 'r1' };
    writeFileSync(join(here.stateDir, 'run.lock.json'), JSON.stringify(holder));
    for (const args of [['build', '--platform', 'local'], ['unlock']]) {
      const ran = await here.run(args);
      expect(ran.status).toBe(75);
      expect(ran.stderr).toContain('elsewhere');
    }
    const removed = await here.run(['unlock', '--yes']);
    expect(removed.status).toBe(0);
    expect(removed.stdout).toMatch(/run r1 \(process 1 on elsewhere, since .*\nLock removed\.\n/);
    expect(existsSync(join(here.stateDir, 'run.lock'))).toBe(false);
  });
});

describe('a reader that leaves', () => {
  it('does not cost the run its state', async () => {
    stage.claude.play([sampleStep(QUICK), { ...sampleStep(STUCK), delayMs: 200 }]);
    const here = stage.machine('closed');
    const child = spawn(
      process.execPath,
      [launcher(), 'build', '--sandbox', 'none', '--platform', 'local', '--events', '-'],
      { cwd: here.repo.root, env: here.env, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    child.stdout.once('data', () => child.stdout.destroy());
    const [status] = (await once(child, 'close')) as [number | null];
    expect(status).toBe(129);
    expect(readdirSync(here.stateDir).filter((file) => file.startsWith('run.lock'))).toEqual([]);
    expect(await leftAfter(1_000, () => processesOf(here.dir))).toEqual([]);
    stage.claude.play([QUICK, STUCK].map(sampleStep));
    expect((await here.build(['--platform', 'local'])).status).toBe(0);
    expect(chunkCommits(here.repo, 'main..codelicious/spec-12')).toHaveLength(2);
  });
});
