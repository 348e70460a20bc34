import {
  accountsFor,
  againstBase,
  cannotBegin,
  fingerprintOf,
  isSpeechless,
  unlessBrokenBefore,
} from '../domain/baseline.ts';
import type { CheckKind, CheckResult } from '../domain/verdict.ts';
import type { Verifier } from '../ports/verifier.ts';
import { baselineFor, runBefore } from './baseline.ts';
import { type CheckEnv, type Looks, runVerifier } from './check-tree.ts';
import { runSignal } from './spec-env.ts';

/** How often an old test that fails now and then may be run on the base to show that it does so there. */
const BASE_RERUNS = 2;

/** Checks of texts look at those of the base by themselves. */
const READING: ReadonlySet<CheckKind> = new Set(['syntax', 'security', 'audit']);

/** One check that failed, and how it was run. */
export interface Failed {
  readonly check: CheckResult;
  readonly verifier: Verifier;
  readonly looks: Looks;
}

export interface Settled {
  readonly check: CheckResult;
  /** It passed because it fails now and then on the base too. */
  readonly flips: boolean;
}

/** The failed check without what failed before the chunk, and without old tests that fail now and then on the base too. */
export async function withoutOld(failed: Failed, env: CheckEnv): Promise<Settled> {
  const { check, verifier } = failed;
  if (check.kind === 'hook') return { check: await unlessBroken(failed, env), flips: false };
  const isReading = verifier.structured !== true && READING.has(check.kind ?? 'command');
  return isReading ? { check, flips: false } : compareWithBase(failed, env);
}

async function compareWithBase(failed: Failed, env: CheckEnv): Promise<Settled> {
  const { check, verifier } = failed;
  const isDead = isSpeechless(check) || (env.env.deps.config.allowBrokenBase && cannotBegin(check));
  if (!isDead && !accountsFor(check, check.findings)) return { check, flips: false };
  const baseline = await baselineFor(verifier, [check], env);
  if (isDead) return { check: unlessBrokenBefore(check, baseline), flips: false };
  const isWhole = failed.looks.task.kind === 'full' || verifier.structured !== true;
  const compared = againstBase(check, baseline, isWhole);
  if (compared.status !== 'failed' || !mayFlip(compared, env)) {
    return { check: compared, flips: false };
  }
  const again = await oneMore(failed, env);
  if (again === null || againstBase(again, baseline).status !== 'passed') {
    return { check: compared, flips: false };
  }
  if (!(await flipsOnBase(compared, failed, env))) {
    const note = 'passed when it was run again, and never failed so on the base';
    return { check: { ...compared, note }, flips: false };
  }
  const known = [...(compared.known ?? []), ...compared.findings];
  const note = 'fails now and then on the base too';
  return { check: { ...compared, status: 'passed', findings: [], known, note }, flips: true };
}

/** A hook that fails with nothing to look at misses something here; it says nothing of a change. */
async function unlessBroken({ check, verifier }: Failed, env: CheckEnv): Promise<CheckResult> {
  const baseline = await baselineFor(verifier, [check], env);
  const base = baseline.checks.find(({ name }) => name === check.name);
  if (base?.status !== 'failed') return check;
  const note = 'fails on the base too, before any change';
  return { ...check, status: 'skipped', findings: [], note };
}

/** Only old tests are excused, and only where nothing but named tests failed. */
function mayFlip(check: CheckResult, { request, env }: CheckEnv): boolean {
  const changed = new Set(request.changes.map(({ path }) => path));
  const isOld = check.findings.every(
    ({ test, file }) => test !== undefined && (file === null || !changed.has(file)),
  );
  const all = [...(check.known ?? []), ...check.findings];
  return isOld && accountsFor(check, all) && !runSignal(env.deps).aborted;
}

async function oneMore({ check, verifier, looks }: Failed, env: CheckEnv) {
  const said = await runVerifier(verifier, { ...looks, only: [check.name] }, env);
  return said.find((one) => one.name === check.name && one.package === check.package) ?? null;
}

/** It did not fail so in the run that the baseline is of; once it does, it flips. */
async function flipsOnBase(
  { name, findings }: CheckResult,
  { verifier }: Failed,
  env: CheckEnv,
): Promise<boolean> {
  const left = new Set(findings.map(fingerprintOf));
  for (let run = 0; run < BASE_RERUNS && left.size > 0; run += 1) {
    if (runSignal(env.env.deps).aborted) return false;
    for (const said of await runBefore(verifier, [name], env)) {
      for (const finding of said.findings) left.delete(fingerprintOf(finding));
    }
  }
  return left.size === 0;
}
