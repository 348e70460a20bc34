import type { Sha } from '../domain/ids.ts';
import type { GitCall } from './call.ts';
import { isRevision } from './objects.ts';

/** A ref as it stands. */
export interface RefRow {
  readonly name: string;
  readonly sha: Sha;
  /** What a symbolic ref points at; empty for another. */
  readonly target: string;
}

const ORIGIN = 'refs/remotes/origin/';
const ORIGIN_HEAD = `${ORIGIN}HEAD`;
/** Names a base branch commonly has, in order. */
const COMMON_BASES: readonly string[] = ['main', 'master'];

/** The refs that tell which branch is the base. */
export const BASE_REFS: readonly string[] = [ORIGIN_HEAD, ...COMMON_BASES.flatMap(refsOfBranch)];

/** Where a branch stands as last fetched, and here. */
export function refsOfBranch(name: string): readonly [fetched: string, here: string] {
  return [`${ORIGIN}${name}`, `refs/heads/${name}`];
}

/** The refs with these full names, and those below them. */
export async function readRefs(
  call: GitCall,
  names: readonly string[],
): Promise<readonly RefRow[]> {
  const wanted = names.filter((name) => isRevision(name));
  const format = '--format=%(objectname) %(refname) %(symref)';
  const lines = (await call.text(['for-each-ref', format, ...wanted])).split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => {
      const [sha = '', name = '', target = ''] = line.split(' ');
      return { sha: sha as Sha, name, target };
    });
}

/** Where `origin/HEAD` points, else a common name that exists here or there. */
export function commonBase(refs: readonly RefRow[]): string | null {
  const head = refs.find(({ name }) => name === ORIGIN_HEAD)?.target ?? '';
  if (head.startsWith(ORIGIN)) return head.slice(ORIGIN.length);
  const there = new Set(refs.map(({ name }) => name));
  return COMMON_BASES.find((name) => refsOfBranch(name).some((ref) => there.has(ref))) ?? null;
}

/** What a full name stands for, by itself or as the target of `origin/HEAD`. */
export function shaOf(refs: readonly RefRow[], ref: string): Sha | null {
  return refs.find(({ name, target }) => name === ref || target === ref)?.sha ?? null;
}
