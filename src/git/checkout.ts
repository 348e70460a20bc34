import { join, resolve } from 'node:path';
import type { Checkout } from '../ports/checkout.ts';
import { BASE_REFS, commonBase, readRefs } from './base-name.ts';
import { findGit, type GitDeps } from './binary.ts';
import { createGitCall, type GitCall } from './call.ts';
import { addPatterns, isThere, readInside, relativeInside } from './checkout-files.ts';
import { readState } from './checkout-state.ts';
import { gitEnvironment } from './environment.ts';
import { LISTING, parseListing } from './listing.ts';
import { mergeBase, readFiles, resolveCommit } from './objects.ts';
import { splitNul } from './paths.ts';

export interface CheckoutRequest extends GitDeps {
  /** The working tree, or a folder in it. */
  readonly path: string;
  /** The folder that paths of the user are relative to; where the program was started by default. */
  readonly cwd?: string;
  /** The folder of our state below the main working tree. */
  readonly stateDirName?: string;
}

/**
 * Opens the user's repository for looking.
 * @throws CodeliciousError `usage`, `git_missing`, `git_too_old`, `not_a_repository`, `bare_repository`, `unborn_branch`
 */
export async function openCheckout(request: CheckoutRequest): Promise<Checkout> {
  const { path, processes, env, cwd = process.cwd(), stateDirName = '.codelicious' } = request;
  const site = { processes, binary: await findGit(request), env: gitEnvironment(env) };
  const start = resolve(cwd, path);
  const state = await readState(createGitCall({ ...site, cwd: start }), start);
  const call = createGitCall({ ...site, cwd: state.root });
  return {
    state,
    listFiles: (suffix = '') => listFiles(call, state.root, suffix),
    readFile: (file, maxBytes) => Promise.resolve(readInside(state.root, file, maxBytes)),
    relative: (file) => relativeInside(state.root, file, [cwd, start, state.root]),
    resolve: (revision) => resolveCommit(call, revision),
    fileAt: async (revision, file) =>
      (await readFiles(call, { revision, paths: [file] })).get(file) ?? null,
    mergeBase: (a, b) => mergeBase(call, a, b),
    defaultBranch: async () => commonBase(await readRefs(call, BASE_REFS)) ?? state.branch,
    identity: () => readIdentity(call),
    hideState: () =>
      addPatterns(join(state.commonDir, 'info', 'exclude'), [
        `/${stateDirName}/*`,
        `!/${stateDirName}/config.json`,
      ]),
  };
}

/** Git finds what is deleted by looking at every file; only those listed are looked at here. */
async function listFiles(call: GitCall, root: string, suffix: string): Promise<readonly string[]> {
  const pathspec = suffix === '' ? [] : ['--', `:(icase)*${suffix}`];
  const listing = parseListing(splitNul(await call.bytes([...LISTING, '--cached', ...pathspec])));
  const without = new Set([...listing.submodules, ...listing.sparse]);
  const tracked = listing.tracked.filter((path) => !without.has(path) && isThere(root, path));
  return [...tracked, ...listing.untracked.filter((path) => !path.endsWith('/'))].toSorted();
}

/** The author git would write, or null where it does not know one. */
async function readIdentity(call: GitCall): ReturnType<Checkout['identity']> {
  const [author, committer] = await Promise.all([
    call.attempt(['var', 'GIT_AUTHOR_IDENT']),
    call.attempt(['var', 'GIT_COMMITTER_IDENT']),
  ]);
  if (author.code !== 0 || committer.code !== 0) return null;
  const said = Buffer.from(author.out).toString('utf8');
  const [, name, email] = /^(.*) <(.*)> \d+ [+-]\d+\n?$/.exec(said) ?? [];
  return name === undefined || email === undefined ? null : { name, email };
}
