import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Marker } from '../../../src/domain/marker.ts';
import { parseMarker, renderMarker } from '../../../src/text/marker.ts';

const marker: Marker = {
  v: 1,
  spec: 'docs/specs/12_auth.md',
  part: 2,
  chunks: [{ id: '0123456789ab', title: 'Add login', digest: 'ba9876543210' }],
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '-->',
    '--',
    '<!-- codelicious: {',
    ' -->',
    '@me',
    'closes #1',
    '\u202e',
    '"',
    '\\',
    '---',
    'é',
  ),
);
const anyQuestion = fc.record({
  id: text,
  title: text,
  digest: text,
  question: text,
  options: fc.array(text, { maxLength: 3 }),
});
const plainMarker = fc.record({
  v: fc.constant(1 as const),
  spec: text,
  part: fc.integer({ min: 1, max: 1000 }),
  chunks: fc.array(fc.record({ id: text, title: text, digest: text }), { maxLength: 10 }),
});

const anyMarker: fc.Arbitrary<Marker> = fc
  .tuple(plainMarker, fc.option(fc.array(anyQuestion, { maxLength: 3 }), { nil: null }))
  .map(([one, questions]) => (questions === null ? one : { ...one, questions }));

describe('renderMarker', () => {
  it('is one hidden comment', () => {
    expect(renderMarker(marker)).toBe(
      '<!-- codelicious: {"v":1,"spec":"docs/specs/12_auth.md","part":2,"chunks":[{"id":"0123456789ab","title":"Add login","digest":"ba9876543210"}]} -->',
    );
  });

  it('comes back as it was, from amid any text', () => {
    fc.assert(
      fc.property(anyMarker, fc.string(), (one, around) => {
        const rendered = renderMarker(one);
        expect(parseMarker(`${around}\n${rendered}\n${around}`)).toEqual(one);
        expect(rendered.indexOf('-->')).toBe(rendered.length - 3);
        expect(rendered.slice(4, -3)).not.toMatch(/--|[<>@#\n\u202e]/);
      }),
    );
  });

  it('keeps questions as long as they fit, then without their answers, and lets them go at last', () => {
    const asked = {
      id: '0123456789ab',
      title: 'Add login',
      digest: 'ba9876543210',
      question: 'q'.repeat(2000),
      options: Array.from({ length: 20 }, () => 'o'.repeat(900)),
    };
    const withQuestions = (count: number) =>
      renderMarker({ ...marker, questions: Array.from({ length: count }, () => asked) });
    const [one] = parseMarker(withQuestions(1))?.questions ?? [];
    expect(one).toMatchObject({ id: asked.id, digest: asked.digest });
    expect([one?.question.length, one?.options.length, one?.options[0]?.length]).toEqual([
      500, 10, 200,
    ]);
    const many = parseMarker(withQuestions(30))?.questions ?? [];
    expect(many).toHaveLength(30);
    expect(many[0]).toMatchObject({ id: asked.id, options: [] });
    expect(parseMarker(withQuestions(100))?.questions).toBeUndefined();
    expect(parseMarker(withQuestions(100))?.chunks).toEqual(marker.chunks);
    for (const count of [1, 30, 100]) {
      expect(withQuestions(count).length).toBeLessThanOrEqual(24_000);
    }
  });

  it('cuts titles so that a hundred of them still fit', () => {
    const long = '@'.repeat(1000);
    const chunks = Array.from({ length: 100 }, () => ({ ...marker.chunks[0]!, title: long }));
    const rendered = renderMarker({ ...marker, chunks });
    expect(rendered.length).toBeLessThan(24_000);
    expect(parseMarker(rendered)?.chunks).toHaveLength(100);
    const one = renderMarker({
      ...marker,
      chunks: [{ ...marker.chunks[0]!, title: 'x'.repeat(300) }],
    });
    expect(parseMarker(one)?.chunks[0]?.title).toBe(`${'x'.repeat(199)}…`);
  });
});

describe('parseMarker', () => {
  it.each([
    ['nothing', ''],
    ['no end', '<!-- codelicious: {"v":1'],
    ['no JSON', '<!-- codelicious: {"v":1 -->'],
    ['another version', '<!-- codelicious: {"v":2,"spec":"a","part":1,"chunks":[]} -->'],
    ['a part that is none', '<!-- codelicious: {"v":1,"spec":"a","part":0,"chunks":[]} -->'],
    ['no object', '<!-- codelicious: 7 -->'],
    ['a prototype', '<!-- codelicious: {"__proto__":{"v":1,"spec":"a","part":1,"chunks":[]}} -->'],
  ])('%s', (_, body) => expect(parseMarker(body)).toBeNull());

  it('takes the first valid one, also when keys are in another order or unknown', () => {
    const body = `<!-- codelicious: {} -->\n<!-- codelicious: {"part":3, "chunks":[], "more":true, "spec":"b", "v":1} -->\n${renderMarker(marker)}`;
    expect(parseMarker(body)).toEqual({ v: 1, spec: 'b', part: 3, chunks: [] });
  });

  it('gives up on a body full of false ones', () => {
    const started = performance.now();
    expect(parseMarker(`${'<!-- codelicious: {'.repeat(50_000)} -->`)).toBeNull();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
