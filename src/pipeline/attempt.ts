import type { FailureCode } from '../domain/chunk.ts';
import type { EngineResult } from '../domain/engine-job.ts';
import type { Sha } from '../domain/ids.ts';
import type { StopReason } from '../domain/outcome.ts';
import { addUsage, type Usage } from '../domain/usage.ts';
import type { Finding, Verdict } from '../domain/verdict.ts';
import type { Assignment, Done } from './assignment.ts';
import { callEngine } from './call-engine.ts';
import { inspectCandidate, takeCandidate } from './candidate-tree.ts';
import type { Progress } from './progress.ts';
import { attemptPrompt, repairPromptFor } from './prompts.ts';
import type { SpecEnv } from './spec-env.ts';
import { verify } from './verify.ts';

/** A change that passed the gate and its checks (or had none to pass). */
export interface Candidate {
  readonly tree: Sha;
  readonly verdict: Verdict;
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
  readonly stop: StopReason | null;
}

export type AttemptResult =
  | { readonly type: 'ready'; readonly candidate: Candidate }
  | { readonly type: 'parked'; readonly question: string; readonly options: readonly string[] }
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
  if (result.type !== 'done') return notDone(result, progress, env);
  return judgeRound({ assignment, result, repairs: 0 }, progress, env);
}

async function judgeRound(round: Round, progress: Progress, env: SpecEnv): Promise<AttemptResult> {
  const { assignment, result } = round;
  const specText = assignment.specText(result);
  const candidate = await takeCandidate(progress, env, specText);
  const { tree, changes } = candidate;
  if (changes.length === 0) return failure('no_changes', 'the engine changed nothing', null);
  const refusals = await inspectCandidate(candidate, env);
  if (refusals.length > 0) {
    const keep = refusals.some((refusal) => refusal.code === 'secret') ? null : tree;
    const message = refusals.map((refusal) => refusal.message).join('; ');
    const findings = refusals.map((refusal) =>
      gateFinding(refusal.path, refusal.code, refusal.message),
    );
    return repairOr(
      failure('gate', message, keep),
      { round, findings, verdict: null },
      { progress, env },
    );
  }
  const changed = changes.map((change) => change.path);
  const verdict = await verify({ chunk: assignment.chunk, changed }, progress, env);
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
    candidate: { tree, verdict, engine: result.engine, usage: result.usage, specText, result },
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
  const ended = notDoneSync(result, env);
  if (ended.type === 'parked') return failed;
  return ended.stop === null ? failed : { ...ended, tree: failed.tree };
}

async function notDone(
  result: Exclude<EngineResult, { type: 'done' }>,
  progress: Progress,
  env: SpecEnv,
): Promise<AttemptResult> {
  const ended = notDoneSync(result, env);
  if (ended.type === 'parked') return ended;
  return { ...ended, tree: await leftovers(progress, env) };
}

/** What an unfinished call left on disk, so that a person can look at it; never a tree that the gate would refuse. */
async function leftovers(progress: Progress, env: SpecEnv): Promise<Sha | null> {
  const candidate = await takeCandidate(progress, env, progress.spec.text);
  if (candidate.changes.length === 0) return null;
  return (await inspectCandidate(candidate, env)).length > 0 ? null : candidate.tree;
}

function notDoneSync(
  result: Exclude<EngineResult, { type: 'done' }>,
  env: SpecEnv,
): Failure | Extract<AttemptResult, { type: 'parked' }> {
  const halted = haltedBy(env, null);
  if (halted !== null) return halted;
  switch (result.type) {
    case 'needs_input':
      return { type: 'parked', question: result.question, options: result.options };
    case 'rate_limited':
      return { ...failure('rate_limited', limitText(result), null), stop: 'rate_limited' };
    case 'unauthenticated':
      return { ...failure('unauthenticated', result.message, null), stop: 'unauthenticated' };
    case 'timed_out':
    case 'over_budget':
      return failure(result.type, result.message, null);
    case 'aborted':
      return { ...failure('interrupted', result.message, null), stop: 'interrupted' };
    case 'failed':
      return failure('engine', result.message, null);
  }
}

/** The user's signal and the end of the run's time outrank whatever a call or a check says. */
export function haltedBy(env: SpecEnv, tree: Sha | null): Failure | null {
  const { signal, deadline } = env.deps;
  if (signal.aborted) {
    return {
      ...failure('interrupted', `interrupted by ${String(signal.reason)}`, tree),
      stop: 'interrupted',
    };
  }
  if (!deadline.aborted) return null;
  return { ...failure('timed_out', 'the run reached --max-run-time', tree), stop: 'limit' };
}

function limitText(result: Extract<EngineResult, { type: 'rate_limited' }>): string {
  const until = result.resetsAt === null ? '' : ` until ${new Date(result.resetsAt).toISOString()}`;
  return `rate limited${until}: ${result.message}`;
}

function failure(code: FailureCode, message: string, tree: Sha | null): Failure {
  return { type: 'failed', code, message, tree, stop: null };
}

function gateFinding(file: string, rule: string, message: string): Finding {
  return { check: 'gate', file, line: null, rule, message };
}

function findingsText(findings: readonly Finding[]): string {
  const first = findings.slice(0, 3).map(({ check, file, line, message }) => {
    const where = file === null ? '' : ` ${file}${line === null ? '' : `:${line}`}`;
    return `${check}${where}: ${message}`;
  });
  const more = findings.length - first.length;
  return more > 0 ? `${first.join('; ')}; and ${more} more` : first.join('; ');
}
