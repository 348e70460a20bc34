// Tries every way out of the cage that is known, as the tool calls of a scripted model, through the engine loop of the
// APIs and through the real Claude Code CLI: the trials of tests/integration/engines/escapes.test.ts, of which the
// tests try each tenth payload.
//
//   node scripts/escape-campaign.js [--every 1]
//
// As root it is done a second time as nobody. Takes about ten minutes, and half of it runs without a wall: payloads
// that would harm the machine are left out there.

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { every: { type: 'string', default: '1' } } });
const vitest = dirname(createRequire(import.meta.url).resolve('vitest/package.json'));
const args = ['run', '--project', 'integration', 'tests/integration/engines/escapes.test.ts'];
const { status } = spawnSync(process.execPath, [join(vitest, 'vitest.mjs'), ...args], {
  cwd: join(import.meta.dirname, '..'),
  stdio: 'inherit',
  env: { ...process.env, ESCAPE_CAMPAIGN_EVERY: values.every },
});
process.exitCode = status ?? 1;
