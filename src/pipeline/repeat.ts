import type { CheckResult, Finding } from '../domain/verdict.ts';
import type { Verifier } from '../ports/verifier.ts';
import { type CheckEnv, type Looks, runVerifier } from './check-tree.ts';
import { withoutOld } from './old-failures.ts';
import { runSignal } from './spec-env.ts';

/** Runs of new and changed tests after the one that passed. */
const REPETITIONS = 2;
/** Milliseconds: tests that take longer are run once more, not twice. */
const LONG_MS = 20_000;

/** Checks that run tests, by the verifier whose they are. */
export interface TestChecks {
  readonly verifier: Verifier;
  readonly names: readonly string[];
}

/** Runs tests that passed again, and says what fails then: the first failure ends it. */
export async function repeatTests(
  tests: readonly TestChecks[],
  files: readonly string[],
  check: CheckEnv,
): Promise<CheckResult | null> {
  for (let run = 0; run < REPETITIONS; run += 1) {
    let durationMs = 0;
    for (const { verifier, names } of tests) {
      const looks = { task: { kind: 'tests', files }, only: names } as const;
      for (const said of await runVerifier(verifier, looks, check)) {
        if (runSignal(check.env.deps).aborted) return null;
        durationMs += said.durationMs;
        const failed = await stillFailed(said, { verifier, looks }, check);
        if (failed !== null) return flaky(failed, files);
      }
    }
    if (durationMs >= LONG_MS) return null;
  }
  return null;
}

async function stillFailed(
  said: CheckResult,
  { verifier, looks }: { readonly verifier: Verifier; readonly looks: Looks },
  check: CheckEnv,
): Promise<CheckResult | null> {
  if (said.status !== 'failed') return null;
  const settled = await withoutOld({ check: said, verifier, looks }, check);
  return settled.check.status === 'failed' ? settled.check : null;
}

function flaky(check: CheckResult, files: readonly string[]): CheckResult {
  const message = 'passed and then failed when it was run again on the same tree';
  const about = { check: check.name, file: files[0] ?? null, line: null, rule: 'flaky', message };
  const findings: readonly Finding[] =
    check.findings.length === 0
      ? [about]
      : check.findings.map((finding) => ({
          ...finding,
          message: `${message}: ${finding.message}`,
        }));
  return { ...check, findings, note: message };
}
