import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Sha } from '../../src/domain/ids.ts';

/** A folder of its own for one test, with an environment that knows nothing of this machine's user. */
export interface TestHome {
  /** Absolute, links resolved; holds everything below. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  /** Makes a repository with a first commit on `main`. */
  repo(name: string, files?: Files): TestRepo;
  /** Makes an empty bare repository. */
  bare(name: string): TestRepo;
  /** A handle on a repository or working tree that is already there. */
  at(path: string): TestRepo;
  remove(): void;
}

/** A throw-away repository and git in it. */
export interface TestRepo {
  readonly root: string;
  readonly env: Readonly<Record<string, string>>;
  /** Standard output without its last line feed. */
  git(...args: readonly string[]): string;
  write(files: Files): void;
  /** Writes files, adds everything and commits. */
  commit(message: string, files?: Files): Sha;
}

/** Contents by path; folders are made. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Makes a folder below the system's temporary one; the caller removes it. */
export function makeTestHome(prefix = 'codelicious-git-'): TestHome {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
  const env = isolatedEnv(dir);
  mkdirSync(env['HOME'] ?? dir, { recursive: true });
  const at = (path: string): TestRepo => repoAt(path, env);
  const made = (name: string, ...more: readonly string[]): TestRepo => {
    const root = join(dir, name);
    mkdirSync(root, { recursive: true });
    at(root).git('init', '-q', '-b', 'main', '--template=', ...more);
    return at(root);
  };
  return {
    dir,
    env,
    at,
    repo(name, files = { 'README.md': '# Sample\n' }) {
      const repo = made(name);
      repo.commit('First', files);
      return repo;
    },
    bare: (name) => made(name, '--bare'),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}

/** What git needs to run as nobody in particular: a HOME of its own, no configuration, an identity. */
function isolatedEnv(dir: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: join(dir, 'home'),
    TMPDIR: process.env['TMPDIR'] ?? tmpdir(),
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: join(dir, 'gitconfig'),
    GIT_AUTHOR_NAME: 'Ada Lovelace',
    GIT_AUTHOR_EMAIL: 'ada@example.com',
    GIT_COMMITTER_NAME: 'Ada Lovelace',
    GIT_COMMITTER_EMAIL: 'ada@example.com',
  };
}

/** A handle on a repository or working tree, for git under the given environment. */
export function repoAt(root: string, env: Readonly<Record<string, string>>): TestRepo {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', args, { cwd: root, env, encoding: 'utf8', stdio: 'pipe' }).replace(
      /\n$/,
      '',
    );
  const write = (files: Files): void => {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    }
  };
  const commit = (message: string, files: Files = {}): Sha => {
    write(files);
    git('add', '-A');
    git('commit', '-q', '--allow-empty', '-m', message);
    return git('rev-parse', 'HEAD') as Sha;
  };
  return { root, env, git, write, commit };
}
