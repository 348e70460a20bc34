import { describe, expect, it } from 'vitest';
import { exitCodeOf } from '../../../src/domain/outcome.ts';
import { createLine, type Line } from '../../support/fakes/line.ts';

const SPEC = 'docs/prose.md';
const BOXED = 'specs/1_demo.md';

const jobs = (line: Line): readonly string[] =>
  line.engine.jobs.map(({ kind, env }) => `${kind} ${String(env['CODELICIOUS_CHUNK_TITLE'])}`);

describe('a task whose files exceed the window of the engine', () => {
  const KIB = 'x'.repeat(1_023).concat('\n');
  const files = (sizes: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(sizes).map(([path, kib]) => [path, KIB.repeat(kib)]));
  const halving = (text: string, sizes: Readonly<Record<string, number>>): Line =>
    createLine({
      files: { [BOXED]: text, ...files(sizes) },
      contextTokens: 40_000,
      script: ({ title, write }) => {
        write(`src/${title.slice(0, 40).replaceAll(/\W/g, '')}.txt`, 'done\n');
        return undefined;
      },
    });
  const warnings = (line: Line): readonly string[] =>
    line.events.of('run.warning').map(({ message }) => message);

  it('is divided by them into parts that fit, one after the other', async () => {
    const text = '- [ ] Rename in `a.ts` and `b.ts`\n  - `b.ts` keeps one\n- [ ] Else\n';
    const line = halving(text, { 'a.ts': 60, 'b.ts': 60 });
    const outcome = await line.once();
    expect(line.events.of('spec.planned')).toEqual([
      { type: 'spec.planned', spec: BOXED, by: 'files', tasks: 2 },
    ]);
    const chunks = outcome.specs[0]!.chunks;
    expect(chunks.map(({ files: named }) => named)).toEqual([['a.ts'], ['b.ts'], []]);
    expect(chunks[1]!.dependsOn).toEqual([chunks[0]!.id]);
    expect(exitCodeOf(outcome)).toBe(0);
    const prompts = line.engine.jobs.map(({ prompt }) => prompt);
    expect(prompts).toHaveLength(3);
    expect(prompts[0]).not.toContain('- `b.ts` keeps one');
    expect(prompts[1]).toContain('- `b.ts` keeps one');
    expect(line.text('codelicious/spec-1', BOXED)).toContain('part 2 of 2, by files');
    expect(warnings(line)).toEqual([]);
    line.freshClone();
    await line.once();
    expect(jobs(line)).toEqual([]);
  });

  it('is left alone where it fits', async () => {
    const line = halving('- [ ] Rename in `a.ts` and `b.ts`\n', { 'a.ts': 40, 'b.ts': 40 });
    await line.once();
    expect(jobs(line)).toEqual(['build Rename in `a.ts` and `b.ts`']);
    expect(warnings(line)).toEqual([]);
  });

  it('is warned of and built where one file alone is too big', async () => {
    const line = halving('- [ ] Rename in `a.ts`\n', { 'a.ts': 200 });
    const outcome = await line.once();
    expect(warnings(line)).toEqual([expect.stringMatching(/"Rename in `a.ts`" .*a\.ts alone \d+/)]);
    expect(exitCodeOf(outcome)).toBe(0);
  });

  it('is warned of once more, and not divided again, where a part is still too big', async () => {
    const names = Array.from({ length: 16 }, (_, at) => `f${String(at)}.ts`);
    const text = `- [ ] Rename ${names.map((name) => `\`${name}\``).join(' ')}\n`;
    const line = halving(text, Object.fromEntries(names.map((name) => [name, 110])));
    const outcome = await line.once();
    expect(outcome.specs[0]!.chunks).toHaveLength(8);
    expect(new Set(outcome.specs[0]!.chunks.flatMap(({ files: named }) => named))).toEqual(
      new Set(names),
    );
    expect(line.events.of('spec.planned')).toHaveLength(1);
    expect(warnings(line)).toHaveLength(8);
  });

  it('is warned of where its words alone are too many, and where it has no box', async () => {
    const line = createLine({
      files: { [BOXED]: `- [ ] Do it\n  - ${'word '.repeat(700)}\n` },
      contextTokens: 1_000,
    });
    await line.once();
    expect(warnings(line)).toEqual([
      expect.stringMatching(/its prompt takes about \d+ tokens and its files 0, of 750/),
    ]);
    const unboxed = createLine({
      files: {
        [SPEC]: '# Names\n\n## Add\n\nIn `a.ts` and `b.ts`.\n',
        ...files({ 'a.ts': 90, 'b.ts': 90 }),
      },
      contextTokens: 40_000,
      config: { specs: [SPEC], chunkStrategy: 'checkbox' },
    });
    await unboxed.once();
    expect(warnings(unboxed)).toHaveLength(1);
  });
});
