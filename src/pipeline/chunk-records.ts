import {
  type Chunk,
  type ChunkState,
  failureCode,
  isSettled,
  type Reason,
} from '../domain/chunk.ts';
import type { ChunkId } from '../domain/ids.ts';
import type { Ledger, LedgerEntry } from '../domain/ledger.ts';
import type { MarkedQuestion } from '../domain/marker.ts';
import type { ChunkCommit } from '../domain/part.ts';
import type { PullRequest } from '../domain/pull.ts';
import type { MarkedPull, Stack } from './stack.ts';
import { type ChunkRecord, NEW_RECORD } from './work.ts';

/** Where the facts of a spec's chunks come from; the first that knows wins. */
export interface RecordSources {
  readonly stack: Stack;
  /** Branches whose tip the remote does not have. */
  readonly unpushed: ReadonlySet<string>;
  /** Our commits that the base contains. */
  readonly onBase: readonly ChunkCommit[];
  readonly ledger: Ledger;
  /** Today's id → the id under which it may have been built. */
  readonly formerIds: ReadonlyMap<ChunkId, ChunkId>;
  /** What is allowed now; see `ChunkState`. */
  readonly allowance: string;
}

interface Known {
  readonly state: ChunkState;
  readonly sha: string | null;
  readonly branch: string | null;
  readonly pull: PullRequest | null;
  readonly digest: string | null;
  readonly engine: string | null;
}

/** What each chunk has come to: pull requests before commits, commits before the ledger. */
export function readRecords(
  chunks: readonly Chunk[],
  sources: RecordSources,
): ReadonlyMap<ChunkId, ChunkRecord> {
  const known = knownChunks(sources);
  return new Map(chunks.map((chunk) => [chunk.id, readRecord(chunk, sources, known)]));
}

function readRecord(
  chunk: Chunk,
  sources: RecordSources,
  known: ReadonlyMap<string, Known>,
): ChunkRecord {
  const former = sources.formerIds.get(chunk.id) ?? chunk.id;
  const entry = sources.ledger.chunks[chunk.id] ?? sources.ledger.chunks[former];
  const fact = known.get(chunk.id) ?? known.get(former);
  if (fact !== undefined) return recordOf(fact, entry, isEdited(chunk, fact));
  if (chunk.done) return { ...remembered(entry), state: { status: 'merged' }, reason: null };
  const state = rememberedState(chunk, entry, sources);
  const asked = sources.stack.questions.find(
    (one) => one.id === chunk.id && isOpen(one, chunk, sources),
  );
  if (asked !== undefined && state.status !== 'parked') return parked(asked, entry);
  const record = remembered(entry);
  return { ...record, state, reason: stillTrue(record.reason, state) };
}

/** Of an open chunk, what kept it from being built once (a question, another chunk) is so no more. */
function stillTrue(reason: Reason | null, { status }: ChunkState): Reason | null {
  return status === 'pending' && reason?.code !== 'rate_limited' ? null : reason;
}

/** Asked on some machine and not answered: the pull request knows it where the ledger does not. */
function parked(asked: MarkedQuestion, entry: LedgerEntry | undefined): ChunkRecord {
  const state = parkedState(asked);
  return { ...remembered(entry), state, reason: reasonParked(state) };
}

type Parked = Extract<ChunkState, { status: 'parked' }>;

function parkedState({
  question,
  options,
  allowance,
}: Pick<MarkedQuestion, 'question' | 'options' | 'allowance'>): Parked {
  const until = allowance === undefined ? {} : { allowance };
  return { status: 'parked', question, options, ...until };
}

/** Why a parked chunk waits. */
export function reasonParked({ question: message, allowance }: Parked): Reason {
  return { code: allowance === undefined ? 'needs_input' : 'secret', message };
}

/** Neither was the task edited since it was asked, nor, where a secret is asked about, what is allowed. */
function isOpen(
  asked: { readonly digest: string | null; readonly allowance?: string | undefined },
  chunk: Chunk,
  { allowance }: RecordSources,
): boolean {
  return asked.digest === chunk.digest && (asked.allowance ?? allowance) === allowance;
}

