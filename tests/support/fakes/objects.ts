import { createHash } from 'node:crypto';
import type { Sha } from '../../../src/domain/ids.ts';
import type { CommitInfo } from '../../../src/ports/history.ts';

/** A file as git sees it; a text with a NUL character is a binary file. */
export interface FakeFile {
  readonly text: string;
  /** `100644`, `100755`, `120000` (the text is the target) or `160000`. */
  readonly mode: string;
}

/** Files by path, in any order. */
export type FileMap = ReadonlyMap<string, FakeFile>;

/** Texts by path: plain files. */
export type Texts = Readonly<Record<string, string>>;

export interface FakeCommit extends CommitInfo {
  readonly tree: Sha;
  readonly message: string;
  /** Later commits have greater numbers, as if it were their time. */
  readonly seq: number;
}

/** Every blob, tree and commit there is; repositories differ by their refs. */
export interface ObjectStore {
  writeTree(files: FileMap): Sha;
  writeCommit(commit: Pick<FakeCommit, 'tree' | 'parents' | 'message'>): Sha;
  commit(sha: string): FakeCommit | null;
  /** The files of a commit or tree; null where the name is neither. */
  files(name: string): FileMap | null;
  blob(name: string): string | null;
  blobName(text: string): Sha;
  /** The commit and all before it. */
  ancestors(sha: string): ReadonlySet<string>;
}

export function createObjectStore(): ObjectStore {
  const blobs = new Map<string, string>();
  const trees = new Map<string, FileMap>();
  const commits = new Map<string, FakeCommit>();
  const names = new Map<string, Sha>();
  const blobName = (text: string): Sha => {
    const known = names.get(text);
    if (known !== undefined) return known;
    const name = hash('blob', text);
    names.set(text, name);
    blobs.set(name, text);
    return name;
  };
  const lines = new Map<string, ReadonlySet<string>>();
  const ancestors = (sha: string): ReadonlySet<string> => {
    const known = lines.get(sha);
    if (known !== undefined) return known;
    const seen = new Set<string>();
    const open = [sha];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...(commits.get(next)?.parents ?? []));
    }
    lines.set(sha, seen);
    return seen;
  };
  return {
    writeTree(files) {
      const paths = [...files.keys()].sort();
      const entries = paths.map((path) => {
        const { mode, text } = files.get(path)!;
        return `${mode} ${blobName(text)}\t${path}`;
      });
      const sha = hash('tree', entries.join('\0'));
      if (!trees.has(sha)) trees.set(sha, new Map(paths.map((path) => [path, files.get(path)!])));
      return sha;
    },
    writeCommit({ tree, parents, message }) {
      const seq = commits.size + 1;
      const sha = hash('commit', JSON.stringify([tree, parents, message, seq]));
      const subject = message.split('\n')[0] ?? '';
      const trailers = trailersOf(message);
      commits.set(sha, { sha, tree, parents, message, seq, subject, trailers });
      return sha;
    },
    commit: (sha) => commits.get(sha) ?? null,
    files: (name) => trees.get(commits.get(name)?.tree ?? name) ?? null,
    blob: (name) => blobs.get(name) ?? null,
    blobName,
    ancestors,
  };
}

/** Plain files from texts. */
export function filesFrom(texts: Texts): Map<string, FakeFile> {
  return new Map(Object.entries(texts).map(([path, text]) => [path, { text, mode: '100644' }]));
}

/** A commit as a reader of the log sees it. */
export function infoOf({ sha, parents, subject, trailers }: FakeCommit): CommitInfo {
  return { sha, parents, subject, trailers };
}

/** The last paragraph where all of it is `Key: value`; a repeated key keeps its last value. */
function trailersOf(message: string): Readonly<Record<string, string>> {
  const paragraphs = message.trimEnd().split('\n\n');
  const lines = paragraphs.length > 1 ? (paragraphs.at(-1) ?? '').split('\n') : [];
  const pairs = lines.map((line) => /^([A-Za-z][A-Za-z-]*): (.*)$/.exec(line));
  if (pairs.some((pair) => pair === null)) return {};
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? '', (pair?.[2] ?? '').trim()]));
}

function hash(type: string, content: string): Sha {
  return createHash('sha1').update(`${type}\0${content}`).digest('hex') as Sha;
}
