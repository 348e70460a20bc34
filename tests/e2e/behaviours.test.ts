import { expect, inject, it } from 'vitest';
import { randomOf } from '../support/random.ts';
import { faultsOf } from '../support/samples/behaviour-run.ts';
import { drawBehaviours } from '../support/samples/behaviours.ts';
import { canCheck } from '../support/samples/sample.ts';
import { STACKS } from '../support/samples/stacks.ts';

/** How many behaviours are tried, and from which seed they are drawn; scripts/behaviour-campaign.js sets both. */
const COUNT = Number(process.env['BEHAVIOUR_CAMPAIGN_COUNT'] ?? 4);
const SEED = Number(process.env['BEHAVIOUR_CAMPAIGN_SEED'] ?? 7);

/** Tasks of one run. */
const TOGETHER = 4;

const launcher = inject('launcher');
const stacks = STACKS.filter((stack) => canCheck({ ...stack, files: stack.base }));

const runs = Array.from({ length: Math.ceil(COUNT / TOGETHER) }, (_, index) => {
  const stack = stacks[index % stacks.length]!;
  const behaviours = drawBehaviours(TOGETHER, randomOf(SEED * 1000 + index));
  const name = behaviours.map(({ work, repairs }) => `${work} (${repairs.join(', ')})`).join('; ');
  return { name: `${stack.name} ${index}: ${name}`, stack, behaviours };
});

it.each(runs)('leaves only good commits of $name', { timeout: 300_000 }, async (run) => {
  expect(await faultsOf(launcher, run.stack, run.behaviours)).toEqual([]);
});
