import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { FakeStep } from '../support/fake-claude.ts';
import { randomOf } from '../support/random.ts';
import type { Machine } from './harness/machine.ts';
import { leftAfter, processesOf } from './harness/processes.ts';
import type { Ran } from './harness/program.ts';
import { branchTips, stackOf, treeOf } from './harness/reading.ts';
import { sampleFiles, sourceLines, specText } from './harness/sample.ts';
import { pullsOf, recordFaults, specCommits, stackFaults } from './harness/soundness.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/05_crash.md';

const TITLES = ['Say hello', 'Say much', 'Say thanks'];

/** A task that is repaired, one that is divided into two steps and so fills two parts, and one after it. */
const STEPS: readonly FakeStep[] = [
  { job: 'repair', chunk: 'Say hello', write: { 'src/hello.js': text('hello', 110) } },
  { chunk: 'Say hello', write: { 'src/hello.js': `BROKEN\n${text('hello', 110)}` } },
  { chunk: 'Say much', write: { 'src/a.js': text('a', 130), 'src/b.js': text('b', 150) } },
  { chunk: 'Say thanks', write: { 'src/thanks.js': text('thanks', 60) } },
];

/** How many moments are tried, and from which seed they are drawn; scripts/crash-campaign.js sets both. */
const MOMENTS = Number(process.env['CRASH_CAMPAIGN_MOMENTS'] ?? 4);
const SEED = Number(process.env['CRASH_CAMPAIGN_SEED'] ?? 20);

/** Further milliseconds after the event, so that what lies between two events is hit too. */
const MOST_DELAY_MS = 120;
/** What may be alive this long after a violent death: nothing. */
const GONE_WITHIN_MS = 5_000;

function text(title: string, lines: number): string {
  return sourceLines({ title, lines });
}

/** What a run leaves that must not depend on whether it was broken off. */
interface Result {
  readonly tree: Readonly<Record<string, string>>;
  readonly stack: readonly string[];
  readonly commits: readonly string[];
}

interface Moment {
  readonly name: string;
  /** How far into the run, by events: 0 to 1. */
  readonly share: number;
  readonly delayMs: number;
  readonly whom: 'process' | 'group';
  readonly where: 'here' | 'elsewhere';
}

/** Spread over the whole run, each at a random place of its stretch; all four combinations take turns. */
const moments: readonly Moment[] = Array.from({ length: MOMENTS }, (_, index) => {
  const random = randomOf(SEED * 1000 + index);
  const share = (index + random()) / MOMENTS;
  const delayMs = Math.round(random() * MOST_DELAY_MS);
  const whom = index % 2 === 0 ? 'process' : 'group';
  const where = index % 4 < 2 ? 'here' : 'elsewhere';
  const name = `${(100 * share).toFixed(1)} % and ${String(delayMs)} ms: ${whom} killed, resumed ${where}`;
  return { name, share, delayMs, whom, where };
});

let stage: Stage;

afterEach(async () => {
  await stage.remove();
});

async function setStage(): Promise<Machine> {
  stage = await createStage({
    files: sampleFiles({
      [SPEC]: specText(
        'Crash',
        TITLES.map((title) => ({ title })),
      ),
    }),
    claude: STEPS,
  });
  return stage.machine('here');
}

function resultOf(): Result {
  const top = pullsOf(stage, SPEC).at(-1)?.head ?? 'main';
  const commits = specCommits(stage, SPEC).map(({ subject, trailers }) => {
    return `${subject} ${trailers['Codelicious-Step'] ?? ''}`;
  });
  return {
    tree: treeOf(stage.origin, top),
    stack: stackOf(stage.github.state.pulls),
    commits: [...commits].sort(),
  };
}

/** Everything a run could have done to the world outside. */
function effects(): unknown {
  const writes = stage.github.requests.filter(({ method, path, body }) => {
    const asks = path === '/graphql' && !JSON.stringify(body).includes('mutation');
    return method !== 'GET' && !asks;
  });
  return {
    writes: writes.length,
    refs: branchTips(stage.origin),
    calls: stage.claude.calls().length,
  };
}

async function expectNothingDone(machine: Machine): Promise<void> {
  const before = effects();
  const again = await machine.build();
  expect(again.status, again.stderr).toBe(0);
  expect(effects()).toEqual(before);
}

function watchdogs(ran: Ran): readonly string[] {
  const run = ran.events[0]?.run;
  return run === undefined ? [] : [`codelicious-watchdog ${run}`];
}

describe('a run that is killed', () => {
  let whole: Result;
  let events: number;
  let killed = 0;

  beforeAll(async () => {
    const here = await setStage();
    const ran = await here.build();
    expect(ran.status, ran.stderr).toBe(0);
    events = ran.events.length;
    whole = resultOf();
    expect(whole.commits).toEqual([
      '[spec-05] Say hello ',
      '[spec-05] Say much 1/2',
      '[spec-05] Say much 2/2',
      '[spec-05] Say thanks ',
    ]);
    await stage.remove();
  });

  afterAll(() => {
    expect(killed, 'runs that had not ended yet').toBeGreaterThanOrEqual(MOMENTS * 0.8);
  });

  it.each(moments.map((moment) => [moment.name, moment] as const))('%s', async (_name, moment) => {
    const { share, delayMs, whom, where } = moment;
    const here = await setStage();
    const refs = here.repo.git('for-each-ref', 'refs/heads', 'refs/remotes', 'refs/tags');
    const running = here.startBuild();
    await running.until((seen) => seen.length >= Math.max(1, Math.floor(share * events)));
    await sleep(delayMs);
    running.send('SIGKILL', whom);
    const died = await running.done;
    killed += died.signal === 'SIGKILL' ? 1 : 0;
    const killedAt = Date.now();

    const machine = where === 'here' ? here : stage.machine('elsewhere');
    const ran = await machine.build();
    expect(ran.status, ran.stderr).toBe(0);
    expect(stackFaults(stage, SPEC)).toEqual([]);
    expect(recordFaults(machine, stage)).toEqual([]);
    expect(resultOf()).toEqual(whole);
    await expectNothingDone(whom === 'process' ? here : machine);

    expect(here.repo.git('status', '--porcelain')).toBe('');
    expect(here.repo.git('for-each-ref', 'refs/heads', 'refs/remotes', 'refs/tags')).toBe(refs);
    const left = GONE_WITHIN_MS - (Date.now() - killedAt);
    expect(await leftAfter(left, () => processesOf(stage.dir, watchdogs(died)))).toEqual([]);
  });
});
