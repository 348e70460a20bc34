import fc from 'fast-check';
import { describe, it } from 'vitest';
import { checkSeries } from '../../support/fakes/check-series.ts';
import { randomSeries } from '../../support/fakes/random-series.ts';

/** More of them where somebody asks for a longer look. */
const numRuns = Number(process.env['TEST_SERIES'] ?? '150');

describe('random series of tasks', () => {
  it('come out as one commit each, in parts below the caps', {
    timeout: numRuns * 700,
  }, async () => {
    await fc.assert(fc.asyncProperty(randomSeries({}), checkSeries), { numRuns });
  });
});
