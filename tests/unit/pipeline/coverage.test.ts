import { describe, expect, it } from 'vitest';
import type { Config } from '../../../src/domain/config.ts';
import type { FileCoverage } from '../../../src/domain/coverage.ts';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../../src/ports/verifier.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import type { Disk } from '../../support/fakes/fake-workspace.ts';
import { createLine } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const BRANCH = 'codelicious/spec-1';

interface Suite {
  readonly structured?: boolean;
  /** False where nothing measures. */
  readonly measures?: boolean;
  /** Whether the suite fails; its report stays away then. */
  readonly fails?: (disk: Disk) => boolean;
  /** A file the run leaves behind. */
  readonly leaves?: string;
}

type Task = VerifyScope['task']['kind'];

/** Every line of `src/` could run; it does where a test holds the same line. A related run reads `tests/unit*` alone. */
function runner(suite: Suite, runs: Task[]) {
  return (diskOf: (root: string) => Disk | null): Verifier => ({
    name: 'runner',
    structured: suite.structured ?? true,
    applies: async () => true,
    tools: async () => 'runner 1',
    async check({ root, task }) {
      const disk: Disk = diskOf(root) ?? new Map();
      runs.push(task.kind);
      const failed = suite.fails?.(disk) === true;
      const measures = suite.measures !== false && !failed;
      const bare = { name: 'suite', command: 'run suite', output: '', durationMs: 5, note: null };
      const finding = { check: 'suite', test: 'old', file: null, line: null, rule: null };
      const result: CheckResult = {
        ...{ ...bare, kind: 'test', status: failed ? 'failed' : 'passed' },
        tests: { passed: 1, failed: failed ? 1 : 0, skipped: 0 },
        findings: failed ? [{ ...finding, message: 'it fails' }] : [],
        ...(measures ? { coverage: measured(disk, task.kind) } : {}),
      };
      if (suite.leaves !== undefined) (disk as Map<string, unknown>).set(suite.leaves, REPORT);
      return [result];
    },
  });
}

const REPORT = { text: 'a report\n', mode: '100644' };

function measured(disk: Disk, task: Task): readonly FileCoverage[] {
  const prefix = task === 'change' ? 'tests/unit' : 'tests/';
  const files = [...disk].map(([path, { text }]) => ({ path, lines: text.trimEnd().split('\n') }));
  const run = new Set(
    files.filter(({ path }) => path.startsWith(prefix)).flatMap(({ lines }) => lines),
  );
  return files
    .filter(({ path }) => path.startsWith('src/'))
    .map(({ path, lines }) => {
      const numbered = lines
        .map((text, index) => ({ text, line: index + 1 }))
        .filter(({ text }) => !text.includes('istanbul ignore'));
      const linesOf = (isRun: boolean) =>
        numbered.filter(({ text }) => run.has(text) === isRun).map(({ line }) => line);
      return { path, covered: linesOf(true), uncovered: linesOf(false) };
    });
}

interface Scene {
  readonly suite?: Suite;
  readonly files?: Readonly<Record<string, string>>;
  readonly tasks?: readonly string[];
  readonly config?: Partial<Config>;
  readonly script: EngineScript;
}

function scene({ suite = {}, files = {}, tasks = ['Add alpha'], script, config }: Scene) {
  const runs: Task[] = [];
  const text = `# Demo\n\n${tasks.map((task) => `- [ ] ${task}\n`).join('')}`;
  const line = createLine({
    files: { [SPEC]: text, ...files },
    script,
    verifier: runner(suite, runs),
    config: { maxFixAttempts: 0, ...config },
  });
  return { line, runs };
}

const writes =
  (files: Readonly<Record<string, string>>): EngineScript =>
  ({ write }) => {
    for (const [path, text] of Object.entries(files)) write(path, text);
    return undefined;
  };

const HALF = { 'src/a.js': 'one\ntwo\n', 'tests/unit.test.js': 'one\n' };
const TWO = ['Add alpha', 'Add beta'];

