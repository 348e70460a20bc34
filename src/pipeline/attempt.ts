import type { Chunk, FailureCode } from '../domain/chunk.ts';
import type { EngineResult } from '../domain/engine-job.ts';
import type { Sha } from '../domain/ids.ts';
import type { Stop } from '../domain/outcome.ts';
import type { Proof } from '../domain/proof.ts';
import { addUsage, type Usage } from '../domain/usage.ts';
import type { Finding, Verdict } from '../domain/verdict.ts';
import { admit } from './admit.ts';
import type { Assignment, Done } from './assignment.ts';
import { callEngine } from './call-engine.ts';
import { inspectCandidate, takeCandidate } from './candidate-tree.ts';
import { findLeak, type Leak } from './leak.ts';
import type { Progress } from './progress.ts';
import { attemptPrompt, repairPromptFor } from './prompts.ts';
import { verifyAndProve } from './prove.ts';
import type { EngineEnv, SpecEnv } from './spec-env.ts';
import { type RateLimited, rateLimitStop } from './wait-for-engine.ts';

/** A change that passed the gate and its checks (or had none to pass). */
export interface Candidate {
  readonly tree: Sha;
  readonly verdict: Verdict;
  readonly proof: Proof;
  readonly engine: string;
  /** What its calls consumed, repairs included. */
  readonly usage: Usage;
  /** The spec as it stands in `tree`. */
  readonly specText: string;
  readonly result: Done;
}

export interface Failure {
  readonly type: 'failed';
  readonly code: FailureCode;
  readonly message: string;
  /** What was tried, to be kept for the user; null when there is nothing to keep or it must not be kept. */
  readonly tree: Sha | null;
  readonly stop: Stop | null;
}

export type AttemptResult =
  | { readonly type: 'ready'; readonly candidate: Candidate }
  | { readonly type: 'parked'; readonly question: string; readonly options: readonly string[] }
  | Leak
  | Failure;

interface Round {
  readonly assignment: Assignment;
  readonly result: Done;
  /** Repairs made so far. */
  readonly repairs: number;
}

/** One chunk from a clean tree to a verified change: engine, gate, checks, and bounded repairs. */
export async function attempt(
  assignment: Assignment,
  progress: Progress,
  env: SpecEnv,
): Promise<AttemptResult> {
  await env.workspace.reset(progress.tip);
  const { chunk, kind } = assignment;
  const prompt = await attemptPrompt(assignment, progress, env);
  const result = await callEngine(
    { chunk, kind, prompt, findings: [], session: null, attempt: 1 },
    progress,
    env,
  );
  if (result.type !== 'done') return notDone({ result, chunk }, progress, env);
  return judgeRound({ assignment, result, repairs: 0 }, progress, env);
}

async function judgeRound(round: Round, progress: Progress, env: SpecEnv): Promise<AttemptResult> {
  const { assignment, result } = round;
  const specText = assignment.specText(result);
  const { chunk } = assignment;
  const candidate = await takeCandidate(progress, env, specText);
  if (candidate.changes.length === 0) {
    return failure('no_changes', 'the engine changed nothing', null);
  }
  const admission = await admit({ chunk, specText, candidate }, progress, env);
  if (admission.type === 'parked') return admission;
  if (admission.type === 'refused') {
    const { code, message, findings } = admission;
    const refused = failure(code, message, admission.tree);
    const cut = haltedBy(env, admission.tree) ?? (admission.mendable ? null : refused);
    return cut ?? repairOr(refused, { round, findings, verdict: null }, { progress, env });
  }
  const { tree, changes } = admission.candidate;
  const { verdict, proof } = await verifyAndProve({ chunk, tree, changes }, progress, env);
  const halted = haltedBy(env, tree);
  if (halted !== null) return halted;
  if (verdict.type === 'failed') {
    const failed = failure('verification', findingsText(verdict.findings), tree);
    return repairOr(failed, { round, findings: verdict.findings, verdict }, { progress, env });
  }
  if (verdict.type === 'unverified' && env.deps.config.requireVerification) {
    return failure('unverified', 'nothing could be run to verify it; set verify.commands', tree);
  }
  return {
    type: 'ready',
    candidate: {
      ...{ tree, verdict, proof, specText, result },
      engine: result.engine,
      usage: result.usage,
    },
  };
}

interface Complaint {
  readonly round: Round;
  readonly findings: readonly Finding[];
  readonly verdict: Verdict | null;
}

