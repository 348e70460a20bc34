import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { Machine } from './harness/machine.ts';
import type { Ran } from './harness/program.ts';
import { stackOf } from './harness/reading.ts';
import { type SampleTask, sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { pullsOf, recordFaults, specCommits, stackFaults } from './harness/soundness.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/09_days.md';
const LOCAL = 'docs/specs/10_local.md';

const DAYS: readonly SampleTask[] = [
  { title: 'Greet in the morning', lines: 150 },
  { title: 'Greet at noon', lines: 150 },
];

let stage: Stage;

afterEach(async () => {
  await stage.remove();
});

async function built(machine: Machine, exitCode = 0): Promise<Ran> {
  const ran = await machine.build();
  expect(ran.status, ran.stderr).toBe(exitCode);
  return ran;
}

/** The titles the engine was asked to build, since the count before. */
function titlesSince(calls: number): readonly string[] {
  return stage.claude
    .calls()
    .slice(calls)
    .map((call) => call.title);
}

async function statusOf(machine: Machine): Promise<Readonly<Record<string, string>>> {
  const { specs } = await machine.status();
  return Object.fromEntries(
    specs.flatMap((spec) => spec.chunks).map((chunk) => [chunk.title, chunk.status]),
  );
}

it('an untracked and a locally edited spec are carried into the first commit as they stand', async () => {
  const added = { title: 'Greet in the evening' };
  const local = { title: 'Greet nobody' };
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Days', DAYS.slice(0, 1)) }),
    claude: [...DAYS, added, local].map(sampleStep),
  });
  const here = stage.machine();
  const edited = specText('Days of the week', [...DAYS.slice(0, 1), added]);
  const untracked = specText('Local', [local]);
  here.repo.write({ [SPEC]: edited, [LOCAL]: untracked });
  const ran = await built(here);
  expect(ran.events.filter((event) => event.type === 'spec.carried')).toHaveLength(2);
  for (const [spec, text] of [
    [SPEC, edited],
    [LOCAL, untracked],
  ] as const) {
    const first = specCommits(stage, spec)[0]?.sha ?? '';
    expect(stage.origin.git('show', `${first}:${spec}`)).toBe(text.replace('[ ]', '[x]').trimEnd());
    expect(readFileSync(join(here.repo.root, spec), 'utf8')).toBe(text);
    expect(stackFaults(stage, spec)).toEqual([]);
  }
  expect(pullsOf(stage, SPEC)[0]?.title).toBe('[spec-09] Days of the week');
  const before = stage.claude.calls().length;
  await built(here);
  expect(titlesSince(before)).toEqual([]);
});

it('a ready part never grows, a squash merge and a closed pull request are the last word', async () => {
  const more = [{ title: 'Greet in the evening' }, { title: 'Greet at night' }];
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Days', DAYS) }),
    claude: [...DAYS, ...more].map(sampleStep),
  });
  const here = stage.machine();
  await built(here);
  const ready = stackOf(stage.github.state.pulls);
  expect(ready).toEqual([
    'codelicious/spec-09 → main open',
    'codelicious/spec-09-part-2 → codelicious/spec-09 open',
  ]);
  const tips = ['codelicious/spec-09', 'codelicious/spec-09-part-2'].map((branch) =>
    stage.origin.git('rev-parse', branch),
  );

  here.repo.write({ [SPEC]: specText('Days', [...DAYS, ...more]) });
  let calls = stage.claude.calls().length;
  await built(here);
  expect(titlesSince(calls)).toEqual(more.map((task) => task.title));
  expect(stackOf(stage.github.state.pulls)).toEqual([
    ...ready,
    'codelicious/spec-09-part-3 → codelicious/spec-09-part-2 open',
  ]);
  expect(stage.origin.git('rev-parse', 'codelicious/spec-09')).toBe(tips[0]);
  expect(stage.origin.git('rev-parse', 'codelicious/spec-09-part-2')).toBe(tips[1]);
  expect(stackFaults(stage, SPEC)).toEqual([]);

  expect(await stage.github.merge(1, { method: 'squash', deleteBranch: true })).toBe('merged');
  stage.github.closePull(3);
  calls = stage.claude.calls().length;
  const elsewhere = stage.machine('elsewhere');
  elsewhere.repo.write({ [SPEC]: specText('Days', [...DAYS, ...more]) });
  for (const machine of [here, elsewhere]) {
    await built(machine);
    expect(titlesSince(calls)).toEqual([]);
    expect(stackOf(stage.github.state.pulls)).toEqual([
      'codelicious/spec-09 → main merged',
      'codelicious/spec-09-part-2 → main open',
      'codelicious/spec-09-part-3 → codelicious/spec-09-part-2 closed',
    ]);
    expect(stage.origin.git('branch', '--list', 'codelicious/spec-09')).toBe('');
    expect(recordFaults(machine, stage)).toEqual([]);
    expect(await statusOf(machine)).toEqual({
      'Greet in the morning': 'merged',
      'Greet at noon': 'published',
      'Greet in the evening': 'declined',
      'Greet at night': 'declined',
    });
  }
});

it('what a person ticks, moves or rewords between two runs is not built again', async () => {
  const tasks = [
    { title: 'Greet the people of the harbour' },
    { title: 'Greet the captain' },
    { title: 'Greet the cook' },
    { title: 'Greet the cat' },
  ];
  const [people, captain, cook, cat] = tasks.map(sampleStep);
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Harbour', tasks) }),
    claude: [people ?? {}, captain ?? {}],
  });
  const here = stage.machine();
  await built(here, 1);
  expect(await statusOf(here)).toEqual({
    'Greet the people of the harbour': 'published',
    'Greet the captain': 'published',
    'Greet the cook': 'failed',
    'Greet the cat': 'failed',
  });

  stage.claude.play([cook ?? {}, cat ?? {}]);
  const calls = stage.claude.calls().length;
  here.repo.write({
    [SPEC]: [
      '# Harbour',
      'What the library lacks.',
      '## Tasks',
      '- [ ] Greet the peoples of the harbour\n- [ ] Greet the captain',
      '- [ ] Greet the cat\n- [x] Greet the cook\n',
    ].join('\n\n'),
  });
  await built(here);
  expect(titlesSince(calls)).toEqual(['Greet the cat']);
  expect(stackFaults(stage, SPEC)).toEqual([]);
  const [pull] = stage.github.state.pulls;
  expect(stackOf(stage.github.state.pulls)).toEqual(['codelicious/spec-09 → main open']);
  const text = stage.origin.git('show', `${pull?.head ?? ''}:${SPEC}`);
  expect(text.match(/- \[x\]/g)).toHaveLength(4);
  expect(text).toContain('- [x] Greet the peoples of the harbour');
});
