import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { StatusData } from '../../../src/domain/data.ts';
import { repoAt, type TestRepo } from '../../support/git-repo.ts';
import { type Ran, type Running, type Start, start } from './program.ts';

/** Where `git push` and `git fetch` believe they go. */
const ORIGIN_URL = 'https://github.com/o/r';

/** What a machine is made of. */
export interface MachineRequest {
  /** Its own folder: HOME, caches, checkout, temporary files. */
  readonly dir: string;
  /** The bare repository that stands behind `https://github.com/o/r`. */
  readonly originDir: string;
  /** Folders put first on PATH: where `claude` is. */
  readonly path: readonly string[];
  /** Put over the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Further arguments of `git clone`. */
  readonly clone: readonly string[];
}

/** How one run is started. */
export interface RunOptions {
  /** Put over the machine's environment; undefined takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the root of the checkout. */
  readonly cwd?: string;
  readonly stdin?: string;
  /** Default 60 s; then everything is ended and `timedOut` is true. */
  readonly timeoutMs?: number;
}

/** A person's machine: HOME, configuration and caches of its own, and a clone of the sample repository. */
export interface Machine {
  readonly dir: string;
  /** The checkout, its origin `https://github.com/o/r`. */
  readonly repo: TestRepo;
  readonly env: Readonly<Record<string, string>>;
  /** `<checkout>/.codelicious`. */
  readonly stateDir: string;
  /** Runs any command line to its end. */
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  /** `codelicious build --sandbox none --events FILE …` to its end; the events are in the result. */
  build(args?: readonly string[], options?: RunOptions): Promise<Ran>;
  /** The same, to be watched or killed. */
  startBuild(args?: readonly string[], options?: RunOptions): Running;
  /** The document of `status --json`. */
  status(args?: readonly string[]): Promise<StatusData>;
}

/** Sets a machine up and clones the repository the way a person would. */
export function createMachine(request: MachineRequest): Machine {
  const { dir } = request;
  const env = machineEnv(request);
  for (const folder of ['home', 'tmp']) mkdirSync(join(dir, folder), { recursive: true });
  writeFileSync(join(dir, 'gitconfig'), gitConfig(request.originDir));
  const root = join(dir, 'checkout');
  repoAt(dir, env).git('clone', '-q', ...request.clone, ORIGIN_URL, root);
  const place = { dir, root, env };
  const run: Machine['run'] = async (args, options = {}) =>
    start({ ...surroundings(place, options), args }).done;
  let builds = 0;
  const startBuild: Machine['startBuild'] = (args = [], options = {}) => {
    builds += 1;
    const events = join(dir, `events-${String(builds)}.jsonl`);
    const all = ['build', '--sandbox', 'none', '--events', events, ...args];
    return start({ ...surroundings(place, options), args: all, events });
  };
  return {
    dir,
    repo: repoAt(root, env),
    env,
    stateDir: join(root, '.codelicious'),
    run,
    startBuild,
    build: async (args, options) => startBuild(args, options).done,
    status: async (args = []) => {
      const { stdout } = await run(['status', '--json', ...args]);
      return JSON.parse(stdout) as StatusData;
    },
  };
}

interface Place {
  readonly dir: string;
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
}

function surroundings(place: Place, options: RunOptions): Omit<Start, 'args'> {
  const { cwd = place.root, stdin, timeoutMs } = options;
  const env = Object.entries({ ...place.env, ...options.env });
  return {
    cwd,
    folder: place.dir,
    env: Object.fromEntries(
      env.filter((entry): entry is [string, string] => entry[1] !== undefined),
    ),
    ...(stdin === undefined ? {} : { stdin }),
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
  };
}

/** Nothing of this machine's user: what a login shell would give, and an identity from the git configuration. */
function machineEnv({ dir, path, env }: MachineRequest): Readonly<Record<string, string>> {
  const folders = [...path, dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'];
  return {
    PATH: folders.join(delimiter),
    HOME: join(dir, 'home'),
    XDG_CONFIG_HOME: join(dir, 'config'),
    XDG_CACHE_HOME: join(dir, 'cache'),
    XDG_DATA_HOME: join(dir, 'data'),
    XDG_STATE_HOME: join(dir, 'state'),
    // Short, because programs make sockets there; the folder's name keeps it findable.
    TMPDIR: dir.length < MAX_TMP ? join(dir, 'tmp') : tmpdir(),
    LC_ALL: 'C',
    TERM: 'dumb',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(dir, 'gitconfig'),
    GIT_TERMINAL_PROMPT: '0',
    ...env,
  };
}

/** A socket's path has at most 104 bytes on macOS; this leaves room for its name. */
const MAX_TMP = 60;

function gitConfig(originDir: string): string {
  return [
    '[user]',
    '\tname = Ada Lovelace',
    '\temail = ada@example.com',
    '[init]',
    '\tdefaultBranch = main',
    '[advice]',
    '\tdetachedHead = false',
    // Not a path: git clones a path without regard to `--depth`.
    `[url "file://${originDir}"]`,
    `\tinsteadOf = ${ORIGIN_URL}`,
    '',
  ].join('\n');
}
