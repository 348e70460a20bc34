/** Tools that exist in the conversation at all: files and a shell; no web, no agents, no scheduling. */
const TOOLS = ['Bash', 'Edit', 'Glob', 'Grep', 'NotebookEdit', 'Read', 'TodoWrite', 'Write'];

/**
 * Commands that run without anybody to ask: they test, build or look. No file tool is listed: named
 * here without a path, it would be allowed everywhere, whereas the permission mode allows edits below
 * the working directory, `.git` and the program's own settings excepted. Nor is git: the program
 * lets those of its commands pass that only look, and `git diff --output` is not one of them.
 */
const ALLOWED = [
  'npm test',
  'npm run',
  'npx vitest',
  'npx jest',
  'npx tsc',
  'npx eslint',
  'npx prettier',
  'npx biome',
  'pnpm test',
  'pnpm run',
  'yarn test',
  'yarn run',
  'bun test',
  'deno test',
  'node --test',
  'node --check',
  'pytest',
  'python -m pytest',
  'python3 -m pytest',
  'python -m unittest',
  'python3 -m unittest',
  'ruff',
  'mypy',
  'go test',
  'go build',
  'go vet',
  'gofmt',
  'cargo test',
  'cargo build',
  'cargo check',
  'cargo clippy',
  'cargo fmt',
  'make test',
  'make lint',
  'make check',
].map(bash);

/** What is refused even where the user's own settings allow it: commits, branches and forges are ours. */
const DISALLOWED = [
  ...[
    'git commit',
    'git push',
    'git pull',
    'git fetch',
    'git checkout',
    'git switch',
    'git branch',
    'git tag',
    'git reset',
    'git rebase',
    'git merge',
    'git cherry-pick',
    'git stash',
    'git worktree',
    'git remote',
    'git config',
    'git clean',
    'gh',
    'glab',
  ].map(bash),
  'Edit(./.codelicious/**)',
  'WebFetch',
  'WebSearch',
];

/** What changes from one call to the next. */
export interface CallOptions {
  /** The provider's name of a model; null for the program's own choice. */
  readonly model: string | null;
  readonly maxTurns: number;
  /** US dollars; null for no cap. */
  readonly maxBudgetUsd: number | null;
  /** The conversation to go on with. */
  readonly session: string | null;
}

/**
 * The command line of one headless call; the prompt comes on standard input. Settings, hooks, agents,
 * skills, instructions and MCP servers of the project are not loaded, those of the user are.
 */
export function callArguments(options: CallOptions): readonly string[] {
  return [
    '-p',
    ...['--output-format', 'stream-json', '--verbose'],
    ...['--permission-mode', 'acceptEdits'],
    ...['--setting-sources', 'user', '--strict-mcp-config', '--disable-slash-commands'],
    ...['--tools', TOOLS.join(',')],
    ...['--allowedTools', ALLOWED.join(',')],
    ...['--disallowedTools', DISALLOWED.join(',')],
    ...['--max-turns', String(options.maxTurns)],
    ...option('--model', options.model),
    ...option('--max-budget-usd', options.maxBudgetUsd),
    ...option('--resume', options.session),
  ];
}

function option(name: string, value: string | number | null): readonly string[] {
  return value === null ? [] : [name, String(value)];
}

function bash(command: string): string {
  return `Bash(${command}:*)`;
}
