/** What every verify command gets of the user's environment. */
const ALWAYS = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERM', 'TMPDIR'] as const;

/** Where toolchains and their caches live; none of them holds a credential. */
const TOOLCHAIN_HOMES = [
  'NVM_DIR',
  'NVM_BIN',
  'FNM_DIR',
  'VOLTA_HOME',
  'COREPACK_HOME',
  'PNPM_HOME',
  'BUN_INSTALL',
  'DENO_DIR',
  'YARN_CACHE_FOLDER',
  'npm_config_cache',
  'PLAYWRIGHT_BROWSERS_PATH',
  'CYPRESS_CACHE_FOLDER',
  'PUPPETEER_CACHE_DIR',
  'PYENV_ROOT',
  'PYENV_VERSION',
  'PIP_CACHE_DIR',
  'UV_CACHE_DIR',
  'UV_PYTHON_INSTALL_DIR',
  'POETRY_HOME',
  'POETRY_CACHE_DIR',
  'POETRY_VIRTUALENVS_PATH',
  'CONDA_PREFIX',
  'ASDF_DIR',
  'ASDF_DATA_DIR',
  'MISE_DATA_DIR',
  'GOROOT',
  'GOPATH',
  'GOCACHE',
  'GOMODCACHE',
  'CARGO_HOME',
  'RUSTUP_HOME',
  'RUSTUP_TOOLCHAIN',
  'JAVA_HOME',
  'MAVEN_HOME',
  'GRADLE_HOME',
  'GRADLE_USER_HOME',
  'ANDROID_HOME',
  'ANDROID_SDK_ROOT',
  'DOTNET_ROOT',
  'NUGET_PACKAGES',
  'RBENV_ROOT',
  'GEM_HOME',
  'GEM_PATH',
  'BUNDLE_PATH',
  'COMPOSER_HOME',
  'XDG_CACHE_HOME',
  'XDG_DATA_HOME',
] as const;

export interface VerifyEnvironmentSource {
  /** The environment of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Further names the user's configuration passes on. */
  readonly passEnv: readonly string[];
}

/**
 * The environment of a verify command: what any build needs, what the user named, and the job's
 * own variables. Credentials and everything that steers git or an interpreter stay behind.
 */
export function verifyEnvironment(
  { env, passEnv }: VerifyEnvironmentSource,
  job: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const names = [...ALWAYS, ...TOOLCHAIN_HOMES, ...passEnv];
  const passed = names.flatMap((name) => {
    const value = env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { PATH: DEFAULT_PATH, ...Object.fromEntries(passed), CI: 'true', ...job };
}

/** Where programs are when nobody says: the default of POSIX shells. */
const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
