import { existsSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** Folders below HOME that hold programs and libraries, and neither settings nor credentials. */
const BELOW_HOME = [
  '.asdf',
  '.bun/bin',
  '.bun/install/global',
  '.cache/Cypress',
  '.cache/ms-playwright',
  '.cache/node/corepack',
  '.cache/puppeteer',
  '.cabal/bin',
  '.cargo/bin',
  '.cargo/git',
  '.cargo/registry',
  '.conda/envs',
  '.deno/bin',
  '.dotnet',
  '.fnm',
  '.ghcup',
  '.jenv',
  '.juliaup',
  '.local/lib',
  '.local/pipx/venvs',
  '.local/share/claude/versions',
  '.local/share/fnm',
  '.local/share/mise/installs',
  '.local/share/mise/shims',
  '.local/share/pipx/venvs',
  '.local/share/pnpm',
  '.local/share/uv',
  '.m2/repository',
  '.npm-global/bin',
  '.npm-global/lib',
  '.nvm',
  '.opam',
  '.pyenv',
  '.rbenv',
  '.rustup',
  '.rvm',
  '.sdkman/candidates',
  '.stack/programs',
  '.volta',
  'anaconda3',
  'go/bin',
  'go/pkg',
  'mambaforge',
  'miniconda3',
  'miniforge3',
];

/** Variables that say where a toolchain lives, and what of it is needed. */
const HOME_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  ANDROID_HOME: ['.'],
  ANDROID_SDK_ROOT: ['.'],
  ASDF_DATA_DIR: ['.'],
  ASDF_DIR: ['.'],
  BUN_INSTALL: ['bin', 'install/global'],
  CARGO_HOME: ['bin', 'git', 'registry'],
  CONDA_PREFIX: ['.'],
  COREPACK_HOME: ['.'],
  CYPRESS_CACHE_FOLDER: ['.'],
  DOTNET_ROOT: ['.'],
  FNM_DIR: ['.'],
  GEM_HOME: ['.'],
  GOMODCACHE: ['.'],
  GOPATH: ['bin', 'pkg'],
  GOROOT: ['.'],
  GRADLE_HOME: ['.'],
  JAVA_HOME: ['.'],
  MAVEN_HOME: ['.'],
  MISE_DATA_DIR: ['installs', 'shims'],
  NVM_BIN: ['.'],
  NVM_DIR: ['.'],
  PLAYWRIGHT_BROWSERS_PATH: ['.'],
  PNPM_HOME: ['.'],
  POETRY_HOME: ['.'],
  PUPPETEER_CACHE_DIR: ['.'],
  PYENV_ROOT: ['.'],
  RBENV_ROOT: ['.'],
  RUSTUP_HOME: ['.'],
  UV_PYTHON_INSTALL_DIR: ['.'],
  VIRTUAL_ENV: ['.'],
  VOLTA_HOME: ['.'],
};

/** Variables that name certificates to be trusted. */
const CERTIFICATE_VARIABLES = [
  'AWS_CA_BUNDLE',
  'CARGO_HTTP_CAINFO',
  'CURL_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'NODE_EXTRA_CA_CERTS',
  'PIP_CERT',
  'REQUESTS_CA_BUNDLE',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'npm_config_cafile',
];

/** Where toolchains may be looked for. */
export interface ToolchainSource {
  /** The environment of the command. */
  readonly env: Readonly<Record<string, string>>;
  /** Home folders. */
  readonly homes: readonly string[];
  /** The Node that runs this program. */
  readonly node: string;
}

/** Absolute places outside the system's own that programs of the user need to read; they may not be there. */
export function toolchainPaths({ env, homes, node }: ToolchainSource): readonly string[] {
  const named = Object.entries(HOME_VARIABLES).flatMap(([name, parts]) =>
    parts.map((part) => join(env[name] ?? '', part)),
  );
  const folders = (env['PATH'] ?? '').split(delimiter).flatMap(programFolder);
  const certificates = CERTIFICATE_VARIABLES.map((name) => env[name] ?? '');
  const below = homes.flatMap((home) => BELOW_HOME.map((part) => join(home, part)));
  const all = [...below, ...named, ...folders, ...nodePaths(node), ...certificates];
  return [...new Set(all)].filter((path) => isAbsolute(path));
}

/** A folder of programs and what npm or a virtual environment put beside it. */
function programFolder(folder: string): readonly string[] {
  const prefix = dirname(folder);
  if (existsSync(join(prefix, 'pyvenv.cfg'))) return [prefix];
  return [folder, join(prefix, 'lib', 'node_modules')];
}

function nodePaths(node: string): readonly string[] {
  const prefix = dirname(dirname(node));
  return [node, dirname(node), join(prefix, 'lib'), join(prefix, 'include', 'node')];
}
