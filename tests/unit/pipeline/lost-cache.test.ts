import { it } from 'vitest';
import { checkSeries } from '../../support/fakes/check-series.ts';
import type { Series } from '../../support/fakes/series.ts';

const GOOD = { shared: [0, 0], fate: 'good', shrink: 'huge', whole: false } as const;

/** Two tasks, a part for each; the first push is refused, so that part 1 waits below part 2. */
const SERIES: Omit<Series, 'cuts'> = {
  pieces: [
    { ...GOOD, files: [1, 1, 1], shared: [0, 1] },
    { ...GOOD, files: [1], shrink: 'nothing', whole: true },
  ],
  config: { maxCommits: 1, maxLoc: 8, publish: 'chunk', ready: 'bottom' },
  platform: 'github',
  refusedPushes: [1],
  refusedWrites: [],
};

it.each([10, 20, 24, 26, 28, 30, 32, 34])(
  'a run cut off at effect %d and one whose cache is lost leave every part its branch',
  async (at) => {
    const cuts: Series['cuts'] = [
      { at, afterEffect: true, then: 'here' },
      { at: 39, afterEffect: true, then: 'cache_lost' },
    ];
    await checkSeries({ ...SERIES, cuts });
  },
);
