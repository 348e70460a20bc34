import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nonexistent',
  LC_ALL: 'C',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'octocat',
  GIT_AUTHOR_EMAIL: 'octocat@example.com',
  GIT_COMMITTER_NAME: 'GitHub',
  GIT_COMMITTER_EMAIL: 'noreply@example.com',
};

interface MergeRequest {
  readonly base: string;
  readonly head: string;
  readonly method: 'merge' | 'squash';
  readonly message: string;
}

/** The branches of a bare repository, read and merged the way a forge does. */
export interface BareGit {
  tip(branch: string): Promise<string | null>;
  /** Commits of `head` that `base` lacks. */
  ahead(base: string, head: string): Promise<number>;
  /** The commit now at the tip of `base`, or null on conflict. */
  merge(request: MergeRequest): Promise<string | null>;
  deleteBranch(branch: string): Promise<void>;
}

/** Works on refs and objects alone: no working tree, no hooks. */
export function createBareGit(gitDir: string): BareGit {
  const git = (...args: string[]) => output(gitDir, args);
  const must = async (...args: string[]) => {
    const text = await git(...args);
    if (text === null) throw new Error(`git ${args.join(' ')} failed in ${gitDir}`);
    return text;
  };
  return {
    tip: async (branch) => git('rev-parse', '--verify', '--quiet', `refs/heads/${branch}^{commit}`),
    ahead: async (base, head) =>
      Number(await must('rev-list', '--count', `refs/heads/${base}..refs/heads/${head}`)),
    deleteBranch: async (branch) => {
      await must('update-ref', '-d', `refs/heads/${branch}`);
    },
    merge: async ({ base, head, method, message }) => {
      const [ours, theirs] = [`refs/heads/${base}`, `refs/heads/${head}`];
      const merged = await git('merge-tree', '--write-tree', ours, theirs);
      if (merged === null) return null;
      const parents = method === 'merge' ? ['-p', ours, '-p', theirs] : ['-p', ours];
      const tree = merged.split('\n')[0] ?? '';
      const commit = await must('commit-tree', tree, ...parents, '-m', message);
      await must('update-ref', ours, commit);
      return commit;
    },
  };
}

async function output(gitDir: string, args: string[]): Promise<string | null> {
  try {
    const { stdout } = await run('git', ['--git-dir', gitDir, ...args], { env: ENV });
    return stdout.trim();
  } catch {
    return null;
  }
}