function isEdited(chunk: Chunk, fact: Known): boolean {
  return fact.digest !== null && fact.digest !== chunk.digest;
}

function recordOf(fact: Known, entry: LedgerEntry | undefined, edited: boolean): ChunkRecord {
  const { state, sha, branch, pull } = fact;
  const engine = fact.engine ?? entry?.engine ?? null;
  return {
    ...remembered(entry),
    state,
    sha,
    branch,
    pull,
    engine,
    reason: null,
    attemptRef: null,
    edited,
  };
}

function remembered(entry: LedgerEntry | undefined): ChunkRecord {
  if (entry === undefined) return NEW_RECORD;
  const { attempts, engine, attemptRef, reason, sha, branch } = entry;
  const { spentUsd: costUsd, equivalentUsd, unpricedCalls } = entry;
  const spend = { costUsd, equivalentUsd, unpricedCalls };
  return { ...NEW_RECORD, attempts, spend, engine, attemptRef, reason, sha, branch };
}

/** What kept a chunk from being built is remembered; whatever else git does not confirm is open again. */
function rememberedState(
  chunk: Chunk,
  entry: LedgerEntry | undefined,
  sources: RecordSources,
): ChunkState {
  const message = entry?.reason?.message ?? '';
  if (entry?.status === 'failed')
    return { status: 'failed', code: failureCode(entry.reason?.code), message };
  const by = entry?.status === 'blocked' ? waitsFor(chunk, sources.ledger) : [];
  if (by.length > 0) return { status: 'blocked', by };
  return entry?.status === 'parked' && isOpen(entry, chunk, sources)
    ? parkedState({ ...entry, question: message })
    : { status: 'pending' };
}

/** What a blocked chunk names and still misses; without such, what failed before it. */
function waitsFor(chunk: Chunk, { chunks }: Ledger): readonly ChunkId[] {
  const missing = chunk.dependsOn.filter((id) => !isSettled(chunks[id]?.status ?? 'pending'));
  if (missing.length > 0) return missing;
  const ids = Object.keys(chunks) as ChunkId[];
  return ids.filter((id) => chunks[id]?.status === 'failed');
}

function knownChunks(sources: RecordSources): ReadonlyMap<string, Known> {
  const { stack } = sources;
  return new Map<string, Known>([
    ...sources.onBase.filter(isLastStep).map((commit) => [commit.chunk, landed(commit)] as const),
    ...stack.declined.flatMap((marked) => fromMarker(marked, { status: 'declined' })),
    ...stack.elsewhere.flatMap((marked) => fromMarker(marked, { status: 'published' })),
    ...stack.parts.flatMap((part) =>
      part.commits.filter(isLastStep).map((commit) => {
        const published = part.pull !== null && !sources.unpushed.has(part.branch);
        const state: ChunkState = { status: published ? 'published' : 'committed' };
        const { sha, digest, engine } = commit;
        return [
          commit.chunk,
          { state, sha, digest, engine, branch: part.branch, pull: part.pull },
        ] as const;
      }),
    ),
    // Last: after a squash merge the parts above still hold the commits of what was merged.
    ...stack.merged.flatMap((marked) => fromMarker(marked, { status: 'merged' })),
  ]);
}

function landed({ sha, digest, engine }: ChunkCommit): Known {
  return { state: { status: 'merged' }, sha, digest, engine, branch: null, pull: null };
}

function fromMarker(
  { pull, marker }: MarkedPull,
  state: ChunkState,
): readonly (readonly [string, Known])[] {
  return marker.chunks.map((chunk) => [
    chunk.id,
    {
      state,
      sha: null,
      digest: chunk.digest === '' ? null : chunk.digest,
      engine: null,
      branch: pull.head,
      pull,
    },
  ]);
}

/** A divided chunk is done with the last of its steps. */
function isLastStep({ step }: ChunkCommit): boolean {
  return step === null || step[0] === step[1];
}
