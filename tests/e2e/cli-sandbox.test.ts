import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { cagesHold } from '../support/cages.ts';
import type { FakeStep } from '../support/fake-claude.ts';
import type { Machine } from './harness/machine.ts';
import { leftAfter, processesOf } from './harness/processes.ts';
import { launcher, type Ran, readEvents, start } from './harness/program.ts';
import { sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/12_auth.md';
const SUPPORT = fileURLToPath(new URL('../support', import.meta.url));

let stage: Stage;
let here: Machine;

afterEach(async () => {
  await stage.remove();
});

/** A machine whose user lets cages at the stand-in, which is found on PATH and notes what it is asked. */
async function open(commands: readonly string[], step: FakeStep = {}): Promise<void> {
  const task = { title: 'Add login', lines: 2 };
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Auth', [task]) }, { verify: { commands } }),
    claude: [{ ...sampleStep(task), ...step }],
  });
  here = stage.machine();
  configure({ read: [SUPPORT], write: [stage.claude.path] });
  writeFileSync(join(here.dir, 'home', '.netrc'), 'secret');
}

function configure(sandbox: object): void {
  const folder = join(here.dir, 'config', 'codelicious');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ sandbox }));
}

async function build(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const events = join(here.dir, 'seen.jsonl');
  const ran = await here.run(['build', '--events', events, ...args], { env });
  return { ...ran, events: readEvents(events) };
}

const selected = ({ events }: Ran): unknown =>
  events.find(({ type }) => type === 'sandbox.selected');

describe.skipIf(!cagesHold)('where cages hold', () => {
  it('they are the default, for the agent and for the checks', async () => {
    const planted = '/var/tmp/codelicious-planted';
    await open([
      'sh check.sh',
      'test ! -e "$HOME/.netrc"',
      `test ! -e ${fileURLToPath(import.meta.url)}`,
      `echo x > ${planted}; test -s ${planted}`,
      'test "$(ls /proc | grep -c "^[0-9]")" -lt 12',
    ]);
    const ran = await build([]);
    expect(ran.status, ran.stderr).toBe(0);
    expect(selected(ran)).toMatchObject({
      level: 'os',
      why: expect.stringMatching(/^os: .*bubblewrap.*may change .*fake-claude/) as string,
    });
    expect(existsSync(planted)).toBe(false);
    expect(stage.claude.calls()).toHaveLength(1);
    expect(stage.claude.calls()[0]?.pid).toBeLessThan(50);
    expect(ran.stderr).toMatch(/sandbox +os/);
    expect(stage.github.state.pulls[0]?.body).toContain('os: agent-written code');
  });

  it('a check that reads what is not shown fails', async () => {
    await open(['cat "$HOME/.netrc"']);
    const ran = await build(['--sandbox', 'os', '--max-fix-attempts', '0']);
    expect(ran.status).toBe(1);
    expect(ran.events).toContainEqual(
      expect.objectContaining({ type: 'chunk.failed', code: 'verification' }),
    );
  });

  it.each([
    ['SIGKILL', null],
    ['SIGTERM', 143],
  ] as const)('%s of the program ends what is in the cages', async (name, status) => {
    await open(['true'], { hang: true, orphan: true });
    const events = join(here.dir, 'seen.jsonl');
    const place = { cwd: here.repo.root, env: here.env, folder: stage.dir, events };
    const running = start({ ...place, args: ['build', '--sandbox', 'os', '--events', events] });
    const isAtWork = (): boolean => stage.claude.calls().length > 0;
    expect(await running.until(isAtWork)).toBe(true);
    running.send(name);
    expect((await running.done).status).toBe(status);
    const left = await leftAfter(6000, () => processesOf(stage.dir));
    expect(left).toEqual([]);
  });

  it('none and external are taken at their word', async () => {
    await open(['test -e "$HOME/.netrc"']);
    const ran = await build(['--sandbox', 'none']);
    expect(ran.status, ran.stderr).toBe(0);
    expect(selected(ran)).toMatchObject({
      level: 'none',
      why: expect.not.stringContaining('cage') as string,
    });
    configure({ level: 'external' });
    expect(selected(await build(['--no-resume']))).toMatchObject({ level: 'external' });
  });
});

