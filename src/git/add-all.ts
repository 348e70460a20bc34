import { type CallOptions, type CallOutcome, gitFailed } from './call.ts';
import type { Listing } from './listing.ts';
import { makeReadable } from './nested.ts';
import { joinNul } from './paths.ts';

/** Git in one private tree. */
export type Attempt = (args: readonly string[], more?: CallOptions) => Promise<CallOutcome>;

interface Work {
  readonly root: string;
  readonly listing: Listing;
  /** Paths left out, unless the index has them. */
  readonly hidden: readonly string[];
}

/** What tools leave everywhere and nobody commits: hidden wherever the repository tracks none of it. */
const NEVER_WORK: readonly string[] = ['node_modules', '__pycache__', '.pytest_cache'];
/** Faults of the object store; any other fault of `git add` is that of one odd file. */
const STORE_FAULT =
  /insert into database|temporary file|no space left|quota|input\/output|read-only/i;

const ARGS = ['add', '-A', '--ignore-errors', '--pathspec-from-file=-', '--pathspec-file-nul'];

/**
 * Brings the index to what the files are.
 * @throws CodeliciousError `storage` when objects cannot be written
 */
export async function addAll(attempt: Attempt, work: Work): Promise<void> {
  const stdin = joinNul(pathspecs(work));
  const first = await attempt(ARGS, { stdin });
  if (first.code === 0) return;
  await makeReadable(work.root, work.listing);
  const second = await attempt(ARGS, { stdin });
  const tolerable = second.code === 1 && !STORE_FAULT.test(second.err);
  if (second.code !== 0 && !tolerable) throw gitFailed(ARGS, second);
}

/** Whether a path is at or below one of the hidden ones, or in a folder that is never work. */
export function isHidden(path: string, hidden: readonly string[]): boolean {
  if (NEVER_WORK.some((name) => holds(path, name))) return true;
  return hidden.map(trimmed).some((other) => path === other || path.startsWith(`${other}/`));
}

/** Everything but what is hidden and not tracked. */
function pathspecs({ listing, hidden }: Work): readonly string[] {
  const { tracked } = listing;
  const names = NEVER_WORK.filter((name) => !tracked.some((path) => holds(path, name)));
  const folders = new Set(hidden.length === 0 ? [] : tracked.flatMap(withFolders));
  const literal = hidden.map(trimmed).filter((path) => !folders.has(path));
  return [
    '.',
    ...names.flatMap((name) => [
      `:(exclude,top,glob)**/${name}`,
      `:(exclude,top,glob)**/${name}/**`,
    ]),
    ...literal.map((path) => `:(exclude,top,literal)${path}`),
  ];
}

function holds(path: string, name: string): boolean {
  return path.includes(name) && path.split('/').includes(name);
}

/** A path and every folder above it. */
function withFolders(path: string): readonly string[] {
  const segments = path.split('/');
  return segments.map((_, at) => segments.slice(0, at + 1).join('/'));
}

function trimmed(path: string): string {
  return path.replace(/\/+$/, '');
}
