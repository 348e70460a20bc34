import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Hub } from './hub.ts';
import { heldHeads } from './refs.ts';

/** Git follows alternates of alternates five deep. */
const MOST_ALTERNATES_DEEP = 5;

/** Any commit may be fetched from here by its name; nothing is ever thrown away unasked. */
const HUB_CONFIG = `[uploadpack]
\tallowAnySHA1InWant = true
[gc]
\tauto = 0
\tpruneExpire = never
[core]
\tlogAllRefUpdates = false
`;

/** Text of an `objects/info/alternates` that leads to a folder of objects and all it borrows from. */
export async function readAlternates(objects: string): Promise<string> {
  return (await lenders(objects)).map((folder) => `${folder}\n`).join('');
}

/** A folder of objects and every folder it borrows from, absolute, as they are written down. */
export async function lenders(objects: string): Promise<readonly string[]> {
  return [...new Set(await lendersOf(objects, 0))];
}

/** Makes the control repository beside its place and moves it there. */
export async function remakeHub(hub: Hub, alternates: string): Promise<void> {
  const nonce = randomBytes(6).toString('hex');
  const fresh = `${hub.dir}.new-${nonce}`;
  const format = hub.checkout.head.length === 64 ? 'sha256' : 'sha1';
  const args = ['init', '--bare', '-q', '--template=', '-b', 'none', `--object-format=${format}`];
  await hub.theirs.bytes([...args, fresh]);
  await mkdir(join(fresh, 'objects', 'info'), { recursive: true });
  await writeFile(join(fresh, 'objects', 'info', 'alternates'), alternates);
  await appendFile(join(fresh, 'config'), HUB_CONFIG);
  await swap(fresh, hub.dir, `${hub.dir}.old-${nonce}`);
  await writeShallow(hub);
  const heads = await heldHeads(hub, '');
  const lines = [...heads].map(([branch, sha]) => `update refs/heads/${branch} ${sha}\n`);
  await hub.own.bytes(['update-ref', '--stdin'], { stdin: lines.join('') });
}

/**
 * Carries the boundary of a shallow checkout over: the user's own, and what was fetched here beyond
 * it. Commits that the user has in full are no boundary any more.
 */
export async function writeShallow(hub: Hub): Promise<void> {
  const file = join(hub.dir, 'shallow');
  const [theirs, ours] = await Promise.all([
    readLines(join(hub.checkout.commonDir, 'shallow')),
    readLines(file),
  ]);
  const further = ours.filter((sha) => !theirs.includes(sha));
  const boundary = [...theirs, ...(await absentIn(hub, further))];
  if (boundary.join() === ours.join()) return;
  if (boundary.length === 0) await rm(file, { force: true });
  else await writeFile(file, boundary.map((sha) => `${sha}\n`).join(''));
}

async function absentIn(hub: Hub, commits: readonly string[]): Promise<readonly string[]> {
  if (commits.length === 0) return [];
  const stdin = commits.map((sha) => `${sha}\n`).join('');
  const reply = await hub.theirs.text(['cat-file', '--batch-check=%(objectname)'], { stdin });
  return reply.split('\n').flatMap((line) => /^(\w+) missing$/.exec(line)?.[1] ?? []);
}

async function swap(fresh: string, place: string, aside: string): Promise<void> {
  await rename(place, aside).catch(() => undefined);
  await rename(fresh, place);
  await rm(aside, { recursive: true, force: true });
}

async function lendersOf(objects: string, depth: number): Promise<readonly string[]> {
  if (depth > MOST_ALTERNATES_DEEP) return [];
  const lines = await readLines(join(objects, 'info', 'alternates'));
  const folders = lines.filter((line) => !line.startsWith('#')).map(unquoted);
  const deeper = folders.map((folder) => lendersOf(resolve(objects, folder), depth + 1));
  return [objects, ...(await Promise.all(deeper)).flat()];
}

async function readLines(file: string): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').filter((line) => line !== '');
}

/** A line of `alternates` may be quoted as in C. */
function unquoted(line: string): string {
  if (!line.startsWith('"')) return line;
  return line.slice(1, -1).replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}
