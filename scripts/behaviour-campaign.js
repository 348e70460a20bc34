// Lets an engine behave in many random ways and looks at what is left: no commit may hold what the project's own
// tests refuse, every task ends in the right state, and the ledger says what git says. The trials of
// tests/e2e/behaviours.test.ts, of which the tests run eight.
//
//   node scripts/behaviour-campaign.js [--count 500] [--seed 1]
//
// Behaviours are drawn from the seed, so that a failure can be had again with the same two numbers. Eight of them take
// about ten seconds.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
});

const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
const args = ['run', '--project', 'e2e', 'tests/e2e/behaviours.test.ts'];
const { status } = spawnSync(process.execPath, [join(vitest, 'vitest.mjs'), ...args], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
  env: {
    ...process.env,
    BEHAVIOUR_CAMPAIGN_COUNT: values.count,
    BEHAVIOUR_CAMPAIGN_SEED: values.seed,
  },
});
process.exitCode = status ?? 1;
