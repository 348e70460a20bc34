// Kills the program at many random moments of its work and lets it go on, here or in a fresh clone: the trials
// of tests/e2e/crash.test.ts, of which the tests run four.
//
//   node scripts/crash-campaign.js [--moments 200] [--seed 1]
//
// The moments are spread over the whole run and drawn from the seed, so that a failure can be had again with
// the same two numbers. A trial takes 4 to 8 seconds.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({
  options: {
    moments: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});

const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
const args = ['run', '--project', 'e2e', 'tests/e2e/crash.test.ts'];
const { status } = spawnSync(process.execPath, [join(vitest, 'vitest.mjs'), ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    CRASH_CAMPAIGN_MOMENTS: values.moments,
    CRASH_CAMPAIGN_SEED: values.seed,
  },
});
process.exitCode = status ?? 1;
