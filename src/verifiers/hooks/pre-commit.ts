import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { type CheckContext, environmentOf } from '../runner.ts';
import type { FoundHook } from './hook.ts';

const CONFIG = '.pre-commit-config.yaml';
const NAME = 'pre-commit';
const SHOWN = 'pre-commit run';
/** Languages whose hooks need nothing but what is there. */
const READY: ReadonlySet<string> = new Set([
  'system',
  'script',
  'fail',
  'pygrep',
  'unsupported',
  'unsupported_script',
]);
/** What pre-commit ends with when it could not begin: its own faults, and those of installing. */
const UNABLE = new Map([[3, 'the environments of its hooks cannot be made offline']]);

const configSchema = z.looseObject({
  repos: z.array(
    z.looseObject({
      repo: z.string(),
      hooks: z.array(z.looseObject({ id: z.string(), language: z.string().optional() })),
    }),
  ),
});
type Repository = z.infer<typeof configSchema>['repos'][number];

/** Puts the configuration of `$1` where nobody sees it, and runs the rest with it. */
const RUN = 'printf %s "$1" > .git/pre-commit.json; shift; exec "$@"';

/**
 * The hooks of the framework pre-commit, as far as they need nothing from elsewhere: those of other repositories would
 * have to be fetched.
 */
export async function preCommitHooks(context: CheckContext): Promise<readonly FoundHook[]> {
  const { scope, deps } = context;
  const config = read(await scope.baseFile(CONFIG));
  if (config === null) return [];
  const skipped = (note: string): readonly FoundHook[] => [
    { kind: 'skipped', name: NAME, shown: SHOWN, note },
  ];
  const repos = config.repos.map(ready).filter(({ hooks }) => hooks.length > 0);
  const left = hookCount(config.repos) - hookCount(repos);
  if (repos.length === 0)
    return skipped(`its hooks come from elsewhere, and would have to be fetched`);
  const own = join(scope.root, '.venv', 'bin');
  const path = `${own}:${environmentOf(context)['PATH'] ?? ''}`;
  const program = await deps.processes.find(NAME, path);
  if (program === null) return skipped('pre-commit is not on PATH; pip install pre-commit');
  const text = JSON.stringify({ ...config, repos });
  const which = scope.changed.length === 0 ? ['--all-files'] : ['--files', ...scope.changed];
  const run = [program, 'run', '--config', '.git/pre-commit.json', '--color', 'never', ...which];
  const hook = {
    ...{ name: NAME, shown: SHOWN, files: [], unable: UNABLE },
    argv: ['/bin/sh', '-c', RUN, 'sh', text, ...run],
    env: { PRE_COMMIT_HOME: join(scope.root, '.git', 'pre-commit') },
    ...(left === 0 ? {} : { note: `without ${left} of its hooks, which would have to be fetched` }),
  };
  return [{ kind: 'hook', hook }];
}

/** The hooks of a repository that can be run as things are. */
function ready(repository: Repository): Repository {
  if (repository.repo === 'meta') return { ...repository, hooks: [] };
  if (repository.repo !== 'local') return { ...repository, hooks: [] };
  return {
    ...repository,
    hooks: repository.hooks.filter(({ language = '' }) => READY.has(language)),
  };
}

function hookCount(repos: readonly Repository[]): number {
  return repos.reduce((sum, { hooks }) => sum + hooks.length, 0);
}

function read(text: string | null): z.infer<typeof configSchema> | null {
  if (text === null) return null;
  try {
    return configSchema.safeParse(parse(text)).data ?? null;
  } catch {
    return null;
  }
}
