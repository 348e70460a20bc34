import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import type { CheckKind, CheckResult } from '../../../src/domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../../src/ports/verifier.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import type { Disk } from '../../support/fakes/fake-workspace.ts';
import { createLine, type Line, type LineOptions } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';
const BRANCH = 'codelicious/spec-1';

interface Suite {
  readonly structured?: boolean;
  readonly kind?: CheckKind;
  /** Names of the tests that fail in this run; by default those of `fails` in `tests/*.js`. */
  readonly failing?: (disk: Disk, run: number) => readonly string[];
  /** Failures that it counts and does not name. */
  readonly silent?: number;
  readonly durationMs?: number;
}

interface Ran {
  readonly task: VerifyScope['task']['kind'];
  readonly only: readonly string[] | undefined;
  readonly files: readonly string[];
}

/** A test runner over the clone's files: `expects X` in a test passes while some file in `src/` says X. */
function runner(suite: Suite, runs: Ran[]) {
  return (diskOf: (root: string) => Disk | null): Verifier => ({
    name: 'runner',
    ...(suite.structured === undefined ? {} : { structured: suite.structured }),
    applies: async () => true,
    tools: async () => 'runner 1',
    async check({ root, task, only }) {
      const disk: Disk = diskOf(root) ?? new Map();
      runs.push({ task: task.kind, only, files: [...disk.keys()].sort() });
      const failing = (suite.failing ?? unmet)(disk, runs.length);
      const { silent = 0, kind = 'test', durationMs = 5 } = suite;
      const failed = failing.length + silent;
      const result: CheckResult = {
        ...{ name: 'suite', command: 'run suite', output: '', durationMs, note: null, kind },
        status: failed > 0 ? 'failed' : 'passed',
        tests: { passed: 1, failed, skipped: 0 },
        findings: failing.map((test) => {
          const file = test.startsWith('no ') ? null : 'tests/old.test.js';
          return { check: 'suite', test, file, line: 1, rule: null, message: 'it fails' };
        }),
      };
      return [result];
    },
  });
}

function unmet(disk: Disk): readonly string[] {
  const files = [...disk].map(([path, { text }]) => ({ path, text }));
  const source = files.filter(({ path }) => path.startsWith('src/')).map(({ text }) => text);
  return files
    .filter(({ path }) => path.startsWith('tests/'))
    .flatMap(({ text }) => [...text.matchAll(/^expects (\w+)$/gm)].map(([, word = '']) => word))
    .filter((word) => !source.join('\n').includes(word));
}

interface Scene {
  readonly suite?: Suite;
  readonly files?: Readonly<Record<string, string>>;
  readonly tasks?: readonly string[];
  readonly options?: Partial<LineOptions>;
  readonly script: EngineScript;
}

function scene({ suite = {}, files = {}, tasks = ['Add alpha'], script, options }: Scene) {
  const runs: Ran[] = [];
  const text = `# Demo\n\n${tasks.map((task) => `- [ ] ${task}\n`).join('')}`;
  const line = createLine({
    files: { [SPEC]: text, ...files },
    script,
    verifier: runner(suite, runs),
    ...options,
    config: { maxFixAttempts: 0, ...options?.config },
  });
  return { line, runs };
}

const writes =
  (files: Readonly<Record<string, string>>): EngineScript =>
  ({ write }) => {
    for (const [path, text] of Object.entries(files)) write(path, text);
    return undefined;
  };

const proofs = (line: Line) => line.events.of('chunk.committed').map(({ proof }) => proof);
const baselines = (line: Line) => line.events.of('baseline.checked').length;

