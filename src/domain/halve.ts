import { kinOf } from './divide-kin.ts';
import { isLockFile } from './size.ts';
import { estimateFileTokens } from './tokens.ts';

/** A file that a task names, with an estimate of the tokens that reading it takes. */
export interface SizedFile {
  readonly path: string;
  readonly tokens: number;
}

/** How often one task is halved: into eight parts at most. */
const MAX_DEPTH = 3;

/** Endings of files that no engine reads as text. */
const BINARY =
  /\.(?:a|avi|avif|bin|bmp|bz2|class|db|dll|dylib|eot|exe|gif|gz|ico|jar|jpe?g|mov|mp[34]|o|ogg|otf|pdf|png|pyc|so|sqlite3?|tar|tgz|tiff?|ttf|wasm|wav|webm|webp|woff2?|xz|zip)$/i;

/** A file with its estimate; what nobody reads whole, lock files and binaries by their names, takes nothing. */
export function sizedFile(path: string, bytes: number): SizedFile {
  const isRead = !isLockFile(path) && !BINARY.test(path);
  return { path, tokens: isRead ? estimateFileTokens(bytes) : 0 };
}

/**
 * Divides files until each part fits, at most three times over; a part of one file is not divided. Tests stay with
 * their source, and lock files with their manifest, as long as there is anything else to divide by.
 * @param budget tokens that the files of one part may take
 * @returns the parts by the first of their files, each in the order given; one part where nothing has to be divided
 */
export function halve(
  files: readonly SizedFile[],
  budget: number,
): readonly (readonly SizedFile[])[] {
  return parts(files, budget, MAX_DEPTH);
}

/** Whether the files of one part are more than a part may take. */
export function exceeds(files: readonly SizedFile[], budget: number): boolean {
  return tokensOf(files) > budget;
}

function tokensOf(files: Iterable<SizedFile>): number {
  return [...files].reduce((sum, { tokens }) => sum + tokens, 0);
}

function parts(
  files: readonly SizedFile[],
  budget: number,
  depth: number,
): readonly (readonly SizedFile[])[] {
  if (depth === 0 || files.length < 2 || !exceeds(files, budget)) return [files];
  return halves(files).flatMap((half) => parts(half, budget, depth - 1));
}

/** Two parts of about the same size: each group, the biggest first, goes to the lighter one. */
function halves(files: readonly SizedFile[]): readonly (readonly SizedFile[])[] {
  const kin = groupsOf(files);
  const groups = kin.length > 1 ? kin : files.map((file) => [file]);
  const one = new Set<SizedFile>();
  const other = new Set<SizedFile>();
  for (const group of groups.toSorted((a, b) => tokensOf(b) - tokensOf(a))) {
    const half = isLighter(one, other) ? one : other;
    for (const file of group) half.add(file);
  }
  const [first] = files;
  const sides = first !== undefined && other.has(first) ? [other, one] : [one, other];
  return sides.map((side) => files.filter((file) => side.has(file)));
}

function isLighter(one: ReadonlySet<SizedFile>, other: ReadonlySet<SizedFile>): boolean {
  const [mine, theirs] = [tokensOf(one), tokensOf(other)];
  return mine < theirs || (mine === theirs && one.size <= other.size);
}

/** The files with those that belong to them. */
function groupsOf(files: readonly SizedFile[]): readonly (readonly SizedFile[])[] {
  const paths = files.map(({ path }) => path);
  const names = new Map<string, string | undefined>(paths.map((path) => [path, path]));
  for (const [a, b] of kinOf(paths)) {
    const [to, from] = [names.get(a), names.get(b)];
    for (const [path, name] of names) if (name === from) names.set(path, to);
  }
  const named = new Set(names.values());
  return [...named].map((name) => files.filter(({ path }) => names.get(path) === name));
}