describe('patch coverage', () => {
  it('is of the lines a chunk adds, and told', async () => {
    const { line } = scene({
      files: { 'src/a.js': 'old\n' },
      script: writes({ ...HALF, 'src/a.js': 'old\none\ntwo\n' }),
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    const coverage = { patch: { covered: 1, total: 2 } };
    expect(line.events.of('check.verdict')).toMatchObject([{ verdict: 'passed', coverage }]);
    expect(line.events.of('chunk.committed')).toMatchObject([{ coverage }]);
    expect(line.forge.pull(1).body).toContain('patch coverage 1 of 2 lines, 50 %; coverage 33.3 %');
  });

  it('is not available where nothing measures', async () => {
    const config = { minCoverage: 100, minPatchCoverage: 100 };
    const { line } = scene({ suite: { measures: false }, config, script: writes(HALF) });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.events.of('check.verdict')[0]).not.toHaveProperty('coverage');
    expect(line.forge.pull(1).body).toContain('patch coverage n/a; coverage n/a');
  });

  it('is not of changes that could not run', async () => {
    const { line } = scene({
      files: HALF,
      config: { minPatchCoverage: 100 },
      script: writes({ 'README.md': 'more\n' }),
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.forge.pull(1).body).toContain(
      'patch coverage n/a; coverage 50 % (+0.0 pp), below 90 %',
    );
  });

  it('below its floor is refused, and a repair is told which lines to test', async () => {
    const { line } = scene({
      config: { minPatchCoverage: 75, maxFixAttempts: 1 },
      script: ({ job, write }) => {
        write('src/a.js', 'one\ntwo\nthree\nfour\n');
        write('tests/unit.test.js', job.kind === 'repair' ? 'one\nthree\nfour\n' : 'one\nfour\n');
        return undefined;
      },
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    const [build, repair] = line.engine.jobs;
    expect(build?.findings).toEqual([]);
    expect(repair?.findings).toMatchObject([
      {
        file: 'src/a.js',
        line: 2,
        rule: 'uncovered',
        message: expect.stringContaining('lines 2 to 3') as string,
      },
    ]);
    expect(line.events.of('check.verdict').map(({ verdict }) => verdict)).toEqual([
      'failed',
      'passed',
    ]);
    expect(line.events.of('check.finished')).toMatchObject([
      { check: 'suite', status: 'passed' },
      {
        check: 'patch coverage',
        status: 'failed',
        note: expect.stringMatching(/50 %; at least 75 %/) as string,
      },
      { check: 'suite', status: 'passed' },
    ]);
  });

  it('below its floor in related tests is measured again by all of them', async () => {
    const files = { 'src/a.js': 'one\ntwo\n', 'tests/whole.test.js': 'one\ntwo\n' };
    const { line, runs } = scene({
      tasks: TWO,
      config: { minPatchCoverage: 100 },
      script: ({ title, write }) => {
        const more = title === 'Add beta' ? { 'README.md': 'more\n' } : files;
        for (const [path, text] of Object.entries(more)) write(path, text);
        return undefined;
      },
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(runs.slice(0, 3)).toEqual(['full', 'change', 'full']);
  });

  it('is no further complaint where tests fail', async () => {
    const suite = { fails: (disk: Disk) => disk.get('src/a.js')?.text.includes('two') === true };
    const { line } = scene({
      suite,
      config: { minPatchCoverage: 100, minCoverage: 100 },
      script: writes(HALF),
    });
    await line.once();
    expect(line.events.of('check.finished').map(({ check }) => check)).toEqual(['suite']);
  });
});

describe('project coverage', () => {
  const GOOD = { 'src/a.js': 'one\ntwo\n', 'tests/unit.test.js': 'one\ntwo\n' };
  const drops = writes({ 'src/b.js': 'three\nfour\n' });

  it('is measured with the last chunk and compared with the base', async () => {
    const { line } = scene({
      files: GOOD,
      tasks: TWO,
      script: ({ title, write }) => {
        write(title === 'Add alpha' ? 'src/b.js' : 'tests/unit.test.js', 'one\n');
        return undefined;
      },
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    const told = line.events.of('check.verdict').map(({ coverage }) => coverage?.project);
    expect(told[0]).toBeUndefined();
    expect(told[1]).toMatchObject({ covered: 2, total: 3 });
    expect(told[1]?.change).toBeCloseTo(-33.33, 1);
    expect(line.forge.pull(1).body).toContain('coverage 66.7 % (-33.3 pp), below 90 %');
  });

  it.each<[string, Scene, boolean]>([
    ['that drops lands where nobody set a floor', { files: GOOD, script: drops }, true],
    [
      'that drops below a floor of the flag is refused',
      { files: GOOD, config: { minCoverage: 80 }, script: drops },
      false,
    ],
    ['above the floor lands', { files: GOOD, config: { minCoverage: 50 }, script: drops }, true],
    [
      'that was below lands where it is no less now',
      { files: HALF, config: { minCoverage: 80 }, script: writes({ 'README.md': 'more\n' }) },
      true,
    ],
    [
      'below the floor on the first commit is refused',
      { config: { minCoverage: 80 }, script: writes(HALF) },
      false,
    ],
    [
      'that drops below the floor of a manifest is refused',
      {
        files: { ...GOOD, 'pyproject.toml': '[tool.codelicious]\nmin_coverage = 80\n' },
        script: drops,
      },
      false,
    ],
    [
      'that drops below the floor of the other manifest is refused',
      {
        files: { ...GOOD, 'package.json': '{ "codelicious": { "minCoverage": 80 } }' },
        script: drops,
      },
      false,
    ],
    [
      'is held to the flag before the manifest',
      {
        files: { ...GOOD, 'package.json': '{ "codelicious": { "minCoverage": 80 } }' },
        config: { minCoverage: 10 },
        script: drops,
      },
      true,
    ],
    [
      'is held to what the base says, not to the change',
      {
        files: { ...GOOD, 'package.json': '{ "codelicious": { "minCoverage": 80 } }' },
        script: writes({ 'src/b.js': 'three\nfour\n', 'package.json': '{}' }),
      },
      false,
    ],
  ])('%s', async (_, options, lands) => {
    const { line } = scene(options);
    const [chunk] = (await line.once()).specs[0]!.chunks;
    expect(chunk?.state.status).toBe(lands ? 'published' : 'failed');
    const refusals = line.events.of('check.finished').filter(({ check }) => check === 'coverage');
    expect(refusals).toHaveLength(lands ? 0 : 1);
  });

  it('names what is not tested', async () => {
    const { line } = scene({ files: GOOD, config: { minCoverage: 80 }, script: drops });
    const [chunk] = (await line.once()).specs[0]!.chunks;
    const message = chunk?.state.status === 'failed' ? chunk.state.message : '';
    expect(message).toContain('coverage 50 % (-50.0 pp), below 80 %');
    expect(message).toContain('src/b.js:1: no test runs lines 1 to 2');
  });

  it('is asked of the base where nobody knows it yet', async () => {
    const config = { minCoverage: 80 };
    const { line, runs } = scene({
      suite: { structured: false },
      files: GOOD,
      config,
      script: drops,
    });
    await line.once();
    expect(runs).toEqual(['full', 'full']);
    expect(line.events.of('check.finished').at(-1)).toMatchObject({ check: 'coverage' });
  });

  it('is held to nothing where the base could not be measured', async () => {
    const suite = { fails: (disk: Disk) => disk.get('src/a.js')?.text.includes('bad') === true };
    const { line } = scene({
      suite,
      files: { 'src/a.js': 'bad\n' },
      config: { minCoverage: 80 },
      script: writes(HALF),
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.forge.pull(1).body).toContain('; coverage 50 %, below 80 %\n');
  });
});

describe('the coverage of a part that takes no more', () => {
  it('is shown, and below a floor that was set keeps it a draft', async () => {
    const { line } = scene({
      files: { 'src/a.js': 'one\n', 'tests/unit.test.js': 'one\n' },
      tasks: TWO,
      config: { minCoverage: 80, maxCommits: 1 },
      script: ({ title, write }) => {
        if (title === 'Add alpha') write('src/b.js', 'two\n');
        else write('tests/unit.test.js', 'one\ntwo\n');
        return undefined;
      },
    });
    await line.once();
    expect(line.forge.pull(1)).toMatchObject({
      draft: true,
      body: expect.stringContaining('; coverage 50 % (-50.0 pp), below 80 %') as string,
    });
    expect(line.forge.pull(2).body).toContain('; coverage 100 % (+0.0 pp)');
  });
});

describe('a comment that keeps a line from being measured', () => {
  it.each<[string, Partial<Config>, boolean]>([
    ['is no way past a floor', { minPatchCoverage: 100 }, false],
    ['may be where there is no floor', {}, true],
  ])('%s', async (_, config, lands) => {
    const { line } = scene({
      config,
      script: writes({
        'src/a.js': 'one\ntwo(); // istanbul ignore line\n',
        'tests/unit.test.js': 'one\n',
      }),
    });
    const [chunk] = (await line.once()).specs[0]!.chunks;
    expect(chunk?.state.status).toBe(lands ? 'published' : 'failed');
    const failed = line.events.of('check.finished').filter(({ status }) => status === 'failed');
    expect(failed.map(({ check }) => check)).toEqual(lands ? [] : ['counter-check']);
  });
});

describe('a floor in a manifest', () => {
  const script = writes(HALF);

  it('has to be a number from 0 to 100', async () => {
    const files = { 'pyproject.toml': '[tool.codelicious]\nmin_coverage = 900\n' };
    const { line } = scene({ files, script });
    await expect(line.once()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringContaining('tool.codelicious.min_coverage') as string,
    });
    expect(line.engine.jobs).toEqual([]);
  });

  it('that cannot be read is told', async () => {
    const { line } = scene({ files: { 'pyproject.toml': '[tool.codelicious\n' }, script });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.events.of('run.warning')[0]?.message).toContain('pyproject.toml');
  });
});

describe('what checks leave behind', () => {
  it('is no part of a repaired change', async () => {
    const { line } = scene({
      suite: { leaves: 'coverage/report.txt' },
      config: { minPatchCoverage: 100, maxFixAttempts: 1 },
      script: ({ job, write }) => {
        write('src/a.js', 'one\ntwo\n');
        write('tests/unit.test.js', job.kind === 'repair' ? 'one\ntwo\n' : 'one\n');
        return undefined;
      },
    });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(line.engine.jobs).toHaveLength(2);
    expect([...line.files(BRANCH).keys()]).not.toContain('coverage/report.txt');
  });
});
