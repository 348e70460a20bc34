import { createHash } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { stackOf } from './harness/reading.ts';
import { sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { recordFaults, specCommits, stackFaults } from './harness/soundness.ts';
import { createStage, type Stage } from './harness/stage.ts';

const FIRST = 'docs/specs/03_apples.md';
const SECOND = 'docs/specs/03_bears.md';
const LATE = 'docs/specs/01_late.md';

const APPLES = [{ title: 'Pick apples' }, { title: 'Press apples' }];
const BEARS = [
  { title: 'Feed bears', lines: 200 },
  { title: 'Count bears', lines: 100 },
];
const LAST = [{ title: 'Close the gate' }];

/** Depends on both others, although its name comes first. */
const LATE_TEXT = `---\ntitle: Closing\ndepends_on: [docs/specs/03_bears.md, 03_apples]\n---\n${specText('Ignored', LAST)}`;

let stage: Stage;

afterEach(async () => {
  await stage.remove();
});

it('specs are built in the order of their dependencies, each on branches and in pull requests of its own', async () => {
  stage = await createStage({
    files: sampleFiles({
      [FIRST]: specText('Apples', APPLES),
      [SECOND]: specText('Bears', BEARS),
      [LATE]: LATE_TEXT,
    }),
    claude: [...APPLES, ...BEARS, ...LAST].map(sampleStep),
  });
  const here = stage.machine();
  const plan = await here.run(['plan', '--json']);
  const ran = await here.build();
  expect(ran, ran.stderr).toMatchObject({ status: 0, timedOut: false });

  const built = stage.claude.calls().map((call) => call.title);
  expect(built.at(-1)).toBe('Close the gate');
  expect(built).toEqual([...APPLES, ...BEARS, ...LAST].map((task) => task.title));
  for (const spec of [FIRST, SECOND, LATE]) expect(stackFaults(stage, spec)).toEqual([]);
  expect(recordFaults(here, stage)).toEqual([]);

  const bears = `codelicious/spec-03-${createHash('sha256').update(SECOND).digest('hex').slice(0, 6)}`;
  expect(stackOf(stage.github.state.pulls)).toEqual([
    'codelicious/spec-03 → main open',
    `${bears} → main open`,
    `${bears}-part-2 → ${bears} open`,
    'codelicious/spec-01 → main open',
  ]);
  expect(stage.github.state.pulls.map((pull) => pull.title)).toEqual([
    '[spec-03] Apples',
    '[spec-03] Bears',
    '[spec-03] Bears (part 2)',
    '[spec-01] Closing',
  ]);
  const planned = (JSON.parse(plan.stdout) as { specs: { path: string; branch: string }[] }).specs;
  expect(planned.map(({ path }) => path)).toEqual([FIRST, SECOND, LATE]);

  const elsewhere = stage.machine('elsewhere');
  const calls = stage.claude.calls().length;
  const again = await elsewhere.build();
  expect(again.status, again.stderr).toBe(0);
  expect(stage.claude.calls()).toHaveLength(calls);
  expect(stage.github.state.pulls).toHaveLength(4);
  expect(specCommits(stage, SECOND)).toHaveLength(2);
});
