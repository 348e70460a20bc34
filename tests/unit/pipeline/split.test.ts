import { describe, expect, it } from 'vitest';
import type { PlannedTask } from '../../../src/domain/planned-task.ts';
import { splitPlan } from '../../../src/pipeline/split.ts';
import type { Git } from '../../../src/ports/git.ts';
import type { EngineScript } from '../../support/fakes/fake-engine.ts';
import { createFakeLook } from '../../support/fakes/fake-look.ts';
import { createLine, type Line, type LineOptions } from '../../support/fakes/line.ts';
import { createRepository } from '../../support/fakes/repository.ts';

const SPEC = 'docs/prose.md';
const BOXED = 'specs/1_demo.md';
const PROSE = '# Names\n\n## Add a form\n\nWith a field.\n';
const BIG = `- [ ] First\n- [ ] All, depends on "First"\n${'  - point\n'.repeat(25)}- [ ] Last\n`;

const PLAN: readonly PlannedTask[] = ['One', 'Two'].map((title) => ({
  title,
  description: '',
  files: [],
  depends_on: [],
  validation: '',
}));
const plans: EngineScript = ({ write }) => {
  write('left.txt', 'x\n');
  return { type: 'done', summary: '', remaining: null, plan: PLAN };
};

const BROKEN = { ok: false, why: 'missing', message: 'not there', hint: 'install it' } as const;

const lineWith = (options: Partial<LineOptions>): Line =>
  createLine({ files: { [SPEC]: PROSE }, script: plans, ...options });

/** What `plan --split` finds out. */
async function split(
  line: Line,
  config: LineOptions['config'] = { specs: [SPEC] },
  git: Partial<Git> = {},
) {
  const deps = line.deps(config);
  const view = {
    config: deps.config,
    checkout: deps.checkout,
    history: createFakeLook(line.user, createRepository(line.user.store)),
    ledger: (spec: string) => line.ledgers.load(spec),
    now: line.clock.now(),
    pulls: [],
  };
  return splitPlan(view, { ...deps, git: { ...deps.git, ...git } });
}
const jobs = (line: Line): readonly string[] =>
  line.engine.jobs.map(({ kind, env }) => `${kind} ${String(env['CODELICIOUS_CHUNK_TITLE'])}`);

describe('a plan with specs divided', () => {
  it('asks the engine and tells how the spec would read, and what would be built', async () => {
    const line = lineWith({});
    const found = await split(line);
    expect(jobs(line)).toEqual(['plan Names']);
    expect(found.split).toEqual([{ path: SPEC, diff: expect.stringContaining('+- [ ] One') }]);
    expect(found.specs[0]!.chunks.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(found.specs[0]!.parts[0]!.chunks).toHaveLength(2);
    expect(line.events.of('preflight.checked').map(({ name }) => name)).toEqual(['engine']);
  });

  it('leaves no trace: the next one, and a build, ask again', async () => {
    const line = lineWith({});
    await split(line);
    expect(await line.ledgers.load(SPEC)).toEqual({ version: 1, spec: SPEC, chunks: {} });
    expect(line.branches()).toEqual([]);
    await split(line);
    expect(jobs(line)).toEqual(['plan Names']);
  });

  it('looks at every open task, whatever it waits for', async () => {
    const line = lineWith({ files: { [BOXED]: BIG } });
    const found = await split(line, {});
    expect(jobs(line)).toEqual(['plan All, depends on "First"']);
    expect(found.specs[0]!.chunks.map(({ title }) => title)).toEqual([
      'First',
      'One',
      'Two',
      'Last',
    ]);
  });

  it('divides by files without asking anybody', async () => {
    const text = '- [ ] Rename in `a.ts` and `b.ts`\n';
    const files = { [BOXED]: text, 'a.ts': 'x'.repeat(60_000), 'b.ts': 'x'.repeat(60_000) };
    const line = lineWith({ files, contextTokens: 40_000, probe: BROKEN });
    const found = await split(line, {});
    expect(jobs(line)).toEqual([]);
    expect(found.split?.[0]?.diff).toContain('part 2 of 2, by files');
  });

  it('asks nobody where there is nothing to divide, or no spec', async () => {
    const line = lineWith({ files: { [BOXED]: '- [ ] Small\n' }, probe: BROKEN });
    expect((await split(line, {})).split).toEqual([]);
    const none = lineWith({ files: { 'README.md': '# R\n' } });
    expect(await split(none, {})).toMatchObject({ specs: [], split: [] });
  });

  it('leaves a spec alone whose last commit is not here', async () => {
    const line = lineWith({});
    const found = await split(line, { specs: [SPEC] }, { resolve: async () => null });
    expect(found.split).toEqual([]);
    expect(line.events.of('run.warning')).toHaveLength(1);
    expect(jobs(line)).toEqual([]);
  });

  it.each<[string, Partial<LineOptions>, string]>([
    ['an engine that is not there', { probe: BROKEN }, 'engine_unavailable'],
    [
      'a limit',
      { script: () => ({ type: 'rate_limited', resetsAt: null, message: 'slow' }) },
      'rate_limited',
    ],
    [
      'bad credentials',
      { script: () => ({ type: 'unauthenticated', message: 'who?' }) },
      'engine_auth',
    ],
    ['an interruption', { script: () => ({ type: 'aborted', message: 'stop' }) }, 'interrupted'],
  ])('ends at %s', async (_, options, code) => {
    await expect(split(lineWith(options))).rejects.toMatchObject({ code });
  });
});
