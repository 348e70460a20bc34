import type { CommitInfo, History } from '../ports/history.ts';
import type { GitCall } from './call.ts';
import { isRevision, readBlobs } from './objects.ts';
import { COMMIT_FORMAT, parseCommits, parseRaw } from './parse.ts';
import { splitNul } from './paths.ts';

/** Options that make `log` print what is asked for, whatever the user's `log.*` says. */
const PLAIN_LOG: readonly string[] = [
  '--no-show-signature',
  '--no-color',
  '--no-decorate',
  '--no-notes',
  '--encoding=UTF-8',
];
/** The trailer that marks a commit as ours. */
const CHUNK_TRAILER = 'Codelicious-Chunk';

type Log = Pick<History, 'chunkCommits' | 'commits' | 'versions'>;

export function createLog(call: GitCall): Log {
  const log = async (range: readonly string[], more: readonly string[]): Promise<CommitInfos> => {
    if (!range.every(isRevision)) return [];
    const format = `--format=${COMMIT_FORMAT}`;
    const args = ['log', '-z', '--topo-order', '--reverse', format, ...PLAIN_LOG, ...more];
    return parseCommits(splitNul(await call.bytes([...args, ...rangeOf(range), '--'])));
  };
  return {
    async chunkCommits(from, to) {
      const grep = ['--basic-regexp', `--grep=^${CHUNK_TRAILER}:`];
      const found = await log(from === null ? [to] : [to, from], grep);
      return found.filter((commit) => commit.trailers[CHUNK_TRAILER] !== undefined);
    },
    commits: (from, to, limit) => log(from === null ? [to] : [to, from], [`--max-count=${limit}`]),
    versions: (from, to, path) => versions(call, from === null ? [to] : [to, from], path),
  };
}

type CommitInfos = readonly CommitInfo[];

/** Arguments for "what `to` has and `from` lacks". */
function rangeOf([to = '', from]: readonly string[]): readonly string[] {
  return from === undefined ? [to] : [to, `^${from}`];
}

async function versions(
  call: GitCall,
  range: readonly string[],
  path: string,
): Promise<readonly string[]> {
  if (!range.every(isRevision)) return [];
  const raw = ['--raw', '--no-abbrev', '--no-renames', '-m', '--root', '--full-history'];
  const args = ['log', '-z', '--format=', ...raw, ...PLAIN_LOG, ...rangeOf(range), '--', path];
  const env = { GIT_LITERAL_PATHSPECS: '1' };
  const fields = splitNul(await call.bytes(args, { env })).filter((field) => field !== '');
  const blobs = parseRaw(fields)
    .filter((change) => change.kind !== 'deleted' && change.newMode.startsWith('100'))
    .map((change) => change.blob);
  const contents = await readBlobs(call, [...new Set(blobs)]);
  return contents.flatMap((bytes) => (bytes === null ? [] : [bytes.toString('utf8')]));
}