/** Where the program runs in a container that may make no namespaces, or one without bubblewrap. */
describe.skipIf(!cagesHold)('where cages do not hold', () => {
  const CONTAINERS = {
    forbidden: ['--dev-bind', '/', '/', '--unshare-user', '--disable-userns', '--cap-drop', 'ALL'],
    missing: ['--dev-bind', '/', '/', '--ro-bind', '/dev/null', '/usr/bin/bwrap'],
  };

  async function contained(
    args: readonly string[],
    about: {
      readonly env?: Record<string, string>;
      readonly flags?: readonly string[];
      /** Kills it as soon as there is an event of this type. */
      readonly until?: string;
    } = {},
  ): Promise<Ran> {
    const events = join(here.dir, 'seen.jsonl');
    const cage = [...(about.flags ?? CONTAINERS.forbidden), '--die-with-parent'];
    const child = spawn('bwrap', [...cage, process.execPath, launcher(), ...args], {
      cwd: here.repo.root,
      env: { ...here.env, ...about.env },
      stdio: 'pipe',
    });
    child.stdin.end();
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        texts[name] += text;
      });
    }
    const closed = once(child, 'close');
    const ended = () => child.exitCode !== null || child.signalCode !== null;
    const isFar = () => readEvents(events).some(({ type }) => type === about.until);
    while (about.until !== undefined && !ended() && !isFar()) await sleep(50);
    if (about.until !== undefined) child.kill('SIGKILL');
    const [status] = (await closed) as [number | null];
    return { ...texts, status, signal: null, timedOut: false, events: readEvents(events) };
  }

  const events = (): readonly string[] => ['--events', join(here.dir, 'seen.jsonl')];

  it('the choices are named, and nothing is done', async () => {
    await open(['true']);
    const ran = await contained(['build', ...events()]);
    expect(ran.status, ran.stderr).toBe(2);
    expect(ran.stderr).toMatch(/^error: no wall can be put around agent-written code: /);
    expect(ran.stderr).toMatch(/--sandbox external .*--sandbox none/s);
    expect(ran.events).toEqual([]);
    expect(existsSync(join(here.stateDir, 'logs'))).toBe(false);
  });

  it('a missing program is named, with how to get it', async () => {
    await open(['true']);
    const ran = await contained(['build'], { flags: CONTAINERS.missing });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toContain('bubblewrap is not installed');
    expect(ran.stderr).toContain('apt-get install bubblewrap');
  });

  it('what was asked for is not lowered, not even in CI', async () => {
    await open(['true']);
    const ran = await contained(['build', '--sandbox', 'os'], { env: { CI: 'true' } });
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/^error: --sandbox os cannot be had: /);
  });

  it('CI is taken for the wall, and that is said', async () => {
    await open(['sh check.sh']);
    const ran = await contained(['build', ...events()], { env: { CI: 'true' } });
    expect(ran.status, ran.stderr).toBe(0);
    expect(selected(ran)).toMatchObject({
      level: 'external',
      why: expect.stringContaining('no cage, because') as string,
    });
  });

  it('reading needs no wall', async () => {
    await open(['true']);
    for (const args of [['plan'], ['status'], ['build', '--dry-run']]) {
      const ran = await contained(args);
      expect(ran.status, ran.stderr).toBe(0);
    }
  });

  it('the demo goes on without', async () => {
    await open(['true']);
    const ran = await contained(['demo', ...events()], { until: 'engine.finished' });
    expect(selected(ran), ran.stderr).toMatchObject({ level: 'none' });
    expect(ran.events.map(({ type }) => type)).toContain('engine.finished');
  });
});
