import { tokensOf } from '../domain/budget.ts';
import type { ChunkState, Reason } from '../domain/chunk.ts';
import type {
  BuildData,
  BuildReport,
  PlanData,
  PlanOutcome,
  SpecPlan,
  StatusData,
  StatusOutcome,
} from '../domain/data.ts';
import { specId, specLabel } from '../domain/ids.ts';
import { isMeasured } from '../domain/measured.ts';
import type { ChunkHead, ChunkOutcome, SpecHead, SpecOutcome, Stop } from '../domain/outcome.ts';
import type { PullRequest } from '../domain/pull.ts';
import type { SpecProblem } from '../domain/spec.ts';
import { addSpend, NO_SPEND, spendOf } from '../domain/usage.ts';
import type { CheckResult } from '../domain/verdict.ts';
import { instant } from './come-back.ts';

type KnownSpec = StatusData['specs'][number];
type KnownChunk = KnownSpec['chunks'][number];
type PlannedSpec = PlanData['specs'][number];

/** The document of `plan --json`. */
export function planData(plan: PlanOutcome): PlanData {
  const specs = [...plan.specs.map(plannedSpec), ...plan.problems.map(problemSpec)];
  const split = plan.split?.map(({ path, diff }) => ({ path, diff }));
  return { schemaVersion: 1, specs, ...(split === undefined ? {} : { split }) };
}

/** The document of `status --json`. */
export function statusData(status: StatusOutcome): StatusData {
  return {
    schemaVersion: 1,
    specs: status.specs.map(knownSpec),
    lock: status.lock === null ? null : { ...status.lock },
  };
}

/** The document of `build --json`. */
export function buildData(report: BuildReport): BuildData {
  const { stopped, specs, usage } = report.outcome;
  return {
    schemaVersion: 1,
    specs: specs.map(knownSpec),
    stopped: stopped === null ? null : stoppedData(stopped),
    spend: { ...spendOf(usage), tokens: tokensOf(usage) },
    exitCode: report.exitCode,
  };
}

function stoppedData({ why, message, retryAt }: Stop): BuildData['stopped'] {
  return { code: why, message, retryAt: retryAt === undefined ? null : instant(retryAt) };
}

function plannedSpec(spec: SpecPlan): PlannedSpec {
  return {
    ...specStart(spec),
    chunks: spec.chunks.map((chunk) => ({ ...chunkStart(chunk), status: chunk.status })),
    parts: spec.parts.length,
    skipped: reasonOf(spec.skipped),
  };
}

function problemSpec(problem: SpecProblem): PlannedSpec {
  return {
    path: problem.path,
    id: specId(problem.path),
    title: specLabel(problem.path),
    dialect: 'plain',
    branch: '',
    tasks: { open: 0, done: 0, optional: 0 },
    chunks: [],
    parts: 0,
    skipped: { code: problem.code, message: problem.message },
  };
}

function knownSpec(spec: SpecOutcome): KnownSpec {
  return {
    ...specStart(spec),
    chunks: spec.chunks.map(knownChunk),
    parts: spec.parts.length,
    skipped: reasonOf(spec.skipped),
    undelivered: spec.undelivered.map(({ code, message }) => ({ code, message })),
    spend: spec.chunks.map(({ spend }) => spend).reduce(addSpend, NO_SPEND).costUsd,
  };
}

function specStart(spec: SpecHead): Omit<PlannedSpec, 'chunks' | 'parts' | 'skipped'> {
  const { path, id, title, dialect, branch, tasks } = spec;
  return { path, id, title, dialect, branch, tasks: { ...tasks } };
}

function chunkStart(chunk: ChunkHead): Omit<PlannedSpec['chunks'][number], 'status'> {
  const { id, title, line, dependsOn, files, tokens } = chunk;
  return { id, title, line, dependsOn: [...dependsOn], files: [...files], tokens };
}

function knownChunk(chunk: ChunkOutcome): KnownChunk {
  return {
    ...chunkStart(chunk),
    status: chunk.state.status,
    sha: chunk.sha,
    branch: chunk.branch,
    pull: pullOf(chunk.pull),
    reason: reasonOf(chunk.reason) ?? reasonOfState(chunk.state),
    attempts: chunk.attempts,
    spend: chunk.spend.costUsd,
    unpricedCalls: chunk.spend.unpricedCalls,
    engine: chunk.engine,
    verification: verificationOf(chunk),
    question: questionOf(chunk.state),
  };
}

function questionOf(state: ChunkState): KnownChunk['question'] {
  return state.status === 'parked' ? { text: state.question, options: [...state.options] } : null;
}

function verificationOf({ verified, verification }: ChunkOutcome): KnownChunk['verification'] {
  if (verification === null || verified === null) return null;
  const { proof, coverage, checks } = verification;
  const measured = coverage === null || !isMeasured(coverage) ? {} : { coverage };
  return { verified, proof, ...measured, checks: checks.map(checkData) };
}

function checkData(check: CheckResult): NonNullable<KnownChunk['verification']>['checks'][number] {
  const { name, kind = 'command', package: folder = '', status, durationMs, note, tests } = check;
  const { known = [], fixed = 0 } = check;
  return {
    ...{ name, kind, package: folder, status, durationMs, note },
    ...(tests === undefined ? {} : { tests: { ...tests } }),
    ...{ known: known.length, fixed },
  };
}

function pullOf(pull: PullRequest | null): KnownChunk['pull'] {
  if (pull === null) return null;
  const { number, url, state, draft } = pull;
  return { number, url, state, draft };
}

function reasonOf(reason: Reason | null): { code: string; message: string } | null {
  return reason === null ? null : { code: reason.code, message: reason.message };
}

function reasonOfState(state: ChunkState): { code: string; message: string } | null {
  if (state.status === 'failed') return { code: state.code, message: state.message };
  if (state.status === 'parked') {
    return {
      code: state.allowance === undefined ? 'needs_input' : 'secret',
      message: state.question,
    };
  }
  if (state.status !== 'blocked') return null;
  return { code: 'blocked', message: `waits for ${state.by.join(', ')}` };
}
