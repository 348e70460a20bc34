import { createHash } from 'node:crypto';
import type { GitCall } from './call.ts';
import { splitNul } from './paths.ts';

/** Characters of folders named to one call; Windows takes 32,767 in all. */
const MAX_ARGUMENTS = 16_000;
/** Hex digits of a SHA-1; longer names are SHA-256. */
const SHA1_LENGTH = 40;

/**
 * Those of the texts that the files at a revision have as well, by the names of their blobs alone: listing
 * folders costs a tenth of reading what is in them. What is behind a link is not found.
 * @param texts by path
 */
export async function sameThere(
  call: GitCall,
  revision: string,
  texts: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const folders = [...new Set([...texts.keys()].map(listed))];
  if (texts.size === 0 || folders.join(' ').length > MAX_ARGUMENTS) return new Map();
  const tree = await call.attempt(['ls-tree', '-z', '--full-tree', revision, '--', ...folders]);
  if (tree.code !== 0) return new Map();
  const blobs = blobsOf(splitNul(tree.out));
  return new Map(
    [...texts].filter(([path, text]) => {
      const blob = blobs.get(path);
      return blob !== undefined && blob === blobName(text, blob.length);
    }),
  );
}

/** What to name so that a file is listed: its folder, and at the top itself. */
function listed(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1) || path;
}

/** Fields of `ls-tree -z`, `mode type name TAB path`, of regular files: path → name. */
function blobsOf(fields: readonly string[]): ReadonlyMap<string, string> {
  const blobs = new Map<string, string>();
  for (const field of fields) {
    const tab = field.indexOf('\t');
    const [mode = '', , name = ''] = field.slice(0, tab).split(' ');
    if (mode.startsWith('100')) blobs.set(field.slice(tab + 1), name);
  }
  return blobs;
}

/** The name git gives a text that is stored as it is. */
function blobName(text: string, length: number): string {
  const bytes = Buffer.from(text);
  const hash = createHash(length === SHA1_LENGTH ? 'sha1' : 'sha256');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}
