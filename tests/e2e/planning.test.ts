import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { planDataSchema } from '../../src/domain/data.ts';
import { snapshotOf } from '../support/tree-snapshot.ts';
import type { Machine } from './harness/machine.ts';
import type { Ran } from './harness/program.ts';
import { sampleFiles, sampleStep } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/names.md';
const PROSE =
  '# Names\n\nPeople have names.\n\n## Add a form\n\nWith a field.\n\n## Store names\n\nIn a file.\n';
const BRANCH = 'codelicious/spec-names';
const PLAN = {
  tasks: [
    { title: 'Add a field', description: 'One line of text.', files: ['src/add-a-field.js'] },
    { title: 'Store it', depends_on: [0], validation: 'sh check.sh' },
  ],
};
const STEPS = PLAN.tasks.map(({ title }) => sampleStep({ title, lines: 5 }));
const planStep = (json: unknown) =>
  ({
    job: 'plan',
    write: { 'left-by-plan.js': '1\n', [SPEC]: 'spoilt\n' },
    summary: `Here it is.\n\n\`\`\`plan\n${JSON.stringify(json)}\n\`\`\``,
  }) as const;

let stage: Stage;

afterEach(async () => {
  await stage.remove();
});

const open = async (claude: Parameters<typeof createStage>[0]['claude'] = []): Promise<Machine> => {
  stage = await createStage({ files: sampleFiles({ [SPEC]: PROSE }), claude });
  return stage.machine();
};
const calls = (): readonly string[] =>
  stage.claude.calls().map(({ job, title }) => `${job} ${title}`);
const types = (ran: Ran, wanted: RegExp): readonly string[] =>
  ran.events.map(({ type }) => type).filter((type) => wanted.test(type));
const specAt = (revision: string): string => stage.origin.git('show', `${revision}:${SPEC}`);

describe('a spec without boxes that is named', () => {
  it('is planned by claude; the plan is in the first commit, and a fresh clone goes on with it', async () => {
    const limited = {
      chunk: 'Store it',
      result: { is_error: true, api_error_status: 429 },
      exitCode: 1,
    };
    const here = await open([planStep(PLAN), STEPS[0]!, limited]);
    const first = await here.build(['--spec', SPEC]);
    expect(first.status).toBe(75);
    expect(calls()).toEqual(['plan Names', 'build Add a field', 'build Store it']);
    expect(types(first, /^spec\.plan/)).toEqual(['spec.planned']);
    expect(stage.origin.git('diff', '--name-only', 'main', BRANCH).split('\n').sort()).toEqual([
      SPEC,
      'src/add-a-field.js',
    ]);
    const text = specAt(BRANCH);
    expect(text).toContain(PROSE.trimEnd());
    expect(text).toContain(
      '- [x] Add a field\n  - One line of text.\n  - files: `src/add-a-field.js`\n',
    );
    expect(text).toContain(
      '- [ ] Store it\n  - verify: sh check.sh\n  - depends on: "Add a field"',
    );
    stage.claude.play([STEPS[1]!]);
    const there = stage.machine();
    const second = await there.build(['--spec', SPEC]);
    expect(second.status).toBe(0);
    expect(calls().slice(3)).toEqual(['build Store it']);
    expect(specAt(BRANCH)).not.toContain('[ ]');
    const subjects = stage.origin.git('log', '--reverse', '--format=%s', `main..${BRANCH}`);
    expect(subjects.split('\n')).toEqual(['[spec-names] Add a field', '[spec-names] Store it']);
    expect(here.repo.git('status', '--porcelain')).toBe('');
    expect((await there.build(['--spec', SPEC])).status).toBe(0);
    expect(calls()).toHaveLength(4);
  });

  it.each<[string, unknown]>([
    ['is no plan', { todo: [] }],
    ['names a path outside', { tasks: [{ title: 'a', files: ['../../etc/passwd'] }] }],
    [
      'goes in a circle',
      {
        tasks: [
          { title: 'a', depends_on: [1] },
          { title: 'b', depends_on: [0] },
        ],
      },
    ],
  ])('is built by its sections when the answer %s', async (_, answer) => {
    const sections = ['Add a form', 'Store names'].map((title) => sampleStep({ title, lines: 5 }));
    const here = await open([planStep(answer), ...sections]);
    const ran = await here.build(['--spec', SPEC]);
    expect(ran.status).toBe(0);
    expect(types(ran, /^spec\.plan/)).toEqual(['spec.plan_failed']);
    expect(calls()).toEqual(['plan Names', 'build Add a form', 'build Store names']);
    expect(`${specAt(BRANCH)}\n`).toBe(PROSE);
    expect(stage.origin.git('ls-tree', '-r', '--name-only', BRANCH)).not.toContain('left-by-plan');
  });

  it('keeps its plan when the run is killed before the first commit', async () => {
    const here = await open([planStep(PLAN), { ...STEPS[0]!, hang: true }]);
    const running = here.startBuild(['--spec', SPEC]);
    await running.until((events) =>
      events.some((event) => event.type === 'engine.started' && event.job === 'build'),
    );
    running.send('SIGKILL');
    await running.done;
    stage.claude.play([planStep({ tasks: [{ title: 'Another plan' }] }), ...STEPS]);
    const ran = await here.build(['--spec', SPEC]);
    expect(ran.status).toBe(0);
    expect(calls().filter((call) => call.startsWith('plan'))).toEqual(['plan Names']);
    expect(calls().slice(-2)).toEqual(['build Add a field', 'build Store it']);
    expect(specAt(BRANCH)).toContain('- [x] Store it');
  });

  it('is not asked about where the configuration says so', async () => {
    const here = await open(
      ['Add a form', 'Store names'].map((title) => sampleStep({ title, lines: 5 })),
    );
    here.repo.write({
      '.codelicious/config.json': JSON.stringify({
        chunkStrategy: 'checkbox',
        verify: { commands: ['sh check.sh'] },
      }),
    });
    expect((await here.build(['--spec', SPEC])).status).toBe(0);
    expect(calls()).toEqual(['build Add a form', 'build Store names']);
  });
});

