import type { GitCall } from './call.ts';
import { type FilesWanted, readFiles } from './objects.ts';
import { splitNul } from './paths.ts';

/** Commits and trees whose listing is kept: the base, the last good commit, a candidate, and what they are compared with. */
const KEPT_LISTINGS = 6;
/** Texts kept, and the characters of the longest of them. */
const KEPT_TEXTS = 2000;
const MAX_KEPT_CHARS = 65_536;
/** A full object name: what it holds never changes. */
const FULL_NAME = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
const LINK = '120000';

/** The files of one commit or tree. */
interface FileList {
  /** Names of blobs by path. */
  readonly blobs: ReadonlyMap<string, string>;
  readonly links: readonly string[];
}

type Read = (wanted: FilesWanted) => Promise<ReadonlyMap<string, string>>;

/**
 * Texts of files, one at a time, of commits and trees by their full names. What a commit holds is listed once, so that
 * asking for a file that it lacks costs nothing, and the same text at several commits is read once. Anything else
 * (names that may move, paths that lead over links) is read by git each time.
 */
export function createKnownFiles(
  call: GitCall,
): (revision: string, path: string) => Promise<string | null> {
  const read: Read = (wanted) => readFiles(call, wanted);
  const listings = new Map<string, Promise<FileList | null>>();
  const texts = new Map<string, string>();
  return async (revision, path) => {
    const slow = async () => (await read({ revision, paths: [path] })).get(path) ?? null;
    if (!FULL_NAME.test(revision)) return slow();
    const list = await recall(listings, revision, async () => listFiles(call, revision));
    if (list === null || leadsOverLink(path, list)) return slow();
    const blob = list.blobs.get(path);
    if (blob === undefined) return null;
    const known = texts.get(blob);
    const text = known ?? (await slow());
    if (text !== null && text.length <= MAX_KEPT_CHARS) keep(texts, blob, text);
    return text;
  };
}

async function recall(
  listings: Map<string, Promise<FileList | null>>,
  revision: string,
  list: () => Promise<FileList | null>,
): Promise<FileList | null> {
  const listing = listings.get(revision) ?? list();
  listings.delete(revision);
  listings.set(revision, listing);
  trim(listings, KEPT_LISTINGS);
  return listing;
}

function keep(texts: Map<string, string>, blob: string, text: string): void {
  texts.delete(blob);
  texts.set(blob, text);
  trim(texts, KEPT_TEXTS);
}

/** What was used longest ago goes first. */
function trim(kept: Map<string, unknown>, most: number): void {
  for (const key of kept.keys()) {
    if (kept.size <= most) return;
    kept.delete(key);
  }
}

/** `mode type name TAB path`; null where there is nothing to be listed. */
async function listFiles(call: GitCall, revision: string): Promise<FileList | null> {
  const outcome = await call.attempt(['ls-tree', '-r', '-z', '--full-tree', revision]);
  if (outcome.code !== 0 || outcome.truncated) return null;
  const blobs = new Map<string, string>();
  const links: string[] = [];
  for (const field of splitNul(outcome.out)) {
    const tab = field.indexOf('\t');
    const [mode = '', type = '', name = ''] = field.slice(0, tab).split(' ');
    const path = field.slice(tab + 1);
    if (mode === LINK) links.push(path);
    else if (type === 'blob') blobs.set(path, name);
  }
  return { blobs, links };
}

function leadsOverLink(path: string, { links }: FileList): boolean {
  return links.some((link) => path === link || path.startsWith(`${link}/`));
}
