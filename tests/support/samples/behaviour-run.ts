import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HistoryData } from '../../../src/domain/history-check.ts';
import { ledgerSchema } from '../../../src/domain/ledger-file.ts';
import { type Behaviour, stateAfter, taskOf } from './behaviours.ts';
import { linkModules } from './modules.ts';
import { type Built, replayedBuild } from './replayed-build.ts';
import { TOOL_ENV } from './sample.ts';
import type { Stack } from './stacks.ts';

/** Everything that does not hold after one run; empty when all is as it should be. */
export async function faultsOf(
  launcher: string,
  stack: Stack,
  behaviours: readonly Behaviour[],
): Promise<readonly string[]> {
  const tasks = behaviours.map((behaviour) => taskOf(stack, behaviour));
  const built = await replayedBuild({ launcher, files: stack.base, modules: stack.modules, tasks });
  try {
    if (built.chunks.length !== tasks.length)
      return [`it did not run: ${built.stderr.slice(-500)}`];
    return [
      ...stateFaults(built, behaviours),
      ...ledgerFaults(built),
      ...commitFaults(built, stack),
      ...historyFaults(built, launcher),
    ];
  } finally {
    built.home.remove();
  }
}

function stateFaults({ chunks }: Built, behaviours: readonly Behaviour[]): readonly string[] {
  return behaviours.flatMap((behaviour, at) => {
    const { status, reason } = chunks[at]!;
    const wanted = stateAfter(behaviour);
    if (status === wanted) return [];
    const { piece, work, repairs } = behaviour;
    const how = `${work}, repairs ${repairs.join(' and ')}`;
    return [`piece ${piece} (${how}) is ${status}, not ${wanted}: ${reason?.message ?? ''}`];
  });
}

interface OurCommit {
  readonly sha: string;
  readonly chunk: string;
}

function commitsOf({ repo }: Built): readonly OurCommit[] {
  const form = '--format=%H %(trailers:key=Codelicious-Chunk,valueonly,separator=%x20)';
  const rows = repo.git('log', '--reverse', form, '--branches=codelicious/*').split('\n');
  return rows
    .map((row) => row.split(' '))
    .flatMap(([sha = '', chunk = '']) => (chunk === '' ? [] : [{ sha, chunk }]));
}

/** The ledger says published of what has a commit, and of nothing else. */
function ledgerFaults(built: Built): readonly string[] {
  const state = join(built.repo.root, '.codelicious', 'state');
  const [name = ''] = readdirSync(state).filter((each) => each.endsWith('.json'));
  const ledger = ledgerSchema.parse(JSON.parse(readFileSync(join(state, name), 'utf8')));
  const commits = new Map(commitsOf(built).map(({ sha, chunk }) => [chunk, sha]));
  const told = Object.entries(ledger.chunks).flatMap(([id, { status, sha }]) =>
    status === 'published' ? [[id, sha] as const] : [],
  );
  const untrue = told.filter(([id, sha]) => commits.get(id) !== sha);
  const untold = [...commits.keys()].filter((id) => !told.some(([known]) => known === id));
  return [
    ...untrue.map(([id]) => `${id} is published by the ledger and not in git`),
    ...untold.map((id) => `${id} is in git and not published by the ledger`),
  ];
}

/** Every commit passes what the authors run, and the old tests as they were. */
function commitFaults(built: Built, stack: Stack): readonly string[] {
  const { repo, home } = built;
  return commitsOf(built).flatMap(({ sha }) => {
    const root = join(home.dir, `tree-${sha}`);
    mkdirSync(root);
    const archive = execFileSync('git', ['archive', sha], { cwd: repo.root, env: home.env });
    execFileSync('tar', ['xf', '-', '-C', root], { input: archive });
    const tree = home.at(root);
    tree.write({ [stack.core.test]: stack.base[stack.core.test] ?? '' });
    linkModules(root, stack.modules);
    const env = { ...home.env, ...TOOL_ENV, PYTHONDONTWRITEBYTECODE: '1' };
    return stack.checks.flatMap((check) => {
      const { status, stdout } = spawnSync('/bin/sh', ['-c', check], {
        ...{ cwd: root, env, encoding: 'utf8' },
      });
      return status === 0 ? [] : [`${sha} does not pass ${check}: ${stdout.slice(-300)}`];
    });
  });
}

/** What the program itself finds, offline. */
function historyFaults({ repo, home }: Built, launcher: string): readonly string[] {
  const { stdout } = spawnSync(process.execPath, [launcher, 'verify', '--json'], {
    ...{ cwd: repo.root, encoding: 'utf8' },
    env: { ...home.env, XDG_CACHE_HOME: join(home.dir, 'cache') },
  });
  const { faults } = JSON.parse(stdout) as HistoryData;
  return faults.map((fault) => `verify: ${JSON.stringify(fault)}`);
}
