import type { ChunkState } from '../../src/domain/chunk.ts';
import type { BuildReport, PlannedChunk, PlanOutcome, SpecPlan } from '../../src/domain/data.ts';
import type { ChunkId, SpecId } from '../../src/domain/ids.ts';
import type {
  ChunkOutcome,
  PartOutcome,
  RunOutcome,
  SpecOutcome,
} from '../../src/domain/outcome.ts';
import type { PullRequest } from '../../src/domain/pull.ts';
import { NO_SPEND, NO_USAGE } from '../../src/domain/usage.ts';

/** Outcomes for the tests of views and commands: complete objects of which a test says only what it is about. */

export function chunkIdOf(number: number): ChunkId {
  return number.toString(16).padStart(12, 'c') as ChunkId;
}

export function plannedChunk(number: number, about: Partial<PlannedChunk> = {}): PlannedChunk {
  return {
    id: chunkIdOf(number),
    title: `Task ${number}`,
    line: number,
    dependsOn: [],
    files: [],
    tokens: 100,
    status: 'pending',
    ...about,
  };
}

export function specPlan(about: Partial<SpecPlan> = {}): SpecPlan {
  const chunks = about.chunks ?? [plannedChunk(1), plannedChunk(2)];
  return {
    path: 'docs/specs/12_auth.md',
    id: 'aaaaaaaaaaaa' as SpecId,
    label: '12',
    title: 'Sign in with passkeys',
    dialect: 'plain',
    branch: 'codelicious/spec-12',
    tasks: { open: chunks.length, done: 0, optional: 0 },
    chunks,
    parts: [{ number: 1, branch: 'codelicious/spec-12', chunks: chunks.map(({ id }) => id) }],
    skipped: null,
    ...about,
  };
}

export function planOutcome(about: Partial<PlanOutcome> = {}): PlanOutcome {
  return {
    specs: [specPlan()],
    problems: [],
    caps: { maxCommits: 8, maxLoc: 250 },
    warnings: [],
    ...about,
  };
}

export function pull(number: number, about: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    url: `https://github.com/acme/app/pull/${number}`,
    state: 'open',
    draft: false,
    head: 'codelicious/spec-12',
    base: 'main',
    title: '[spec-12] Sign in with passkeys',
    body: '',
    ...about,
  };
}

export function chunkOutcome(number: number, about: Partial<ChunkOutcome> = {}): ChunkOutcome {
  return {
    id: chunkIdOf(number),
    title: `Task ${number}`,
    line: number,
    dependsOn: [],
    files: [],
    state: { status: 'published' },
    sha: `${number}`.repeat(40).slice(0, 40),
    branch: 'codelicious/spec-12',
    pull: pull(41),
    reason: null,
    attempts: 1,
    spend: NO_SPEND,
    engine: 'claude',
    attemptRef: null,
    edited: false,
    tokens: 100,
    verified: 'tests',
    verification: null,
    ...about,
  };
}

/** A chunk that has no commit. */
export function unbuilt(number: number, state: ChunkState, about: Partial<ChunkOutcome> = {}) {
  return chunkOutcome(number, {
    state,
    sha: null,
    branch: null,
    pull: null,
    verified: null,
    ...about,
  });
}

export function partOutcome(number: number, about: Partial<PartOutcome> = {}): PartOutcome {
  const branch = number === 1 ? 'codelicious/spec-12' : `codelicious/spec-12-part-${number}`;
  return {
    number,
    branch,
    commits: 2,
    lines: 120,
    pull: pull(40 + number, { head: branch }),
    oversize: false,
    ...about,
  };
}

export function specOutcome(about: Partial<SpecOutcome> = {}): SpecOutcome {
  return {
    id: 'aaaaaaaaaaaa' as SpecId,
    path: 'docs/specs/12_auth.md',
    label: '12',
    title: 'Sign in with passkeys',
    dialect: 'plain',
    branch: 'codelicious/spec-12',
    tasks: { open: 0, done: 2, optional: 0 },
    chunks: [chunkOutcome(1), chunkOutcome(2)],
    parts: [partOutcome(1)],
    skipped: null,
    undelivered: [],
    ...about,
  };
}

function runOutcome(about: Partial<RunOutcome> = {}): RunOutcome {
  return {
    run: '20260131T101500-4fa1c2',
    specs: [specOutcome()],
    commits: 2,
    stopped: null,
    usage: NO_USAGE,
    durationMs: 252_000,
    sandbox: 'none',
    warnings: [],
    ...about,
  };
}

export function buildReport(
  outcome: Partial<RunOutcome> = {},
  about: Partial<Omit<BuildReport, 'outcome'>> = {},
): BuildReport {
  return { outcome: runOutcome(outcome), exitCode: 0, unverified: [], postmortem: null, ...about };
}
