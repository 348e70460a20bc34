import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkSeries } from '../../support/fakes/check-series.ts';
import { randomSeries } from '../../support/fakes/random-series.ts';

/** More of them where somebody asks for a longer look. */
const numRuns = Number(process.env['TEST_SERIES'] ?? '100');

/** A first step may leave a rest in which nothing is left to do; one whose checks fail once is then open for good. */
const series = randomSeries({ cuts: 3, refusals: 2 }).filter(
  ({ pieces }) => !pieces.some(({ fate, shrink }) => fate === 'flaky_checks' && shrink === 'step'),
);

describe('random series of tasks', () => {
  it('come out alike when runs are cut off and deliveries refused', {
    timeout: numRuns * 700,
  }, async () => {
    await fc.assert(fc.asyncProperty(series, checkSeries), {
      numRuns,
    });
  });
});
