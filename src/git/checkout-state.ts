import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodeliciousError } from '../domain/errors.ts';
import type { Sha } from '../domain/ids.ts';
import { oneLine } from '../domain/text-limits.ts';
import type { CheckoutState } from '../ports/checkout.ts';
import { requireVersion } from './binary.ts';
import type { GitCall } from './call.ts';
import { splitNul } from './paths.ts';
import { withoutUserInfo } from './refusal.ts';

/** Questions of one `rev-parse`, in this order; `--show-toplevel` fails in a bare repository. */
const QUESTIONS: readonly string[] = [
  '--path-format=absolute',
  '--is-bare-repository',
  '--is-inside-work-tree',
  '--is-shallow-repository',
  '--absolute-git-dir',
  '--git-common-dir',
  '--show-toplevel',
];
/** Asked last, because it fails where there is no commit yet. */
const HEAD_QUESTIONS: readonly string[] = ['HEAD^{commit}', '--symbolic-full-name', 'HEAD'];

/**
 * What the repository at a path is.
 * @param call git in that path
 * @throws CodeliciousError `usage`, `git_too_old`, `not_a_repository`, `bare_repository`, `unborn_branch`
 */
export async function readState(call: GitCall, path: string): Promise<CheckoutState> {
  await requireFolder(path);
  const [place, remote] = await Promise.all([
    call.attempt(['rev-parse', ...QUESTIONS, ...HEAD_QUESTIONS]),
    call.attempt(['config', '-z', '--get-all', 'remote.origin.url']),
  ]);
  const lines = linesOf(place.out);
  if (!isAnswer(lines)) requireVersion(await call.text(['version']));
  const [bare, inside, shallow = '', gitDir = '', commonDir = '', root = ''] = lines;
  if (bare === 'true') throw bareRepository(path);
  if (inside !== 'true' || root === '') throw notARepository(path, place.err);
  if (place.code !== 0) throw unbornBranch(root);
  const [sha = '', name = '', ...more] = lines.slice(QUESTIONS.length - 1);
  if (more.length > 0) throw lineBreakIn(path);
  return {
    root,
    mainRoot: gitDir === commonDir ? root : await mainRootOf(call, root),
    commonDir,
    head: sha as Sha,
    branch: branchOf(name),
    shallow: shallow === 'true',
    originUrl: splitNul(remote.out)[0] ?? null,
  };
}

/** Git before `--path-format` says the option back instead of answering; outside a repository there is no answer at all. */
function isAnswer([bare = '']: readonly string[]): boolean {
  return ['', 'true', 'false'].includes(bare);
}

function linesOf(bytes: Uint8Array): readonly string[] {
  return Buffer.from(bytes).toString('utf8').trimEnd().split('\n');
}

/** The branch a full name stands for; null for a detached HEAD. */
function branchOf(name: string): string | null {
  return /^refs\/heads\/(.+)$/.exec(name)?.[1] ?? null;
}

/** The first working tree git lists is the main one; a bare repository has none. */
async function mainRootOf(call: GitCall, root: string): Promise<string> {
  const [first = ''] = (await call.text(['worktree', 'list', '--porcelain'])).split('\n\n');
  const path = /^worktree (.+)$/m.exec(first)?.[1];
  return path === undefined || /^bare$/m.test(first) ? root : path;
}

async function requireFolder(path: string): Promise<void> {
  const entry = await stat(path).catch(() => null);
  if (entry?.isDirectory() === true) return;
  const what = entry === null ? 'does not exist' : 'is not a folder';
  throw new CodeliciousError('usage', `${resolve(path)} ${what}`, {
    hint: 'name the folder of a git repository',
  });
}

function bareRepository(path: string): CodeliciousError {
  return new CodeliciousError('bare_repository', `${resolve(path)} is a bare repository`, {
    hint: 'run it in a working tree: git worktree add ../checkout, or a clone',
  });
}

function notARepository(path: string, said: string): CodeliciousError {
  if (said.includes('dubious ownership')) {
    return new CodeliciousError('not_a_repository', `${resolve(path)} belongs to another user`, {
      hint: `git config --global --add safe.directory ${resolve(path)}`,
    });
  }
  const known = said === '' || /not a git repository|must be run in a work tree/.test(said);
  if (!known) {
    const message = `git cannot read ${resolve(path)}: ${withoutUserInfo(oneLine(said))}`;
    return new CodeliciousError('not_a_repository', message, {
      hint: 'mend what git says, then check with: git status',
    });
  }
  const message = `${resolve(path)} is not in a git working tree`;
  return new CodeliciousError('not_a_repository', message, {
    hint: 'change into a git repository, or name one: codelicious path/to/repository',
  });
}

function lineBreakIn(path: string): CodeliciousError {
  return new CodeliciousError('not_a_repository', `${resolve(path)} has a line break in its path`, {
    hint: 'move the repository to a folder without one',
  });
}

function unbornBranch(root: string): CodeliciousError {
  return new CodeliciousError('unborn_branch', `${root} has no commit yet`, {
    hint: 'make a first commit: git add -A && git commit -m "First commit"',
  });
}
