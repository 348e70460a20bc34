import { describe, expect, it } from 'vitest';
import type { ChunkState } from '../../../src/domain/chunk.ts';
import type { Sha } from '../../../src/domain/ids.ts';
import { nextChunk } from '../../../src/pipeline/next-chunk.ts';
import { isComplete, type Progress } from '../../../src/pipeline/progress.ts';
import { NEW_RECORD } from '../../../src/pipeline/work.ts';
import { chunksOf } from '../../../src/spec/chunks.ts';
import { parseText } from '../../../src/spec/parse.ts';

const TEXT = `# Demo

## One
- [ ] 1. Alpha
- [ ] 2. Beta (depends on 1)

## Two
- [ ] 3. Gamma
- [ ] 4. Delta (depends on 2)
`;

type States = Readonly<Record<number, ChunkState>>;

const FAILED: ChunkState = { status: 'failed', code: 'verification', message: 'no' };

/** A spec's progress with states by position; what has a state other than pending counts as tried. */
function progress(states: States, text = TEXT, tried: readonly number[] = []): Progress {
  const spec = parseText('specs/1_demo.md', text);
  const { chunks } = chunksOf(spec, { asked: false });
  const records = new Map(
    chunks.map((chunk, at) => [
      chunk.id,
      { ...NEW_RECORD, state: states[at] ?? { status: 'pending' as const } },
    ]),
  );
  return {
    ...{
      spec,
      chunks,
      records,
      asked: false,
      stem: 'codelicious/spec-1',
      parts: [],
      lastNumber: 0,
    },
    ...{ tip: 'a'.repeat(40) as Sha, carries: false, unpushed: new Set(), undelivered: [] },
    ...{ plan: null, planned: new Set<string>() },
    notes: new Map(),
    tried: new Set(tried.map((at) => chunks[at]!.id)),
  };
}

/** The next one in words: `build 2.`, `blocked 2. by 1.`, `none`. */
function said(now: Progress, policy: Parameters<typeof nextChunk>[1] = 'continue'): string {
  const next = nextChunk(now, policy);
  if (next.type === 'none') return 'none';
  const name = (id: string): string =>
    now.chunks.find((chunk) => chunk.id === id)!.title.split(' ')[0]!;
  const own = name(next.chunk.id);
  return next.type === 'build' ? `build ${own}` : `blocked ${own} by ${next.by.map(name).join()}`;
}

describe('the next chunk', () => {
  it('is the first that is open', () => {
    expect(said(progress({}))).toBe('build 1.');
    expect(said(progress({ 0: { status: 'committed' } }))).toBe('build 2.');
    expect(said(progress({ 0: { status: 'published' }, 1: { status: 'merged' } }))).toBe(
      'build 3.',
    );
  });

  it.each<ChunkState>([FAILED, { status: 'blocked', by: [] }, { status: 'in_progress' }])(
    'is tried again in a later run when it is $status',
    (state) => {
      expect(said(progress({ 0: state }))).toBe('build 1.');
    },
  );

  it('is not one that waits for an answer, nor one that was declined', () => {
    const parked: ChunkState = { status: 'parked', question: '?', options: [] };
    expect(said(progress({ 0: parked, 1: { status: 'declined' } }))).toBe('build 3.');
  });

  it('is none twice in a run', () => {
    expect(said(progress({ 0: FAILED }, TEXT, [0]))).toBe('blocked 2. by 1.');
    expect(said(progress({ 0: FAILED }, TEXT, [0, 1]))).toBe('build 3.');
    expect(said(progress({ 0: FAILED }, TEXT, [0, 1, 2]))).toBe('blocked 4. by 2.');
    expect(said(progress({ 0: FAILED }, TEXT, [0, 1, 2, 3]))).toBe('none');
  });

  it('waits for what was declined or parked beneath it', () => {
    expect(said(progress({ 0: { status: 'declined' } }))).toBe('blocked 2. by 1.');
    const parked: ChunkState = { status: 'parked', question: '?', options: [] };
    expect(said(progress({ 0: parked }))).toBe('blocked 2. by 1.');
  });

  it('waits for everything before it under `block`, and names what it depends on first', () => {
    expect(said(progress({ 0: FAILED }, TEXT, [0]), 'block')).toBe('blocked 2. by 1.');
    expect(said(progress({ 0: FAILED }, TEXT, [0, 1]), 'block')).toBe('blocked 3. by 1.,2.');
    expect(said(progress({ 0: { status: 'merged' } }), 'block')).toBe('build 2.');
  });
});

describe('optional tasks', () => {
  const KIRO = '# Plan\n\n- [ ] 1. Alpha\n- [ ] 2. Maybe\n- [ ] 3. Gamma\n';
  const asKiro = (states: States): Progress => {
    const plain = progress(states, KIRO);
    const optional = plain.chunks.map((chunk, at) => ({ ...chunk, optional: at === 1 }));
    return { ...plain, chunks: optional };
  };

  it('are never built, keep nothing back, and leave a spec complete', () => {
    const merged = { status: 'merged' } as const;
    expect(said(asKiro({ 0: merged }))).toBe('build 3.');
    expect(said(asKiro({ 0: merged }), 'block')).toBe('build 3.');
    expect(isComplete(asKiro({ 0: merged }))).toBe(false);
    expect(isComplete(asKiro({ 0: merged, 2: { status: 'declined' } }))).toBe(true);
  });
});
