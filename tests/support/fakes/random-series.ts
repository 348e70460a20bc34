import fc from 'fast-check';
import type { Cut, Piece, Series } from './series.ts';

const weighted = <T>(...pairs: readonly (readonly [number, T])[]): fc.Arbitrary<T> =>
  fc.oneof(...pairs.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));

const fate: fc.Arbitrary<Piece['fate']> = weighted(
  [8, 'good'],
  [2, 'repaired'],
  [1, 'flaky_engine'],
  [1, 'flaky_checks'],
  [1, 'never'],
  [1, 'never_passes'],
);

const piece: fc.Arbitrary<Piece> = fc.record({
  files: fc.array(fc.integer({ min: 1, max: 14 }), { minLength: 1, maxLength: 3 }),
  shared: fc.tuple(fc.nat(8), fc.nat(8)),
  fate,
  shrink: weighted([2, 'step'], [1, 'nothing'], [1, 'fails'], [1, 'asks'], [1, 'huge']),
  whole: weighted([5, false], [1, true]),
});

const cut: fc.Arbitrary<Cut> = fc.record({
  at: fc.integer({ min: 8, max: 150 }),
  afterEffect: fc.boolean(),
  then: fc.constantFrom('here', 'cache_lost', 'fresh_clone'),
});

/** Series of up to four tasks, with at most so many runs cut off and deliveries refused. */
export const randomSeries = (
  most: Partial<Record<'cuts' | 'refusals', number>>,
): fc.Arbitrary<Series> =>
  fc.record({
    pieces: fc.array(piece, { minLength: 1, maxLength: 4 }),
    config: fc.record({
      maxCommits: fc.integer({ min: 1, max: 4 }),
      maxLoc: fc.integer({ min: 8, max: 40 }),
      publish: weighted([3, 'chunk'], [1, 'part']),
      ready: weighted([3, 'all'], [1, 'bottom'], [1, 'never']),
    }),
    platform: weighted([3, 'github'], [1, 'local']),
    cuts: fc.array(cut, { maxLength: most.cuts ?? 0 }),
    refusedPushes: fc.uniqueArray(fc.integer({ min: 1, max: 8 }), {
      maxLength: most.refusals ?? 0,
    }),
    refusedWrites: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), {
      maxLength: most.refusals ?? 0,
    }),
  });