describe('old failures', () => {
  const OLD = { 'tests/old.test.js': 'expects gamma\n' };

  it('are listed and no fault of the chunk', async () => {
    const { line, runs } = scene({ files: OLD, script: writes({ 'src/a.js': 'alpha\n' }) });
    const outcome = await line.once();
    expect(exitCodeOf(outcome)).toBe(0);
    expect(runs.map(({ task, only }) => [task, only])).toEqual([
      ['full', undefined],
      ['full', ['suite']],
    ]);
    expect(runs[1]!.files).not.toContain('src/a.js');
    expect(line.events.of('check.finished')).toMatchObject([{ status: 'passed', known: 1 }]);
    expect(line.forge.pull(1).body).toContain('known from before: `gamma`');
  });

  it('are looked for once, whatever chunks and runs follow', async () => {
    const { line, runs } = scene({
      files: OLD,
      tasks: ['Add alpha', 'Add beta'],
      script: ({ title, write }) => {
        write(`src/${title.slice(4)}.js`, `${title}\n`);
        return undefined;
      },
    });
    await line.once();
    expect(baselines(line)).toBe(1);
    expect(runs.map(({ task }) => task)).toEqual(['change', 'full', 'full']);
    const { line: failing } = scene({
      files: { ...OLD, 'tests/b.test.js': 'expects beta\n', 'src/b.js': 'beta\n' },
      script: writes({ 'src/b.js': 'nothing\n' }),
    });
    await failing.once();
    expect(baselines(failing)).toBe(1);
    await failing.once();
    expect(baselines(failing)).toBe(0);
  });

  it('excuse no new one', async () => {
    const { line } = scene({
      files: { ...OLD, 'tests/b.test.js': 'expects beta\n', 'src/b.js': 'beta\n' },
      script: writes({ 'src/b.js': 'nothing\n' }),
    });
    const outcome = await line.once();
    const [chunk] = outcome.specs[0]!.chunks;
    expect(chunk?.state).toMatchObject({ status: 'failed', code: 'verification' });
    expect(line.events.of('check.verdict')).toMatchObject([{ verdict: 'failed', findings: 1 }]);
  });

  it('are credited when they are gone, and none when they come back', async () => {
    const { line } = scene({
      files: OLD,
      tasks: ['Add alpha', 'Add gamma', 'Drop gamma'],
      script: ({ title, write }) => {
        const texts: Record<string, string> = { 'Add gamma': 'gamma\n', 'Drop gamma': 'gone\n' };
        write(title === 'Add alpha' ? 'src/a.js' : 'src/g.js', texts[title] ?? 'alpha\n');
        return undefined;
      },
    });
    const outcome = await line.once();
    expect(line.events.of('check.finished')).toMatchObject([
      { status: 'passed', known: 1 },
      { status: 'passed', fixed: 1 },
      { status: 'failed' },
    ]);
    expect(outcome.specs[0]!.chunks[2]!.state.status).toBe('failed');
    expect(line.forge.pull(1).body).toContain('mended: 1');
  });

  it.each<[string, Suite]>([
    ['a runner that counts more than it names', { silent: 1 }],
    ['a command that counts nothing it names', { kind: 'command', failing: () => [], silent: 1 }],
  ])('excuse nothing of %s', async (_, suite) => {
    const { line } = scene({ suite, files: OLD, script: writes({ 'src/a.js': 'alpha\n' }) });
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks[0]!.state.status).toBe('failed');
    expect(baselines(line)).toBe(0);
  });
});

describe('old tests that fail now and then', () => {
  it('are excused when they do so on the base too', async () => {
    // Fails on the chunk, not on the base; passes again on the chunk, fails on the base.
    const failing = (_: Disk, run: number) => (run === 1 || run === 4 ? ['shaky'] : []);
    const { line, runs } = scene({ suite: { failing }, script: writes({ 'src/a.js': 'a\n' }) });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(runs).toHaveLength(4);
    expect(line.events.of('check.finished')).toMatchObject([{ status: 'passed', known: 1 }]);
  });

  it('are not when they do so on the chunk alone', async () => {
    const failing = (_: Disk, run: number) => (run === 1 ? ['shaky'] : []);
    const { line, runs } = scene({ suite: { failing }, script: writes({ 'src/a.js': 'a\n' }) });
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks[0]!.state.status).toBe('failed');
    expect(runs).toHaveLength(5);
  });

  it('are not when the chunk changed them', async () => {
    const failing = (_: Disk, run: number) => (run === 1 ? ['shaky'] : []);
    const { line, runs } = scene({
      suite: { failing },
      script: writes({ 'tests/old.test.js': 'changed\n' }),
    });
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks[0]!.state.status).toBe('failed');
    expect(runs).toHaveLength(2);
  });
});

