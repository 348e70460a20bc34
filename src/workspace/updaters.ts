import type { Ecosystem } from './manifests.ts';

/** One program of an update; several are run in order until one fails. */
export interface UpdateStep {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How one package manager installs what a changed manifest asks for and brings its lock file up to date. */
export interface Updater {
  readonly ecosystem: Ecosystem;
  /** The file by which it is known; null where it is known by `packageManager` or by default. */
  readonly lock: string | null;
  /** A further file that has to be beside the lock. */
  readonly beside?: string;
  /** Whether it goes on from packages that are installed already, or begins with none. */
  readonly from: 'copied' | 'emptied';
  /** No package's own scripts are run, nothing is built from source. */
  readonly steps: readonly UpdateStep[];
}

/** One more request where one fails, after a second and not after ten; then it is our turn to try again. */
export const NPM_PATIENCE: readonly string[] = [
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
];

const NPM = ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...NPM_PATIENCE];
/** Files are copied out of the user's own store: a link would share them with it. */
const PNPM = [
  'install',
  '--ignore-scripts',
  '--no-frozen-lockfile',
  '--package-import-method=copy',
  ...NPM_PATIENCE,
];
const YARN = ['install', '--mode=skip-build', '--no-immutable'];
const YARN_1 = ['install', '--ignore-scripts', '--non-interactive', '--no-progress'];
const BUN = ['install', '--ignore-scripts', '--backend=copyfile'];

/** A package may be a build script too; Python's are wheels, which are only unpacked. */
const UV_SYNC = ['sync', '--frozen', '--inexact', '--no-build', '--no-install-workspace'];
const POETRY_ENV = { POETRY_VIRTUALENVS_IN_PROJECT: 'true', POETRY_INSTALLER_ONLY_BINARY: ':all:' };

/** The toolchain that is here is used, and nothing is fetched from version control. */
const GO_ENV = { GOTOOLCHAIN: 'local', GOVCS: '*:off', GOFLAGS: '-mod=mod -modcacherw' };

/** In order of preference where a folder has several locks. */
export const UPDATERS: readonly Updater[] = [
  node('pnpm-lock.yaml', 'pnpm', PNPM),
  { ...node('yarn.lock', 'yarn', YARN), beside: '.yarnrc.yml' },
  node('yarn.lock', 'yarn', YARN_1),
  node('bun.lock', 'bun', BUN),
  node('bun.lockb', 'bun', BUN),
  { ...node('package-lock.json', 'npm', NPM), from: 'copied' },
  { ...node('npm-shrinkwrap.json', 'npm', NPM), from: 'copied' },
  {
    ecosystem: 'python',
    lock: 'uv.lock',
    from: 'copied',
    steps: [
      { program: 'uv', args: ['lock'] },
      { program: 'uv', args: UV_SYNC },
    ],
  },
  {
    ecosystem: 'python',
    lock: 'poetry.lock',
    from: 'copied',
    steps: [
      { program: 'poetry', args: ['lock', '--no-interaction'], env: POETRY_ENV },
      { program: 'poetry', args: ['install', '--no-interaction', '--no-root'], env: POETRY_ENV },
    ],
  },
  {
    ecosystem: 'go',
    lock: 'go.mod',
    from: 'copied',
    steps: [{ program: 'go', args: ['mod', 'tidy'], env: GO_ENV }],
  },
  {
    ecosystem: 'rust',
    lock: 'Cargo.toml',
    from: 'copied',
    steps: [
      { program: 'cargo', args: ['update', '--workspace'] },
      { program: 'cargo', args: ['fetch', '--locked'] },
    ],
  },
];

/** npm where a project keeps no lock file: none is left behind then. */
export const WITHOUT_LOCK: Updater = {
  ...node(null, 'npm', [...NPM, '--no-package-lock']),
  from: 'copied',
};

function node(lock: string | null, program: string, args: readonly string[]): Updater {
  return { ecosystem: 'node', lock, from: 'emptied', steps: [{ program, args }] };
}
