import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** A bare repository with one commit on `main`. */
export interface SeededRepository {
  readonly gitDir: string;
  git(...args: string[]): string;
  /** Adds a commit with one file to a branch, which begins at `from` when it is new; its object name. */
  commit(branch: string, options?: { from?: string; path?: string; text?: string }): string;
  remove(): void;
}

export function createSeededRepository(): SeededRepository {
  const gitDir = mkdtempSync(join(tmpdir(), 'codelicious-bare-'));
  const run = (args: string[], input = '') =>
    execFileSync('git', ['--git-dir', gitDir, ...args], {
      env: ENV,
      input,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  run(['init', '--quiet', '--bare', '--initial-branch=main']);
  const commit: SeededRepository['commit'] = (branch, options = {}) => {
    const { from = 'main', path = `${branch.replaceAll('/', '-')}.txt`, text = branch } = options;
    const parent = tip(run, branch) ?? tip(run, from);
    const blob = run(['hash-object', '-w', '--stdin'], text);
    const kept = parent === null ? '' : run(['ls-tree', parent]);
    const others = kept.split('\n').filter((row) => row !== '' && !row.endsWith(`\t${path}`));
    const tree = run(['mktree'], `${[...others, `100644 blob ${blob}\t${path}`].join('\n')}\n`);
    const parents = parent === null ? [] : ['-p', parent];
    const sha = run(['commit-tree', tree, ...parents, '-m', `change ${path}`]);
    run(['update-ref', `refs/heads/${branch}`, sha]);
    return sha;
  };
  commit('main', { path: 'README.md', text: 'hello' });
  return {
    gitDir,
    commit,
    git: (...args) => run(args),
    remove: () => rmSync(gitDir, { recursive: true, force: true }),
  };
}

function tip(run: (args: string[]) => string, branch: string): string | null {
  const found = run(['for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`]);
  return found === '' ? null : found;
}