describe('plan --split', () => {
  /** Everything but what a clone in the cache leaves of itself: an empty folder. */
  const everything = (here: Machine): object =>
    ['checkout', 'home', 'config'].map((name) =>
      existsSync(join(here.dir, name)) ? snapshotOf(join(here.dir, name), /^$/) : null,
    );
  const cached = (here: Machine): readonly string[] => {
    const root = join(here.dir, 'cache', 'codelicious');
    return existsSync(root)
      ? readdirSync(root).flatMap((name) => readdirSync(join(root, name)))
      : [];
  };

  it('shows how the spec would be divided, and changes nothing', async () => {
    const here = await open([planStep(PLAN)]);
    const before = everything(here);
    const ran = await here.run(['plan', '--split', '--sandbox', 'none', '--spec', SPEC]);
    expect(ran.status).toBe(0);
    expect(ran.stderr).toContain('claude');
    expect(ran.stdout).toContain(`+++ b/${SPEC}\n`);
    expect(ran.stdout).toContain('+- [ ] Add a field\n+  - One line of text.\n');
    expect(ran.stdout).toMatch(/Plan: 2 tasks of 1 spec/);
    expect(calls()).toEqual(['plan Names']);
    expect(everything(here)).toEqual(before);
    expect(cached(here)).toEqual([]);
    const json = await here.run(['plan', '--split', '--sandbox', 'none', '--spec', SPEC, '--json']);
    const plan = planDataSchema.strict().parse(JSON.parse(json.stdout));
    expect(plan.split).toEqual([{ path: SPEC, diff: expect.stringContaining('+## Tasks\n') }]);
    expect(plan.specs[0]?.chunks.map(({ title }) => title)).toEqual(['Add a field', 'Store it']);
    expect(stage.github.requests).toEqual([]);
  });

  it('asks nobody without the flag, nor where there is nothing to divide', async () => {
    const here = await open([planStep(PLAN)]);
    const plain = await here.run(['plan', '--spec', SPEC, '--json']);
    expect(JSON.parse(plain.stdout)).not.toHaveProperty('split');
    here.repo.write({ 'docs/specs/1_a.md': '# A\n\n- [ ] Do it\n' });
    const ran = await here.run([
      'plan',
      '--split',
      '--sandbox',
      'none',
      '--spec',
      'docs/specs/1_a.md',
    ]);
    expect(ran.stdout).toContain('No spec would be divided.');
    expect(calls()).toEqual([]);
    const misplaced = await here.run(['build', '--split']);
    expect(misplaced.status).toBe(2);
  });

  it('leaves nothing behind when it is stopped, and says why it could not finish', async () => {
    const here = await open([
      { job: 'plan', result: { is_error: true, api_error_status: 429 }, exitCode: 1 },
    ]);
    const ran = await here.run(['plan', '--split', '--sandbox', 'none', '--spec', SPEC]);
    expect(ran.status).toBe(75);
    expect(cached(here)).toEqual([]);
  });
});

describe('a task whose files exceed the window', () => {
  it('is built in parts, which the spec names', async () => {
    const spec = 'docs/specs/1_rename.md';
    const big = `// ${'x'.repeat(97)}\n`.repeat(3_000);
    stage = await createStage({
      files: sampleFiles({
        [spec]: '# Rename\n\n- [ ] Rename the fields of `src/one.js` and `src/two.js`\n',
        'src/one.js': big,
        'src/two.js': big,
      }),
      claude: [1, 2].map((part) => ({
        chunk: `Part ${String(part)} of 2`,
        append: { [part === 1 ? 'src/one.js' : 'src/two.js']: 'export {};\n' },
      })),
    });
    const ran = await stage.machine().build();
    expect(ran.status).toBe(0);
    expect(types(ran, /^spec\.plan/)).toEqual(['spec.planned']);
    const subjects = stage.origin.git(
      'log',
      '--reverse',
      '--format=%s',
      'main..codelicious/spec-1',
    );
    expect(subjects.split('\n')).toEqual([
      expect.stringMatching(/^\[spec-1\] Part 1 of 2 \(src\/one\.js\): Rename the /),
      expect.stringMatching(/^\[spec-1\] Part 2 of 2 \(src\/two\.js\): Rename the /),
    ]);
    expect(stage.origin.git('show', `codelicious/spec-1:${spec}`)).toContain(
      '- part 2 of 2, by files; files here: `src/two.js`',
    );
  });
});

describe('a cassette', () => {
  it('answers plan jobs', async () => {
    const here = await open();
    const cassette = join(here.dir, 'cassette.json');
    const edits = (path: string) => [{ tool: 'write_file', path, content: 'export {};\n' }];
    writeFileSync(
      cassette,
      JSON.stringify({
        version: 1,
        jobs: [
          { kind: 'plan', chunk: 'Names', result: { type: 'done', plan: PLAN.tasks } },
          { kind: 'build', chunk: 'Add a field', calls: edits('src/a.js') },
          { kind: 'build', chunk: 'Store it', calls: edits('src/b.js') },
        ],
      }),
    );
    const ran = await here.build(['--engine', `replay:${cassette}`, '--spec', SPEC]);
    expect(ran.status).toBe(0);
    expect(specAt(BRANCH)).toContain('- [x] Store it');
  });
});
