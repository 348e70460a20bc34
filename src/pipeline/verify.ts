import { againstBase } from '../domain/baseline.ts';
import { type CheckResult, judge, type Verdict } from '../domain/verdict.ts';
import type { Verifier } from '../ports/verifier.ts';
import { keepSaid, knownBefore } from './baseline.ts';
import { type CheckEnv, runVerifier, taskOf, type VerifyRequest } from './check-tree.ts';
import { type Settled, withoutOld } from './old-failures.ts';
import type { Progress } from './progress.ts';
import { runSignal, type SpecEnv } from './spec-env.ts';

/** A verdict, and whose checks it is made of. */
export interface Judged {
  readonly verdict: Verdict;
  readonly ran: readonly { readonly verifier: Verifier; readonly checks: readonly CheckResult[] }[];
}

/** Runs every check that applies and says what they amount to, old failures aside. */
export async function verify(
  request: VerifyRequest,
  progress: Progress,
  env: SpecEnv,
): Promise<Verdict> {
  return (await judgeTree(request, progress, env)).verdict;
}

/** The same, verifier by verifier. */
export async function judgeTree(
  request: VerifyRequest,
  progress: Progress,
  env: SpecEnv,
): Promise<Judged> {
  const check = { request, progress, env };
  const ran: Judged['ran'][number][] = [];
  for (const verifier of env.deps.verifiers) {
    const checks = await judged(verifier, check);
    for (const one of checks) tellCheck(one, check);
    ran.push({ verifier, checks });
  }
  const verdict = judge(ran.flatMap(({ checks }) => checks));
  tellVerdict(verdict, check);
  return { verdict, ran };
}

/** What one verifier says, compared with what it says of the commit before. */
async function judged(verifier: Verifier, check: CheckEnv): Promise<readonly CheckResult[]> {
  const task = taskOf(check);
  const said = await runVerifier(verifier, { task }, check);
  if (said.length === 0 || runSignal(check.env.deps).aborted) return said;
  const hasFailed = said.some(({ status }) => status === 'failed');
  const kept = hasFailed ? null : await knownBefore(verifier, check);
  const settled: Settled[] = [];
  for (const one of said) {
    settled.push(
      one.status === 'failed'
        ? await withoutOld({ check: one, verifier, looks: { task } }, check)
        : { check: againstBase(one, kept), flips: false },
    );
  }
  // What fails now and then is no failure that the next chunk may count on.
  const isSteady = settled.every((one) => one.check.status !== 'failed' && !one.flips);
  if (isSteady) await keepSaid(said, { verifier, task: task.kind }, check);
  return settled.map((one) => one.check);
}

/** Says what one check came to. */
export function tellCheck(check: CheckResult, { request, progress, env }: CheckEnv): void {
  const about = { spec: progress.spec.path, chunk: request.chunk.id, title: request.chunk.title };
  const { name, status, durationMs, note, known = [], fixed = 0 } = check;
  env.deps.events.emit({
    type: 'check.finished',
    ...about,
    check: name,
    status,
    durationMs,
    note,
    ...(known.length === 0 ? {} : { known: known.length }),
    ...(fixed === 0 ? {} : { fixed }),
  });
}

/** Says what all of them came to. */
export function tellVerdict(verdict: Verdict, { request, progress, env }: CheckEnv): void {
  const about = { spec: progress.spec.path, chunk: request.chunk.id, title: request.chunk.title };
  const findings = verdict.type === 'failed' ? verdict.findings.length : 0;
  env.deps.events.emit({ type: 'check.verdict', ...about, verdict: verdict.type, findings });
}
