import type { Chunk, ChunkState, Reason } from '../domain/chunk.ts';
import { isSettled } from '../domain/chunk.ts';
import type { CoverageFigures } from '../domain/coverage-figures.ts';
import type { ChunkId, Sha } from '../domain/ids.ts';
import type { Ledger, LedgerEntry, PendingPlan } from '../domain/ledger.ts';
import type { Part } from '../domain/part.ts';
import type { Spec } from '../domain/spec.ts';
import type { Spend, Usage } from '../domain/usage.ts';
import type { CheckResult } from '../domain/verdict.ts';
import { type ChunkRecord, NEW_RECORD, type SpecWork } from './work.ts';

/** How far one spec has come. Every step of the line takes one and hands the next one on. */
export interface Progress {
  /** The text as the next commit will find it. */
  readonly spec: Spec;
  readonly asked: boolean;
  readonly chunks: readonly Chunk[];
  readonly records: ReadonlyMap<ChunkId, ChunkRecord>;
  readonly stem: string;
  readonly parts: readonly Part[];
  readonly lastNumber: number;
  /** The last good commit. */
  readonly tip: Sha;
  /** The spec on disk at `tip` lacks the user's edits. */
  readonly carries: boolean;
  /** What a plan wrote into the spec and no commit carries yet. */
  readonly plan: PendingPlan | null;
  /** Specs and chunks that no engine is asked to divide in this run: it was asked, or they are what it answered. */
  readonly planned: ReadonlySet<string>;
  /** Chunks tried in this run. */
  readonly tried: ReadonlySet<ChunkId>;
  /** Branches whose tip has not reached the remote. */
  readonly unpushed: ReadonlySet<string>;
  readonly undelivered: readonly Reason[];
  /** What this run knows of the commits it made. */
  readonly notes: ReadonlyMap<string, CommitNote>;
}

/** What a commit's trailers do not tell. */
export interface CommitNote {
  readonly checks: readonly CheckResult[];
  /** What the tests ran of it; null where that was not looked at, as for a step that others follow. */
  readonly coverage: CoverageFigures | null;
  /** What this run's calls for it consumed; of a divided chunk, the last step bears it. */
  readonly usage: Usage;
  /** What it cost, earlier attempts included; null for a step that does not bear it. */
  readonly spend: Spend | null;
}

/** Where a spec stands before its first chunk of this run. */
export function startProgress(work: SpecWork, unpushed: ReadonlySet<string>): Progress {
  const { spec, asked, chunks, records, stack, tip, carries, plan } = work;
  const { stem, parts, lastNumber } = stack;
  return {
    spec,
    asked,
    chunks,
    records,
    stem,
    parts,
    lastNumber,
    tip,
    carries,
    plan,
    planned: new Set(),
    tried: new Set(),
    unpushed: new Set(parts.map((part) => part.branch).filter((branch) => unpushed.has(branch))),
    undelivered: [],
    notes: new Map(),
  };
}

/** A chunk's record; a new one when nothing is known. */
export function recordOf(progress: Progress, id: ChunkId): ChunkRecord {
  return progress.records.get(id) ?? NEW_RECORD;
}

/** The same progress with one chunk's record changed. */
export function withRecord(
  progress: Progress,
  id: ChunkId,
  change: Partial<ChunkRecord>,
): Progress {
  const records = new Map(progress.records).set(id, { ...recordOf(progress, id), ...change });
  return { ...progress, records };
}

/** The same progress with a part replaced, or added on top. */
export function withPart(progress: Progress, part: Part): Progress {
  const known = progress.parts.some((one) => one.branch === part.branch);
  const parts = known
    ? progress.parts.map((one) => (one.branch === part.branch ? part : one))
    : [...progress.parts, part];
  return { ...progress, parts, lastNumber: Math.max(progress.lastNumber, part.number) };
}

/** Whether nothing a run would build is left; optional tasks are built on request only. */
export function isComplete(progress: Progress): boolean {
  return progress.chunks.every(
    (chunk) => chunk.optional || isSettled(recordOf(progress, chunk.id).state.status),
  );
}

/** The ledger that says the same. */
export function toLedger(progress: Progress, before: Ledger, updatedAt: string): Ledger {
  const entries = progress.chunks.map((chunk) => {
    const entry = toEntry(chunk, recordOf(progress, chunk.id), updatedAt);
    const old = before.chunks[chunk.id];
    return [chunk.id, old !== undefined && sameEntry(old, entry) ? old : entry] as const;
  });
  return {
    version: 1,
    spec: progress.spec.path,
    chunks: { ...before.chunks, ...Object.fromEntries(entries) },
    ...(progress.plan === null ? {} : { plan: progress.plan }),
  };
}

function toEntry(chunk: Chunk, record: ChunkRecord, updatedAt: string): LedgerEntry {
  return {
    status: record.state.status,
    title: chunk.title,
    branch: record.branch,
    sha: record.sha,
    pr: record.pull?.number ?? null,
    prUrl: record.pull?.url ?? null,
    attempts: record.attempts,
    reason: record.reason,
    updatedAt,
    engine: record.engine,
    digest: chunk.digest,
    spentUsd: record.spend.costUsd,
    equivalentUsd: record.spend.equivalentUsd,
    unpricedCalls: record.spend.unpricedCalls,
    attemptRef: record.attemptRef,
    options: record.state.status === 'parked' ? [...record.state.options] : [],
    ...allowanceIn(record.state),
  };
}

/** What was allowed when a secret parked a chunk, where one did. */
export function allowanceIn(state: ChunkState): { readonly allowance?: string } {
  const allowance = state.status === 'parked' ? state.allowance : undefined;
  return allowance === undefined ? {} : { allowance };
}

function sameEntry(a: LedgerEntry, b: LedgerEntry): boolean {
  return JSON.stringify({ ...a, updatedAt: '' }) === JSON.stringify({ ...b, updatedAt: '' });
}
