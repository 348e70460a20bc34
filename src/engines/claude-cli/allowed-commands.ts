import * as z from 'zod';
import type { ToolFiles } from './tool-files.ts';

/** What a script or a target is called that tests, lints or builds, `test:unit` and `lint-fix` included. */
const CHECKING =
  /^(?:tests?|unit|integration|e2e|spec|lint|eslint|check|checks|verify|validate|typecheck|type-check|types|tsc|format|fmt|prettier|build|compile|coverage|cov)(?:[:._-][\w.-]+)*$/;
/** Scripts and targets of one tree that are named to the program; an absurd manifest must not fill the command line. */
const MAX_NAMES = 40;

/** Programs that Node projects install and start without a script. */
const NODE_TOOLS = [
  'vitest',
  'jest',
  'mocha',
  'ava',
  'tsc',
  'eslint',
  'prettier',
  'biome',
  'oxlint',
  'knip',
];
const NODE = ['node --test', 'node --check'];
const PYTHON = [
  'pytest',
  'python -m pytest',
  'python3 -m pytest',
  'python -m unittest',
  'python3 -m unittest',
];
const PYTHON_TOOLS = ['ruff', 'mypy', 'black', 'flake8', 'pylint', 'pyright', 'tox', 'nox'];
const GO = ['go test', 'go build', 'go vet', 'gofmt', 'go fmt'];
const RUST = [
  'cargo test',
  'cargo build',
  'cargo check',
  'cargo clippy',
  'cargo fmt',
  'cargo nextest',
];
const DENO = ['deno test', 'deno lint', 'deno check', 'deno fmt'];

/** How each package manager starts a script and an installed program; the first whose lock file is there counts. */
const MANAGERS: readonly {
  readonly lock: readonly string[];
  readonly test: string;
  readonly run: readonly string[];
  readonly exec: readonly string[];
}[] = [
  {
    lock: ['pnpm-lock.yaml'],
    test: 'pnpm test',
    run: ['pnpm run', 'pnpm'],
    exec: ['pnpm exec', 'npx'],
  },
  {
    lock: ['yarn.lock'],
    test: 'yarn test',
    run: ['yarn run', 'yarn'],
    exec: ['yarn', 'yarn exec', 'npx'],
  },
  { lock: ['bun.lock', 'bun.lockb'], test: 'bun test', run: ['bun run'], exec: ['bunx', 'npx'] },
  { lock: [], test: 'npm test', run: ['npm run', 'npm run-script'], exec: ['npx'] },
];

/** The parts of a `package.json` that are looked at. */
const manifest = z.object({
  packageManager: z.string().catch(''),
  scripts: z.record(z.string(), z.unknown()).catch({}),
  dependencies: z.record(z.string(), z.unknown()).catch({}),
  devDependencies: z.record(z.string(), z.unknown()).catch({}),
});

/**
 * Beginnings of command lines by which a tree is tested, linted, formatted and built, as its own files tell. Names
 * of scripts and targets come from the tree: only such as begin with a word for checking are taken, and none with
 * a character that means something to a shell or to a list.
 */
export function toolchainCommands(files: ToolFiles): readonly string[] {
  return [
    ...new Set([
      ...nodeCommands(files),
      ...pythonCommands(files),
      ...(files.has('go.mod') ? GO : []),
      ...(files.has('Cargo.toml') ? RUST : []),
      ...(files.has('deno.json') || files.has('deno.jsonc') ? DENO : []),
      ...makeCommands(files),
    ]),
  ];
}

function nodeCommands(files: ToolFiles): readonly string[] {
  const text = files.get('package.json');
  if (text === undefined) return [];
  const read = manifest.safeParse(parsed(text));
  const { packageManager, scripts, dependencies, devDependencies } = read.success
    ? read.data
    : manifest.parse({});
  const manager = managerOf(files, packageManager);
  const names = Object.keys(scripts).filter(isChecking).slice(0, MAX_NAMES);
  const installed = { ...dependencies, ...devDependencies };
  const tools = NODE_TOOLS.filter((tool) => packagesOf(tool).some((name) => name in installed));
  return [
    ...NODE,
    manager.test,
    ...manager.run.flatMap((run) => names.map((name) => `${run} ${name}`)),
    ...manager.exec.flatMap((exec) => tools.map((tool) => `${exec} ${tool}`)),
  ];
}

function managerOf(files: ToolFiles, named: string) {
  const byName = MANAGERS.find(({ test }) => named.split('@')[0] === test.split(' ')[0]);
  const byLock = MANAGERS.find(({ lock }) => lock.some((name) => files.has(name)));
  return byLock ?? byName ?? npm();
}

function npm() {
  const last = MANAGERS.at(-1);
  if (last === undefined) throw new Error('no package manager is known');
  return last;
}

/** The packages that bring a program. */
function packagesOf(tool: string): readonly string[] {
  const others: Readonly<Record<string, string>> = { tsc: 'typescript', biome: '@biomejs/biome' };
  return [others[tool] ?? tool];
}

function pythonCommands(files: ToolFiles): readonly string[] {
  const own = [
    'pyproject.toml',
    'setup.py',
    'setup.cfg',
    'requirements.txt',
    'tox.ini',
    'pytest.ini',
  ];
  const settings = [...own, 'mypy.ini', 'ruff.toml', '.ruff.toml'].filter((name) =>
    files.has(name),
  );
  if (settings.length === 0) return [];
  const mentioned = settings.map((name) => `${name}\n${files.get(name) ?? ''}`).join('\n');
  const tools = PYTHON_TOOLS.filter((tool) => new RegExp(`\\b${tool}\\b`).test(mentioned));
  const plain = [...PYTHON, ...tools, ...tools.map((tool) => `python -m ${tool}`)];
  const runners = [
    ...(files.has('uv.lock') ? ['uv run'] : []),
    ...(files.has('poetry.lock') ? ['poetry run'] : []),
  ];
  return [
    ...plain,
    ...runners.flatMap((run) => ['pytest', ...tools].map((tool) => `${run} ${tool}`)),
  ];
}

function makeCommands(files: ToolFiles): readonly string[] {
  const text = ['GNUmakefile', 'makefile', 'Makefile']
    .map((name) => files.get(name))
    .find((found) => found !== undefined);
  const targets = [...(text ?? '').matchAll(/^([\w.-]{1,60})[ \t]*::?(?!=)/gm)].map(
    ([, name = '']) => name,
  );
  return [...new Set(targets)]
    .filter(isChecking)
    .slice(0, MAX_NAMES)
    .map((name) => `make ${name}`);
}

function isChecking(name: string): boolean {
  return name.length <= 60 && CHECKING.test(name);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
