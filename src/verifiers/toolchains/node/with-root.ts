import type { CheckResult } from '../../../domain/verdict.ts';
import { checkPackage, type NodeEnv } from './test-check.ts';
import { rootRunsMembers } from './test-targets.ts';

const BY_ROOT = "cannot begin by itself; the script of the repository's root runs it";

/**
 * Tests of packages that cannot begin by themselves: they may need others to be built, which the root's script sees to
 * where it runs them. Then that script decides.
 */
export async function withRoot(
  results: readonly CheckResult[],
  env: NodeEnv,
): Promise<readonly CheckResult[]> {
  if (!results.some(isStuck) || (await rootRunsMembers(env.project)) === 'no') return results;
  const known = results.filter(isOfRoot);
  const mayRun = known.length === 0 && !env.context.signal.aborted;
  const ofRoot = mayRun ? await checkPackage({ folder: '', files: null }, env) : known;
  const settled = results.map((one) => (isStuck(one) ? leftTo(ofRoot, one) : one));
  return mayRun ? [...settled, ...ofRoot] : settled;
}

function leftTo(ofRoot: readonly CheckResult[], one: CheckResult): CheckResult {
  const passes = ofRoot.length > 0 && ofRoot.every(({ status }) => status === 'passed');
  return passes ? { ...one, status: 'skipped', findings: [], note: BY_ROOT } : one;
}

function isOfRoot({ package: folder = '' }: CheckResult): boolean {
  return folder === '';
}

/** None of its complaints is of a test: a file that could not be loaded is called by its name. */
function isStuck(one: CheckResult): boolean {
  const { status, note, findings } = one;
  const isUnloaded = findings.every(({ test, file }) => test === undefined || test === file);
  return !isOfRoot(one) && status === 'failed' && note === null && isUnloaded;
}
