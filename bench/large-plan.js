import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, least, median, quietEnvironment, timeTogether } from './measure.js';
import { codelicious } from './program.js';
import { makeRepository } from './repositories.js';

const FILES = 20_000;
const SPECS = 500;
const TASKS = 5;
/** What planning may cost, in the CPU of git's own list of the files plus a plan of a small repository. */
const LIMIT = 2.5;

/** `git ls-files` as discovery needs it: what is tracked, and what is neither tracked nor ignored. */
const LS_FILES = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];

/** Specs still to be built: the few of a repository with a history, and all of them. */
const OPEN = [10, SPECS];

/** The CPU of a plan over a large repository. */
export function largePlan({ rounds }) {
  return OPEN.map((open) => inFolder((folder) => planOf({ folder, open, rounds })));
}

function planOf({ folder, open, rounds }) {
  const env = quietEnvironment(join(folder, 'home'));
  const [small, large] = [join(folder, 'small'), join(folder, 'large')];
  mkdirSync(env.HOME);
  makeRepository({ root: small, env, files: 20, specs: 1, open: 1, tasks: 3 });
  makeRepository({ root: large, env, files: FILES, specs: SPECS, open, tasks: TASKS });
  const samples = timeTogether(
    {
      list: { file: 'git', args: LS_FILES, cwd: large, env },
      small: codelicious(['plan'], { cwd: small, env }),
      large: codelicious(['plan'], { cwd: large, env }),
    },
    rounds,
  );
  const name = `plan, ${FILES} files, ${open} of ${SPECS} specs`;
  return { name, limit: LIMIT, ...compare(samples) };
}

function compare({ list, small, large }) {
  const floor = least(list, 'cpuMs') + least(small, 'cpuMs');
  const paired = large.map(({ cpuMs }, index) => cpuMs / (list[index].cpuMs + small[index].cpuMs));
  return {
    ratio: least(large, 'cpuMs') / floor,
    cpuRatio: least(large, 'cpuMs') / floor,
    pairedRatio: median(paired),
    ms: least(large, 'cpuMs'),
  };
}
