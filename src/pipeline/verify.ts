import { againstBase, type Baseline } from '../domain/baseline.ts';
import { isMeasured } from '../domain/measured.ts';
import { type CheckResult, judge, type Verdict } from '../domain/verdict.ts';
import type { Verifier, VerifyTask } from '../ports/verifier.ts';
import { keepSaid, knownBefore } from './baseline.ts';
import { type CheckEnv, runVerifier, taskOf, type VerifyRequest } from './check-tree.ts';
import { measureCoverage } from './coverage.ts';
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
  const check = { request, progress, env };
  const verdict = judge((await runAll(check)).flatMap(({ checks }) => checks));
  tellVerdict(verdict, check);
  return verdict;
}

/** The same of a whole change, verifier by verifier, with what its tests leave out. */
export async function judgeTree(
  request: VerifyRequest,
  progress: Progress,
  env: SpecEnv,
): Promise<Judged> {
  const check = { request, progress, env };
  const ran = await runAll(check);
  const { figures, refusals } = await measureCoverage(ran, taskOf(check), check);
  for (const one of refusals) tellCheck(one, check);
  // What each line did has been looked at; the records keep the sums alone.
  const checks = ran.flatMap((one) => one.checks).map(({ coverage: _, ...one }) => one);
  const verdict = { ...judge([...checks, ...refusals]), coverage: figures };
  tellVerdict(verdict, check);
  return { verdict, ran };
}

async function runAll(check: CheckEnv): Promise<Judged['ran']> {
  const ran: Judged['ran'][number][] = [];
  for (const verifier of check.env.deps.verifiers) {
    const checks = await judged(verifier, check);
    for (const one of checks) tellCheck(one, check);
    ran.push({ verifier, checks });
  }
  return ran;
}

/** What one verifier says, compared with what it says of the commit before. */
async function judged(verifier: Verifier, check: CheckEnv): Promise<readonly CheckResult[]> {
  const task = taskOf(check);
  const said = await runVerifier(verifier, { task }, check);
  if (said.length === 0 || runSignal(check.env.deps).aborted) return said;
  const hasFailed = said.some(({ status }) => status === 'failed');
  const kept = hasFailed ? null : await knownFor({ task, verifier }, check);
  const settled: Settled[] = [];
  for (const one of said) {
    settled.push(
      one.status === 'failed'
        ? await withoutOld({ check: one, verifier, looks: { task } }, check)
        : { check: againstBase(one, kept, isWhole({ task, verifier })), flips: false },
    );
  }
  // What fails now and then is no failure that the next chunk may count on.
  const isSteady = settled.every((one) => one.check.status !== 'failed' && !one.flips);
  if (isSteady) await keepSaid(said, { verifier, task: task.kind }, check);
  return settled.map((one) => one.check);
}

interface Run {
  readonly task: VerifyTask;
  readonly verifier: Verifier;
}

function isWhole({ task, verifier }: Run): boolean {
  return task.kind === 'full' || verifier.structured !== true;
}

/** Of a run of everything at a spec's end: what is kept of the commit before, else of the commit it all starts from. */
async function knownFor({ task, verifier }: Run, check: CheckEnv): Promise<Baseline | null> {
  const kept = await knownBefore(verifier, check);
  if (kept !== null || !isWhole({ task, verifier })) return kept;
  const progress = { ...check.progress, tip: check.env.tally.base.sha };
  return knownBefore(verifier, { ...check, progress });
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

/** Its sums, where anything was measured. */
export function coverageOf({ coverage }: Pick<Verdict, 'coverage'>): Pick<Verdict, 'coverage'> {
  return coverage !== undefined && isMeasured(coverage) ? { coverage } : {};
}

/** Says what all of them came to. */
export function tellVerdict(verdict: Verdict, { request, progress, env }: CheckEnv): void {
  const about = { spec: progress.spec.path, chunk: request.chunk.id, title: request.chunk.title };
  const findings = verdict.type === 'failed' ? verdict.findings.length : 0;
  env.deps.events.emit({
    type: 'check.verdict',
    ...about,
    verdict: verdict.type,
    findings,
    ...coverageOf(verdict),
  });
}
