import { spawnSync } from 'node:child_process';
import { makeTestHome } from '../git-repo.ts';
import { type History, readHistory, type Tree } from './history.ts';
import { linkModules } from './modules.ts';
import { canCheck, TOOL_ENV } from './sample.ts';

/** A small library, and how it came about. */
export interface Project {
  readonly name: string;
  readonly modules: readonly string[];
  readonly programs: readonly string[];
  /** What its authors run before they push. */
  readonly checks: readonly string[];
  history(): History;
}

function project(
  name: string,
  { modules = [], programs = [], checks }: Partial<Project> & Pick<Project, 'checks'>,
): Project {
  const file = new URL(`histories/${name}.txt`, import.meta.url);
  return { name, modules, programs, checks, history: () => readHistory(file) };
}

const TYPESCRIPT: Pick<Project, 'modules' | 'checks'> = {
  modules: ['vitest', 'eslint', '@eslint/js', 'typescript', 'typescript-eslint'],
  checks: [
    'node_modules/.bin/tsc --noEmit',
    'node_modules/.bin/eslint .',
    'node_modules/.bin/vitest run',
  ],
};
const JEST: typeof TYPESCRIPT = { modules: ['jest'], checks: ['node_modules/.bin/jest --ci'] };

const PYTEST: Pick<Project, 'programs' | 'checks'> = {
  programs: ['pytest'],
  checks: ['python3 -m pytest -q -p no:cacheprovider'],
};
const UNITTEST: typeof PYTEST = {
  programs: ['python3'],
  checks: ['python3 -m unittest discover -s tests -t .'],
};
const GO: typeof PYTEST = {
  programs: ['go'],
  checks: ['gofmt -l . | grep . && exit 1 || go vet ./...', 'go test ./...'],
};
const RUST: typeof PYTEST = {
  programs: ['cargo'],
  checks: [
    'cargo fmt --check',
    'cargo clippy --offline -q --all-targets -- -D warnings',
    'cargo test --offline -q',
  ],
};

const PROJECTS: readonly Project[] = [
  project('duration', { modules: ['vitest'], checks: ['node_modules/.bin/vitest run'] }),
  project('semver', TYPESCRIPT),
  project('markdown-table', { checks: ['node --test tests/'] }),
  project('slug', JEST),
  project('csv', PYTEST),
  project('todo-store', UNITTEST),
  project('lru', GO),
  project('emitter', TYPESCRIPT),
  project('template', JEST),
  project('router', { modules: ['mocha', 'chai'], checks: ['node_modules/.bin/mocha'] }),
  project('notes-cli', { checks: ['node --test test/*.test.js'] }),
  project('calendar', {
    modules: ['@mini/calendar=packages/calendar', '@mini/cli=packages/cli'],
    checks: ['npm test'],
  }),
  project('byte-size', PYTEST),
  project('stock', UNITTEST),
  project('gauge', GO),
  project('roman', RUST),
];

/** The projects that this machine can check. */
export function knownProjects(): readonly Project[] {
  return PROJECTS.filter(({ name, modules, programs }) =>
    canCheck({ name, files: {}, modules, programs }),
  );
}

/** Whether what its authors run says that a tree is good. */
export function isGreen(
  { modules, checks }: Pick<Project, 'modules' | 'checks'>,
  tree: Tree,
): boolean {
  const home = makeTestHome('codelicious-oracle-');
  try {
    const repo = home.repo('tree', tree);
    linkModules(repo.root, modules);
    const env = { ...home.env, ...TOOL_ENV, PYTHONDONTWRITEBYTECODE: '1', CI: 'true' };
    const options = { cwd: repo.root, env, encoding: 'utf8', timeout: 120_000 } as const;
    return checks.every((check) => spawnSync('/bin/sh', ['-c', check], options).status === 0);
  } finally {
    home.remove();
  }
}
