import type { Sha } from '../domain/ids.ts';
import { sameThere } from './at-hand.ts';
import type { GitCall } from './call.ts';
import { encodePath } from './paths.ts';

/** Bytes that a header line of `cat-file --batch` takes at most beside the name asked for. */
const HEADER_BYTES = 256;
const LF = 0x0a;

/** Whether a text may stand where git expects a revision, and cannot be taken for an option. */
export function isRevision(text: string): boolean {
  return text !== '' && !text.startsWith('-') && !/[\0\n]/.test(text);
}

/** The commit a revision names, or null. */
export async function resolveCommit(call: GitCall, revision: string): Promise<Sha | null> {
  if (!isRevision(revision)) return null;
  const outcome = await call.attempt(['rev-parse', '--verify', '-q', `${revision}^{commit}`]);
  return outcome.code === 0 ? (textOf(outcome.out).trim() as Sha) : null;
}

/** The best common ancestor; null where there is none or a revision names nothing. */
export async function mergeBase(call: GitCall, a: string, b: string): Promise<Sha | null> {
  if (!isRevision(a) || !isRevision(b)) return null;
  const outcome = await call.attempt(['merge-base', a, b]);
  return outcome.code === 0 ? (textOf(outcome.out).trim() as Sha) : null;
}

export async function isAncestor(call: GitCall, old: string, later: string): Promise<boolean> {
  if (!isRevision(old) || !isRevision(later)) return false;
  return (await call.attempt(['merge-base', '--is-ancestor', old, later])).code === 0;
}

/** Whether a commit is here, and every ref's history down to where it meets that commit's. */
export async function isConnected(call: GitCall, commit: Sha): Promise<boolean> {
  const outcome = await call.attempt(['rev-list', '--quiet', '--all', '--not', commit]);
  return outcome.code === 0;
}

/** Texts of files at one revision. */
export interface FilesWanted {
  readonly revision: string;
  readonly paths: readonly string[];
  /** Texts that the files may have there as well, by path. */
  readonly atHand?: ReadonlyMap<string, string> | undefined;
}

/** Texts of files at one revision by two calls at most; absent ones are left out. Links are followed inside the tree. */
export async function readFiles(
  call: GitCall,
  { revision, paths, atHand = new Map() }: FilesWanted,
): Promise<ReadonlyMap<string, string>> {
  if (!isRevision(revision)) return new Map();
  const same = await sameThere(call, revision, atHand);
  const rest = paths.filter((path) => !same.has(path));
  return new Map([...same, ...(await readBatch(call, revision, rest))]);
}

async function readBatch(
  call: GitCall,
  revision: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const wanted = paths.filter((path) => path !== '' && !path.includes('\n'));
  if (wanted.length === 0) return new Map();
  const names = wanted.map((path) => `${revision}:${path}\n`).join('');
  const args = ['cat-file', '--batch', '--follow-symlinks'];
  const reply = await call.bytes(args, { stdin: encodePath(names) });
  const blobs = parseBatch(Buffer.from(reply), wanted.length);
  return new Map(
    wanted.flatMap((path, at) => {
      const bytes = blobs[at];
      return bytes ? [[path, bytes.toString('utf8')] as const] : [];
    }),
  );
}

/** Bytes of files at one revision by one call; absent ones, folders and submodules are left out. */
export async function fileSizes(
  call: GitCall,
  revision: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const wanted = paths.filter((path) => path !== '' && !path.includes('\n'));
  if (!isRevision(revision) || wanted.length === 0) return new Map();
  const names = wanted.map((path) => `${revision}:${path}\n`).join('');
  const reply = await call.text(['cat-file', '--batch-check'], { stdin: encodePath(names) });
  const lines = reply.split('\n');
  return new Map(
    wanted.flatMap((path, at) => {
      const size = /^[0-9a-f]{40,64} blob (\d+)$/.exec(lines[at] ?? '')?.[1];
      return size === undefined ? [] : [[path, Number(size)] as const];
    }),
  );
}

/** Contents of blobs by their names, in order; null where one is absent or no blob. */
export async function readBlobs(
  call: GitCall,
  names: readonly string[],
): Promise<readonly (Buffer | null)[]> {
  if (names.length === 0) return [];
  const reply = await call.bytes(['cat-file', '--batch'], {
    stdin: names.map((name) => `${name}\n`).join(''),
  });
  return parseBatch(Buffer.from(reply), names.length);
}

/** The bytes of one blob, or null when it is larger than `maxBytes` or absent. */
export async function readBlob(
  call: GitCall,
  name: string,
  maxBytes: number,
): Promise<Uint8Array | null> {
  if (!isRevision(name)) return null;
  const keepBytes = maxBytes + HEADER_BYTES + Buffer.byteLength(name);
  const outcome = await call.attempt(['cat-file', '--batch'], { stdin: `${name}\n`, keepBytes });
  if (outcome.code !== 0 || outcome.truncated) return null;
  const blob = parseBatch(Buffer.from(outcome.out), 1)[0] ?? null;
  return blob !== null && blob.length <= maxBytes ? blob : null;
}

/** Writes a text as a blob, without filters. */
export async function writeBlob(call: GitCall, text: string): Promise<Sha> {
  return (await call.text(['hash-object', '-w', '--stdin'], { stdin: text })) as Sha;
}

/**
 * Replies of `cat-file --batch`: `<sha> blob <size>`, LF, contents, LF; or a line that ends in
 * `missing` or `ambiguous`; or, for links that lead nowhere, `dangling|symlink|loop|notdir <size>`
 * and a name of that size.
 */
export function parseBatch(reply: Buffer, count: number): readonly (Buffer | null)[] {
  const blobs: (Buffer | null)[] = [];
  for (let at = 0; blobs.length < count; ) {
    const end = reply.indexOf(LF, at);
    if (end === -1) return [...blobs, ...Array<null>(count - blobs.length).fill(null)];
    const header = reply.subarray(at, end).toString('latin1');
    const [, type, size] =
      /^(?:[0-9a-f]{40,64} )?(\w+) (\d+)$/.exec(header) ?? ([] as (string | undefined)[]);
    const length = size === undefined ? 0 : Number(size);
    blobs.push(type === 'blob' ? reply.subarray(end + 1, end + 1 + length) : null);
    at = end + 1 + (size === undefined ? 0 : length + 1);
  }
  return blobs;
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