describe('new and changed tests', () => {
  const GOOD = { 'src/a.js': 'alpha\n', 'tests/a.test.js': 'expects alpha\n' };

  it('pass three times, and fail without the source: red-green', async () => {
    const { line, runs } = scene({ script: writes(GOOD) });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(runs.map(({ task }) => task)).toEqual(['full', 'tests', 'tests', 'tests']);
    expect(runs[3]!.files).not.toContain('src/a.js');
    expect(runs[3]!.files).toContain('tests/a.test.js');
    expect(proofs(line)).toEqual(['red-green']);
    expect((await line.commits(BRANCH))[0]!.trailers['Codelicious-Proof']).toBe('red-green');
    expect(line.forge.pull(1).body).toContain('proof red-green');
    expect(line.text(BRANCH, 'src/a.js')).toBe('alpha\n');
  });

  it('are run once more only where that takes long', async () => {
    const { line, runs } = scene({ suite: { durationMs: 20_000 }, script: writes(GOOD) });
    await line.once();
    expect(runs.map(({ task }) => task)).toEqual(['full', 'tests', 'tests']);
  });

  it('are refused when they fail the third time', async () => {
    const failing = (_: Disk, run: number) => (run === 3 ? ['no luck'] : []);
    const { line } = scene({ suite: { failing }, script: writes(GOOD) });
    const outcome = await line.once();
    const { state } = outcome.specs[0]!.chunks[0]!;
    expect(state).toMatchObject({ status: 'failed', code: 'verification' });
    expect(line.events.of('check.verdict').at(-1)).toMatchObject({ verdict: 'failed' });
    expect(state.status === 'failed' ? state.message : '').toContain('run again');
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    ['that pass without the source', { ...GOOD, 'tests/a.test.js': 'nothing\n' }, 'green-only'],
    ['without any source', { 'tests/a.test.js': 'nothing\n' }, 'green-only'],
    ['that are none', { 'src/a.js': 'alpha\n' }, 'none'],
  ])('%s', async (_, files, proof) => {
    const { line } = scene({ script: writes(files) });
    await line.once();
    expect(proofs(line)).toEqual([proof]);
  });

  it('prove nothing by what failed before', async () => {
    const { line } = scene({
      files: { 'tests/old.test.js': 'expects gamma\n' },
      script: writes({ 'src/a.js': 'alpha\n', 'tests/a.test.js': 'nothing\n' }),
    });
    await line.once();
    expect(proofs(line)).toEqual(['green-only']);
  });
});

describe('--require-proof', () => {
  const config = { requireProof: true };

  it.each<[string, Readonly<Record<string, string>>, boolean]>([
    ['takes tests that fail without the source', { 'tests/a.test.js': 'expects alpha\n' }, true],
    ['refuses tests that pass without it', { 'tests/a.test.js': 'nothing\n' }, false],
    ['refuses source without tests', {}, false],
  ])('%s', async (_, tests, isTaken) => {
    const { line } = scene({
      script: writes({ 'src/a.js': 'alpha\n', ...tests }),
      options: { config },
    });
    const [chunk] = (await line.once()).specs[0]!.chunks;
    expect(chunk?.state.status).toBe(isTaken ? 'published' : 'failed');
  });

  it('asks for none where no source was changed', async () => {
    const { line } = scene({ script: writes({ 'README.md': 'alpha\n' }), options: { config } });
    expect(exitCodeOf(await line.once())).toBe(0);
  });
});

describe('a base on which a check cannot begin', () => {
  const suite: Suite = { structured: true, kind: 'types', failing: () => [], silent: 1 };
  const script = writes({ 'src/a.js': 'alpha\n' });

  it('is said before money is spent', async () => {
    const { line, runs } = scene({ suite, script });
    const outcome = await line.once();
    expect(line.engine.jobs).toEqual([]);
    expect(runs).toHaveLength(1);
    const { state } = outcome.specs[0]!.chunks[0]!;
    expect(state).toMatchObject({ status: 'failed', code: 'setup' });
    expect(state.status === 'failed' ? state.message : '').toMatch(/suite.*--allow-broken-base/);
    expect(exitCodeOf(outcome)).toBe(1);
    await line.once();
    expect(runs).toHaveLength(1);
  });

  it('is built upon when that is allowed', async () => {
    const { line } = scene({ suite, script, options: { config: { allowBrokenBase: true } } });
    const [chunk] = (await line.once()).specs[0]!.chunks;
    expect(line.engine.jobs).toHaveLength(1);
    expect(line.events.of('run.warning')).toHaveLength(1);
    expect(chunk?.state.status).toBe('published');
    expect(line.events.of('check.finished')).toMatchObject([{ status: 'skipped' }]);
  });

  it('is none where everything begins', async () => {
    const { line, runs } = scene({ suite: { structured: true }, script });
    expect(exitCodeOf(await line.once())).toBe(0);
    expect(runs.map(({ task }) => task)).toEqual(['full', 'full']);
  });
});
