import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, least, median, quietEnvironment, timeTogether } from './measure.js';
import { bareNode, codelicious } from './program.js';
import { makeRepository } from './repositories.js';

/** What a start may cost, in starts of a Node that does nothing. */
const LIMITS = { '--version': 1.5, '--help': 2, plan: 4 };

/** How long each command takes against a Node that does nothing. */
export function startUp({ rounds }) {
  return inFolder((folder) => {
    const env = quietEnvironment(join(folder, 'home'));
    const cwd = join(folder, 'repo');
    mkdirSync(env.HOME);
    makeRepository({ root: cwd, env, files: 20, specs: 1, open: 1, tasks: 3 });
    const commands = Object.fromEntries(
      Object.keys(LIMITS).map((name) => [name, codelicious([name], { cwd, env })]),
    );
    const samples = timeTogether({ bare: bareNode({ cwd, env }), ...commands }, rounds);
    return Object.entries(LIMITS).map(([name, limit]) => ({
      name,
      limit,
      ...compare(samples[name], samples.bare),
    }));
  });
}

/** Ratios of the least times, which other work on the machine cannot improve; and of the pairs. */
function compare(samples, bare) {
  return {
    ratio: least(samples, 'wallMs') / least(bare, 'wallMs'),
    cpuRatio: least(samples, 'cpuMs') / least(bare, 'cpuMs'),
    pairedRatio: median(samples.map((sample, index) => sample.wallMs / bare[index].wallMs)),
    ms: least(samples, 'wallMs'),
  };
}
