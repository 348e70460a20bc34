import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkSeries } from '../../support/fakes/check-series.ts';
import { randomSeries } from '../../support/fakes/random-series.ts';

/** More of them where somebody asks for a longer look. */
const numRuns = Number(process.env['TEST_SERIES'] ?? '300');

describe('random series of tasks', () => {
  it('come out alike when runs are cut off and deliveries refused', {
    timeout: numRuns * 200,
  }, async () => {
    await fc.assert(fc.asyncProperty(randomSeries({ cuts: 3, refusals: 2 }), checkSeries), {
      numRuns,
    });
  });
});
