import { asksFor } from '../domain/asked-for.ts';
import type { Change } from '../domain/changeset.ts';
import type { Chunk } from '../domain/chunk.ts';
import { isCredentialFile } from '../domain/credentials.ts';
import { type GateRefusal, inspect } from '../domain/gate.ts';
import type { Sha } from '../domain/ids.ts';
import { isLockFile } from '../domain/size.ts';
import { newSources } from '../domain/tampering/lock-sources.ts';
import type { Progress } from './progress.ts';
import type { SpecEnv } from './spec-env.ts';

/** The tree that would be committed, and how it differs from the last good commit. */
export interface CandidateTree {
  readonly tree: Sha;
  /** The last good commit. */
  readonly before: Sha;
  /** Without the spec itself, whose edits are ours alone. */
  readonly changes: readonly Change[];
}

/** Blobs above this size are not searched for secrets: 4 MiB. */
const MAX_SEARCHED_BYTES = 4_194_304;

/** The clone's tree with the engine's edits of the spec dropped and ours put in their place; also on disk. */
export async function takeCandidate(
  progress: Progress,
  env: SpecEnv,
  specText: string,
): Promise<CandidateTree> {
  const { git } = env.deps;
  const path = progress.spec.path;
  const found = await env.workspace.snapshot();
  const neutral = await git.withPaths(found, progress.tip, [path]);
  const changes = await git.changes(progress.tip, neutral);
  const tree = await git.withFile(neutral, path, specText);
  await env.workspace.restore(tree);
  return { tree, before: progress.tip, changes };
}

/** What the gate says of a change before anything of it is run or committed. */
export async function inspectCandidate(
  candidate: CandidateTree,
  chunk: Asker,
  env: SpecEnv,
): Promise<readonly GateRefusal[]> {
  const present = candidate.changes.filter((change) => change.newMode !== '000000');
  const seen: Seen[] = [];
  for (const change of present.filter((one) => one.newMode !== '160000')) {
    seen.push(await look(change, candidate, { chunk, env }));
  }
  const paths = (fits: (one: Seen) => boolean): readonly string[] =>
    seen.filter(fits).map(({ path }) => path);
  return inspect(candidate.changes, {
    allowCiChanges: env.deps.config.allowCiChanges,
    links: new Map(seen.flatMap(({ path, link }) => (link === null ? [] : [[path, link]]))),
    holdsSecret: paths((one) => one.secret),
    credentials: paths((one) => one.credentials),
    tooLarge: paths((one) => one.tooLarge),
    binaries: paths((one) => one.binary),
    newSources: new Map(seen.map(({ path, sources }) => [path, sources])),
  });
}

/** The task whose change it is. */
export type Asker = Pick<Chunk, 'title' | 'instructions' | 'fileHints'>;

/** What the content of one changed file says. */
interface Seen {
  readonly path: string;
  /** The target of a symbolic link. */
  readonly link: string | null;
  readonly secret: boolean;
  readonly credentials: boolean;
  readonly tooLarge: boolean;
  readonly binary: boolean;
  readonly sources: readonly string[];
}

interface By {
  readonly chunk: Asker;
  readonly env: SpecEnv;
}

async function look(change: Change, { before }: CandidateTree, { chunk, env }: By): Promise<Seen> {
  const { path, newMode, blob } = change;
  const nothing = { link: null, secret: false, credentials: false, binary: false, sources: [] };
  const isNew = change.oldMode === '000000' && !isLockFile(path) && !asksFor(path, chunk);
  const bytes = await env.deps.git.blob(blob, MAX_SEARCHED_BYTES);
  if (bytes === null) return { ...nothing, path, tooLarge: isNew };
  const text = new TextDecoder().decode(bytes);
  const isLink = newMode === LINK;
  return {
    ...(await hidden(text, { change, before, env })),
    path,
    link: isLink ? text : null,
    tooLarge: isNew && bytes.length > MAX_NEW_BYTES,
    binary: isNew && !isLink && bytes.length > MAX_BINARY_BYTES && isBinary(bytes),
  };
}

interface Place {
  readonly change: Change;
  readonly before: Sha;
  readonly env: SpecEnv;
}

/** What a text brings that it did not hold before; the former text is read only where it matters. */
async function hidden(
  text: string,
  { change: { path, from }, before, env }: Place,
): Promise<Pick<Seen, 'secret' | 'credentials' | 'sources'>> {
  const { git, redactor } = env.deps;
  const secret = redactor.contains(text);
  const credentials = isCredentialFile(path, text);
  if (!secret && !credentials && !isLockFile(path)) return { secret, credentials, sources: [] };
  const former = await git.fileAt(before, from ?? path);
  if (former === null) return { secret, credentials, sources: [] };
  return {
    secret: secret && !redactor.contains(former),
    credentials: false,
    sources: isLockFile(path) ? newSources(former, text) : [],
  };
}

const LINK = '120000';
/** Bytes of the largest new file that nobody asked for: 1 MiB. */
const MAX_NEW_BYTES = 1_048_576;
/** Bytes of the largest new file without text that nobody asked for; a small one is pointed at in the pull request. */
const MAX_BINARY_BYTES = 102_400;
/** How far git looks for a NUL before it takes a file for text. */
const SNIFFED_BYTES = 8000;

function isBinary(bytes: Uint8Array): boolean {
  return bytes.subarray(0, SNIFFED_BYTES).includes(0);
}