/** One more repair where the allowance has one left, else the failure as it is. */
async function repairOr(
  failed: Failure,
  complaint: Complaint,
  { progress, env }: { readonly progress: Progress; readonly env: SpecEnv },
): Promise<AttemptResult> {
  const { round, findings, verdict } = complaint;
  const { maxFixAttempts } = env.deps.config;
  if (round.repairs >= maxFixAttempts) return failed;
  const { chunk } = round.assignment;
  const left = maxFixAttempts - round.repairs;
  const prompt = await repairPromptFor(
    { chunk, findings, verdict, left, tree: failed.tree },
    progress,
    env,
  );
  const { session } = round.result;
  // What checks left behind, a report for one, is no part of the change.
  if (failed.tree !== null) await env.workspace.restore(failed.tree);
  const call = {
    chunk,
    kind: 'repair',
    prompt,
    findings,
    session,
    attempt: round.repairs + 2,
  } as const;
  const result = await callEngine(call, progress, env);
  if (result.type === 'done') {
    const next = {
      ...round.result,
      session: result.session ?? session,
      engine: result.engine,
      usage: addUsage(round.result.usage, result.usage),
    };
    return judgeRound({ ...round, result: next, repairs: round.repairs + 1 }, progress, env);
  }
  const ended = endedBy(result, env);
  if (ended.type === 'parked') return failed;
  if (ended.code === 'over_budget') {
    return { ...ended, message: `${ended.message}; ${failed.message}`, tree: failed.tree };
  }
  return ended.stop === null ? failed : { ...ended, tree: failed.tree };
}

interface Unfinished {
  readonly result: Exclude<EngineResult, { type: 'done' }>;
  readonly chunk: Chunk;
}

async function notDone(
  { result, chunk }: Unfinished,
  progress: Progress,
  env: SpecEnv,
): Promise<AttemptResult> {
  const ended = endedBy(result, env);
  if (ended.type === 'parked') return ended;
  return { ...ended, tree: await leftovers(chunk, progress, env) };
}

/** What an unfinished call left on disk, so that a person can look at it; never a tree that the gate would refuse. */
async function leftovers(chunk: Chunk, progress: Progress, env: SpecEnv): Promise<Sha | null> {
  const candidate = await takeCandidate(progress, env, progress.spec.text);
  const { tree, changes } = candidate;
  if (changes.length === 0) return null;
  const leak = await findLeak(candidate, { request: { chunk, tree, changes }, progress, env });
  if (leak !== null) return leak.tree;
  return (await inspectCandidate(candidate, chunk, env)).length > 0 ? null : tree;
}

/** What a call that did not end well means for its chunk and for the run. */
export function endedBy(
  result: Exclude<EngineResult, { type: 'done' }>,
  env: Pick<EngineEnv, 'deps'>,
): Failure | Extract<AttemptResult, { type: 'parked' }> {
  const halted = haltedBy(env, null);
  if (halted !== null) return halted;
  switch (result.type) {
    case 'needs_input':
      return { type: 'parked', question: result.question, options: result.options };
    case 'rate_limited':
      return {
        ...failure('rate_limited', limitText(result), null),
        stop: rateLimitStop(result, env.deps),
      };
    case 'unauthenticated':
      return stopping(failure('unauthenticated', result.message, null), { why: result.type });
    case 'timed_out':
    case 'over_budget':
      return failure(result.type, result.message, null);
    case 'aborted':
      return stopping(failure('interrupted', result.message, null), { why: 'interrupted' });
    case 'failed':
      return failure('engine', faultText(result), null);
  }
}

/** The user's signal and the end of the run's time outrank whatever a call or a check says. */
export function haltedBy(env: Pick<EngineEnv, 'deps'>, tree: Sha | null): Failure | null {
  const { signal, deadline } = env.deps;
  if (signal.aborted) {
    const message = `interrupted by ${String(signal.reason)}`;
    return stopping(failure('interrupted', message, tree), { why: 'interrupted' });
  }
  if (!deadline.aborted) return null;
  const limit = '--max-run-time';
  return stopping(failure('timed_out', `the run reached ${limit}`, tree), { why: 'limit', limit });
}

function stopping(failed: Failure, stop: Omit<Stop, 'message'>): Failure {
  return { ...failed, stop: { ...stop, message: failed.message } };
}

function faultText({ code, message, engine }: Extract<EngineResult, { type: 'failed' }>): string {
  return code === 'bad_model' ? `${message}; choose another with --model ${engine}=NAME` : message;
}

function limitText(result: RateLimited): string {
  const until = result.resetsAt === null ? '' : ` until ${new Date(result.resetsAt).toISOString()}`;
  return `rate limited${until}: ${result.message}`;
}

function failure(code: FailureCode, message: string, tree: Sha | null): Failure {
  return { type: 'failed', code, message, tree, stop: null };
}

function findingsText(findings: readonly Finding[]): string {
  const first = findings.slice(0, 3).map(({ check, file, line, message }) => {
    const where = file === null ? '' : ` ${file}${line === null ? '' : `:${line}`}`;
    return `${check}${where}: ${message}`;
  });
  const more = findings.length - first.length;
  return more > 0 ? `${first.join('; ')}; and ${more} more` : first.join('; ');
}
