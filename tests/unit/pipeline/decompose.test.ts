import { describe, expect, it } from 'vitest';
import { exitCodeOf, type RunOutcome } from '../../../src/domain/outcome.ts';
import type { PlannedTask } from '../../../src/domain/planned-task.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import { createLine, type Line, type LineOptions } from '../../support/fakes/line.ts';

const SPEC = 'docs/prose.md';
const BOXED = 'specs/1_demo.md';
const STEM = 'codelicious/spec-prose';
const PROSE = '# Names\n\n## Add a form\n\nWith a field.\n\n## Store names\n\nIn a file.\n';

const task = (title: string, change: Partial<PlannedTask> = {}): PlannedTask => ({
  title,
  description: `All about: ${title}.`,
  files: [],
  depends_on: [],
  validation: '',
  ...change,
});
const PLAN = [
  task('Add a field', { files: ['src/field.ts'] }),
  task('Store it', { depends_on: [0] }),
];
const BIG = `- [ ] Do everything\n${Array.from({ length: 25 }, (_, at) => `  - point ${String(at)}\n`).join('')}- [ ] Else\n`;

/** Answers `plan` jobs with a plan, and builds a file for everything else. */
const planning =
  (plan: readonly PlannedTask[] | null, more?: EngineScript): EngineScript =>
  (call) => {
    const said = more?.(call);
    if (said !== undefined) return said;
    if (call.job.kind === 'plan') {
      call.write('left-by-plan.txt', 'not wanted\n');
      call.write(SPEC, 'spoilt\n');
      return { type: 'done', summary: 'Planned.', remaining: null, plan };
    }
    call.write(`src/${call.title.replaceAll(' ', '-')}.txt`, 'text\n');
    return undefined;
  };

const prose = (script: EngineScript, options: Partial<LineOptions> = {}): Line =>
  createLine({
    files: { [SPEC]: PROSE },
    ...options,
    config: { specs: [SPEC], ...options.config },
    script,
  });

const jobs = (line: Line): readonly string[] =>
  line.engine.jobs.map(({ kind, env }) => `${kind} ${String(env['CODELICIOUS_CHUNK_TITLE'])}`);
const titles = (outcome: RunOutcome): readonly string[] =>
  outcome.specs[0]!.chunks.map(({ title }) => title);
const failures = (line: Line): readonly string[] =>
  line.events.of('spec.plan_failed').map(({ message }) => message);
const subjects = async (line: Line, branch = STEM): Promise<readonly string[]> =>
  (await line.commits(branch)).map(({ subject }) => subject);

