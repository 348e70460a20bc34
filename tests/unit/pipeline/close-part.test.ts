import { expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { Verifier } from '../../../src/ports/verifier.ts';
import type { Disk } from '../../support/fakes/fake-workspace.ts';
import { createLine } from '../../support/fakes/line.ts';

const SPEC = 'specs/1_demo.md';

interface Ran {
  readonly task: string;
  readonly files: readonly string[];
}

/** A runner that finds what is broken only when it looks at everything. */
const runner =
  (runs: Ran[], structured: boolean, fate: { dies: boolean }) =>
  (diskOf: (root: string) => Disk | null): Verifier => ({
    name: 'runner',
    structured,
    applies: async () => true,
    tools: async () => 'runner 1',
    async check({ root, task }) {
      const disk: Disk = diskOf(root) ?? new Map();
      const files = [...disk.keys()].filter((path) => path.startsWith('src/')).sort();
      runs.push({ task: task.kind, files });
      if (fate.dies && task.kind === 'full' && runs.length > 3) {
        fate.dies = false;
        throw new Error('gone');
      }
      const isBroken = task.kind === 'full' && disk.get('src/a.js')?.text.includes('BROKEN');
      const about = { command: 'run suite', output: '', durationMs: 5, note: null };
      const finding = {
        check: 'suite',
        test: 'far away',
        file: 'tests/far.js',
        line: 3,
        rule: null,
      };
      const result: CheckResult = {
        ...{ ...about, name: 'suite', kind: 'test', status: isBroken ? 'failed' : 'passed' },
        tests: { passed: 1, failed: isBroken ? 1 : 0, skipped: 0 },
        findings: isBroken ? [{ ...finding, message: 'it is <b>broken</b>' }] : [],
      };
      return [result];
    },
  });

interface Ways {
  readonly structured?: boolean;
  /** The machine goes down in the full run that closes the first part. */
  readonly dies?: boolean;
  readonly ready?: 'all' | 'never';
}

function scene(alpha: string, { structured = true, ready = 'all', dies = false }: Ways = {}) {
  const runs: Ran[] = [];
  const line = createLine({
    files: { [SPEC]: '# Demo\n\n- [ ] Add a\n- [ ] Add b\n' },
    verifier: runner(runs, structured, { dies }),
    config: { maxCommits: 1, maxFixAttempts: 0, ready },
    script: ({ title, write }) => {
      // What comes later mends it, so that only the lower part is at fault.
      write('src/a.js', title === 'Add a' ? alpha : 'fine\n');
      write(`src/${title.slice(4)}.js`, title === 'Add a' ? alpha : 'fine too\n');
      return undefined;
    },
  });
  return { line, runs };
}

it('a part that is complete is run as a whole, and ready where nothing new fails', async () => {
  const { line, runs } = scene('fine\n');
  expect(exitCodeOf(await line.once())).toBe(0);
  expect(runs.map(({ task }) => task)).toEqual(['full', 'change', 'full', 'full']);
  expect(runs.at(-1)?.files).toEqual(['src/a.js']);
  expect(line.events.of('pull.checked')).toMatchObject([{ part: 1, verdict: 'passed' }]);
  expect(line.forge.pulls.map(({ draft }) => draft)).toEqual([false, false]);
  expect(line.text('codelicious/spec-1-part-2', 'src/b.js')).toBe('fine too\n');
});

it('a part that fails as a whole stays a draft, says why, and fails no chunk', async () => {
  const { line } = scene('BROKEN\n');
  const outcome = await line.once();
  expect(exitCodeOf(outcome)).toBe(0);
  expect(outcome.specs[0]!.chunks.map(({ state }) => state.status)).toEqual([
    'published',
    'published',
  ]);
  const [below, above] = line.forge.pulls;
  expect(below?.draft).toBe(true);
  expect(below?.body).toContain(
    '**Full run failed**, so this stays a draft: suite tests/far.js:3: far away: it is',
  );
  expect(above?.draft).toBe(false);
  await line.once();
  expect(line.forge.pulls[0]?.draft).toBe(true);
  expect(line.forge.pulls[0]?.body).toContain('**Full run failed**');
});

it('a part that nobody wants ready, or that was looked at as a whole already, is not run again', async () => {
  const never = scene('fine\n', { ready: 'never' });
  await never.line.once();
  expect(never.line.events.of('pull.checked')).toEqual([]);
  const whole = scene('fine\n', { structured: false });
  await whole.line.once();
  expect(whole.runs).toHaveLength(2);
  expect(whole.line.forge.pulls.map(({ draft }) => draft)).toEqual([false, false]);
});

it.each([
  ['fine\n', false],
  ['BROKEN\n', true],
])(
  'a part whose closing run was cut off is run as a whole by the next run: %j',
  async (text, draft) => {
    const { line, runs } = scene(text, { dies: true });
    await expect(line.once()).rejects.toThrow('gone');
    expect(line.forge.pulls.map((pull) => pull.draft)).toEqual([true]);
    const before = runs.length;
    await line.once();
    expect(runs.slice(before)[0]).toEqual({ task: 'full', files: ['src/a.js'] });
    expect(line.events.of('pull.checked')[0]).toMatchObject({ part: 1 });
    expect(line.forge.pulls[0]?.draft).toBe(draft);
    expect(line.forge.pulls[0]?.body.includes('**Full run failed**')).toBe(draft);
    expect(line.text('codelicious/spec-1-part-2', 'src/b.js')).toBe('fine too\n');
    const known = runs.length;
    line.freshClone();
    await line.once();
    expect(runs).toHaveLength(known);
  },
);