describe('a spec without boxes that was asked for', () => {
  it('is planned by the engine; the plan is in the spec of the first commit', async () => {
    const line = prose(planning(PLAN));
    const outcome = await line.once();
    expect(jobs(line)).toEqual(['plan Names', 'build Add a field', 'build Store it']);
    expect(line.events.of('spec.planned')).toEqual([
      { type: 'spec.planned', spec: SPEC, by: 'model', tasks: 2 },
    ]);
    const [first] = await line.commits(STEM);
    const text = line.remote.store.files(first!.sha)!.get(SPEC)!.text;
    expect(text).toContain(PROSE);
    expect(text).toContain('## Tasks\n');
    expect(text).toContain(
      '- [x] Add a field\n  - All about: Add a field.\n  - files: `src/field.ts`\n',
    );
    expect(text).toContain(
      '- [ ] Store it\n  - All about: Store it.\n  - depends on: "Add a field"\n',
    );
    expect([...line.files(STEM).keys()].sort()).toEqual([
      SPEC,
      'src/Add-a-field.txt',
      'src/Store-it.txt',
    ]);
    expect(line.text(STEM, SPEC)).not.toContain('[ ]');
    expect(line.text('main', SPEC)).toBe(PROSE);
    expect(exitCodeOf(outcome)).toBe(0);
    expect(outcome.specs[0]!.chunks.map(({ dependsOn }) => dependsOn.length)).toEqual([0, 1]);
  });

  it('is told to the engine whole, with the rules of a plan', async () => {
    const line = prose(planning(PLAN), { files: { [SPEC]: PROSE, 'AGENTS.md': 'Use tabs.\n' } });
    await line.once();
    const [{ prompt, kind, env, session, findings } = line.engine.jobs[0]!] = line.engine.jobs;
    expect({ kind, session, findings }).toEqual({ kind: 'plan', session: null, findings: [] });
    expect(prompt).toContain('With a field.');
    expect(prompt).toContain('Use tabs.');
    expect(prompt).toContain('Change nothing');
    expect(env['CODELICIOUS_JOB']).toBe('plan');
    expect(env['CODELICIOUS_SPEC']).toBe(SPEC);
  });

  it('is gone on with in a fresh clone without planning again', async () => {
    let limited = true;
    const line = prose(
      planning(PLAN, ({ title }) =>
        limited && title === 'Store it'
          ? { type: 'rate_limited', resetsAt: null, message: 'slow' }
          : undefined,
      ),
    );
    expect(exitCodeOf(await line.once())).toBe(75);
    expect(await subjects(line)).toEqual(['[spec-prose] Add a field']);
    limited = false;
    line.freshClone();
    const outcome = await line.once();
    expect(jobs(line)).toEqual(['build Store it']);
    expect(titles(outcome)).toEqual(['Add a field', 'Store it']);
    expect(exitCodeOf(outcome)).toBe(0);
    expect(await subjects(line)).toEqual(['[spec-prose] Add a field', '[spec-prose] Store it']);
  });

  it('keeps a plan that no commit carries yet, and asks for it only once', async () => {
    const parking = planning(PLAN, ({ job }) =>
      job.kind === 'build'
        ? { type: 'needs_input', question: 'Which?', options: ['a'] }
        : undefined,
    );
    const line = prose(parking);
    const outcome = await line.once();
    expect(jobs(line)).toEqual(['plan Names', 'build Add a field']);
    expect(outcome.specs[0]!.chunks.map(({ state }) => state.status)).toEqual([
      'parked',
      'blocked',
    ]);
    expect(line.branches()).toEqual([]);
    const again = await line.once();
    expect(jobs(line)).toEqual([]);
    expect(again.specs[0]!.chunks.map(({ state }) => state.status)).toEqual(['parked', 'blocked']);
    line.freshClone();
    const elsewhere = await line.once();
    expect(jobs(line)).toEqual([]);
    expect(elsewhere.specs[0]!.chunks.map(({ title }) => title)).toEqual([
      'Add a field',
      'Store it',
    ]);
    await line.once({ chunkStrategy: 'checkbox' });
    expect(jobs(line)).toEqual(['build Add a form', 'build Store names']);
  });

  it('forgets such a plan when the spec is edited, and when a commit carries it', async () => {
    let parks = true;
    const line = prose(
      planning(PLAN, ({ job }) =>
        parks && job.kind === 'build'
          ? { type: 'needs_input', question: 'Which?', options: [] }
          : undefined,
      ),
    );
    await line.once();
    const edited = { text: `${PROSE}\nThe second.\n`, mode: '100644' } as const;
    parks = false;
    const deps = line.deps();
    line.checkout.disk.set(SPEC, edited);
    const outcome = await buildOnce(deps);
    expect(jobs(line)).toEqual(['plan Names', 'build Add a field', 'build Store it']);
    expect(exitCodeOf(outcome)).toBe(0);
    const text = line.text(STEM, SPEC)!;
    expect(text).toContain('The second.');
    expect(text.split('## Tasks')).toHaveLength(2);
    expect((await line.ledgers.load(SPEC)).plan).toBeUndefined();
    const after = line.deps();
    line.checkout.disk.set(SPEC, edited);
    await buildOnce(after);
    expect(jobs(line)).toEqual([]);
  });

  it('carries the edits that the user has not committed together with the plan', async () => {
    const line = prose(planning(PLAN));
    const deps = line.deps();
    line.checkout.disk.set(SPEC, { text: `${PROSE}\nUncommitted.\n`, mode: '100644' });
    await buildOnce(deps);
    expect(line.text(STEM, SPEC)).toMatch(/Uncommitted\.\n\n## Tasks\n/);
  });

  it('stays planned while the spec is new and not committed, edited further or not', async () => {
    const line = createLine({
      files: { 'README.md': '# R\n' },
      config: { specs: [SPEC] },
      script: planning(PLAN),
    });
    const runWith = async (text: string): Promise<RunOutcome> => {
      const deps = line.deps();
      line.checkout.disk.set(SPEC, { text, mode: '100644' });
      return buildOnce(deps);
    };
    await runWith(PROSE);
    expect(jobs(line)).toEqual(['plan Names', 'build Add a field', 'build Store it']);
    for (const text of [PROSE, `${PROSE}\nFurther.\n`, PROSE.replace('a field', 'two fields')]) {
      const outcome = await runWith(text);
      expect(jobs(line)).toEqual([]);
      expect(exitCodeOf(outcome)).toBe(0);
    }
  });

  it('goes on by its sections once one of them was tried', async () => {
    let plan: readonly PlannedTask[] | null = null;
    const line = prose((call) =>
      planning(plan, ({ title, job }) =>
        title === 'Store names' && job.kind === 'build'
          ? { type: 'failed', code: 'exit', message: 'no' }
          : undefined,
      )(call),
    );
    await line.once();
    expect(jobs(line)).toEqual(['plan Names', 'build Add a form', 'build Store names']);
    plan = PLAN;
    await line.once();
    expect(jobs(line)).toEqual(['build Store names']);
  });

  it('bears the cost of its plan with the first task', async () => {
    const usage = {
      inputTokens: 10,
      outputTokens: 1,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 0.5,
      equivalentUsd: 0,
      unpricedCalls: 0,
      turns: 1,
    };
    const spends = async (plan: readonly PlannedTask[] | null) =>
      (await prose(planning(plan), { usage }).once()).specs[0]!.chunks.map(
        ({ spend }) => spend.costUsd,
      );
    expect(await spends(PLAN)).toEqual([1, 0.5]);
    expect(await spends(null)).toEqual([1, 0.5]);
  });

  it('is not asked about under `checkbox`', async () => {
    const line = prose(planning(PLAN), { config: { chunkStrategy: 'checkbox' } });
    await line.once();
    expect(jobs(line)).toEqual(['build Add a form', 'build Store names']);
  });

  it('is read in windows, and told what those before gave', async () => {
    const long = `# Names\n\n${'All about names. '.repeat(20)}\n`.repeat(40);
    const answers: readonly (readonly PlannedTask[])[] = [
      [task('One'), task('Two', { depends_on: [0] })],
      [task('TWO'), task('Three', { depends_on: [0] })],
    ];
    const line = prose(
      (call) =>
        call.job.kind === 'plan'
          ? {
              type: 'done',
              summary: '',
              remaining: null,
              plan: answers[Math.min(call.turn, 2) - 1]!,
            }
          : planning([])(call),
      { files: { [SPEC]: long } },
    );
    const outcome = await line.once();
    const plans = line.engine.jobs.filter(({ kind }) => kind === 'plan');
    expect(plans.length).toBe(3);
    expect(plans[0]!.prompt).toContain('Excerpt 1 of 3');
    expect(plans[0]!.prompt).not.toContain('planned already');
    expect(plans[1]!.prompt).toMatch(/planned already[^]*- One\n- Two\n/);
    expect(titles(outcome)).toEqual(['One', 'Two', 'Three']);
    const [one, two] = outcome.specs[0]!.chunks.map(({ id }) => id);
    expect(outcome.specs[0]!.chunks.map(({ dependsOn }) => dependsOn)).toEqual([[], [one], [two]]);
    expect(
      line.events
        .of('engine.started')
        .slice(0, 3)
        .map(({ attempt }) => attempt),
    ).toEqual([1, 2, 3]);
  });

  it('is read up to the tenth window; what is left out is said', async () => {
    const line = prose(planning(PLAN), { files: { [SPEC]: `# Names\n\n${'x'.repeat(60_000)}\n` } });
    await line.once();
    expect(line.engine.jobs.filter(({ kind }) => kind === 'plan')).toHaveLength(10);
    expect(line.events.of('run.warning').map(({ message }) => message)).toEqual([
      expect.stringMatching(/^"Names" is too long .* the last \d+ characters are left out$/),
    ]);
  });
});

describe('a plan that cannot be had', () => {
  it.each<[string, EngineScript, string]>([
    ['an answer without one', planning(null), 'none in the form'],
    ['an empty one', planning([]), 'no task'],
    ['an unsafe path', planning([task('a', { files: ['/etc/passwd'] })]), 'unsafe path'],
    [
      'a circle',
      planning([task('a', { depends_on: [1] }), task('b', { depends_on: [0] })]),
      'circle',
    ],
    ['a title of nothing but marks', planning([task('- [ ] 1. ')]), 'cannot be written'],
    [
      'a question',
      planning(null, ({ job }) =>
        job.kind === 'plan' ? { type: 'needs_input', question: 'What?', options: [] } : undefined,
      ),
      'What?',
    ],
    [
      'a failure',
      planning(null, ({ job }) =>
        job.kind === 'plan' ? { type: 'failed', code: 'protocol', message: 'cut off' } : undefined,
      ),
      'cut off',
    ],
    [
      'a time-out',
      planning(null, ({ job }) =>
        job.kind === 'plan' ? { type: 'timed_out', message: 'too slow' } : undefined,
      ),
      'too slow',
    ],
  ])('because of %s leaves the spec as it is', async (_, script, why) => {
    const line = prose(script);
    const outcome = await line.once();
    expect(failures(line)).toEqual([expect.stringContaining(why)]);
    expect(line.events.of('spec.planned')).toEqual([]);
    expect(jobs(line)).toEqual(['plan Names', 'build Add a form', 'build Store names']);
    expect(line.text(STEM, SPEC)).toBe(PROSE);
    expect([...line.files(STEM).keys()]).not.toContain('left-by-plan.txt');
    expect(exitCodeOf(outcome)).toBe(0);
  });

  it.each<[string, EngineScript, number]>([
    ['a limit', () => ({ type: 'rate_limited', resetsAt: null, message: 'slow' }), 75],
    ['bad credentials', () => ({ type: 'unauthenticated', message: 'who?' }), 4],
    ['an interruption', () => ({ type: 'aborted', message: 'stopped' }), 1],
  ])('because of %s stops the run', async (_, script, code) => {
    const line = prose(script);
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(code);
    expect(jobs(line)).toEqual(['plan Names']);
    expect(failures(line)).toEqual([]);
    expect(outcome.stopped).not.toBeNull();
  });

  it('stops the run that is over, whatever the engine answers', async () => {
    const line: Line = prose((call) => {
      line.stop.abort('SIGTERM');
      return planning(PLAN)(call);
    });
    const outcome = await line.once();
    expect(outcome.stopped?.why).toBe('interrupted');
    expect(jobs(line)).toEqual(['plan Names']);
  });

  it('ends the run at a budget that is used up', async () => {
    const usage = {
      inputTokens: 10,
      outputTokens: 1,
      cacheReadTokens: 0,
      cacheWriteTokens: 0,
      costUsd: 2,
      equivalentUsd: 0,
      unpricedCalls: 0,
      turns: 1,
    };
    const line = prose(planning(PLAN), { usage, config: { maxCostUsd: 1, maxCostPerChunk: 1 } });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(3);
    expect(jobs(line)).toEqual(['plan Names']);
    expect(titles(outcome)).toEqual(['Add a field', 'Store it']);
  });
});

describe('a task that is plainly too big', () => {
  const boxed = (script: EngineScript, config: LineOptions['config'] = {}): Line =>
    createLine({ files: { [BOXED]: BIG }, config, script });

  it('is divided into sub-tasks beneath it, committed with the first', async () => {
    const line = boxed(planning(PLAN));
    const outcome = await line.once();
    expect(jobs(line)).toEqual([
      'plan Do everything',
      'build Add a field',
      'build Store it',
      'build Else',
    ]);
    expect(titles(outcome)).toEqual(['Add a field', 'Store it', 'Else']);
    const text = line.text('codelicious/spec-1', BOXED)!;
    expect(text).toContain('- [x] Do everything\n  - point 0\n');
    expect(text).toContain('  - point 24\n  - [x] Add a field\n    - All about: Add a field.\n');
    expect(exitCodeOf(outcome)).toBe(0);
    await line.once();
    expect(jobs(line)).toEqual([]);
  });

  it('is divided when its turn comes, after what was built before', async () => {
    const line = createLine({
      files: { [BOXED]: `- [ ] First\n${BIG}` },
      script: planning(PLAN, ({ job, disk }) => {
        if (job.kind === 'plan') expect(disk.has('src/First.txt')).toBe(true);
        return undefined;
      }),
    });
    await line.once();
    expect(jobs(line).slice(0, 2)).toEqual(['build First', 'plan Do everything']);
    const [first, second] = await line.commits('codelicious/spec-1');
    expect(line.remote.store.files(first!.sha)!.get(BOXED)!.text).not.toContain('Add a field');
    expect(line.remote.store.files(second!.sha)!.get(BOXED)!.text).toContain('[x] Add a field');
  });

  it('is built as it stands where the engine sees one piece, and bears the cost', async () => {
    const line = boxed(planning([task('All of it')]));
    await line.once();
    expect(jobs(line)).toEqual(['plan Do everything', 'build Do everything', 'build Else']);
    expect(failures(line)).toEqual([expect.stringContaining('one piece')]);
  });

  it('is not asked about again once it was tried', async () => {
    const line = boxed(
      planning(null, ({ job }) =>
        job.kind === 'build' ? { type: 'failed', code: 'exit', message: 'no' } : undefined,
      ),
    );
    await line.once();
    await line.once();
    expect(jobs(line)).toEqual(['build Do everything', 'build Else']);
  });

  it('is not asked about under `checkbox`; ordinary ones only under `llm`', async () => {
    const off = boxed(planning(PLAN), { chunkStrategy: 'checkbox' });
    await off.once();
    expect(jobs(off)).toEqual(['build Do everything', 'build Else']);
    const middling = `- [ ] Do much\n  - ${'word '.repeat(500)}\n- [ ] Else\n`;
    const files = { [BOXED]: middling };
    const auto = createLine({ files, script: planning(PLAN) });
    await auto.once();
    expect(jobs(auto)).toEqual(['build Do much', 'build Else']);
    const llm = createLine({ files, config: { chunkStrategy: 'llm' }, script: planning(PLAN) });
    await llm.once();
    expect(jobs(llm)).toEqual([
      'plan Do much',
      'build Add a field',
      'build Store it',
      'build Else',
    ]);
  });
});
