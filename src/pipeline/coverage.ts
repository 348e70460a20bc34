import { coverageOnBase, type MeasuredTwice } from '../domain/base-coverage.ts';
import { codeLines } from '../domain/code-lines.ts';
import {
  type ChangedLines,
  type CoverageShare,
  type FileCoverage,
  mergeCoverage,
  patchCoverage,
  projectCoverage,
  sumOfShares,
} from '../domain/coverage.ts';
import type { CoverageFigures, ProjectFigures } from '../domain/coverage-figures.ts';
import {
  type CoverageOnBase,
  fallsShort,
  isBelow,
  projectFigures,
} from '../domain/coverage-floor.ts';
import type { CheckResult } from '../domain/verdict.ts';
import type { Verifier, VerifyTask } from '../ports/verifier.ts';
import { baselineFor, knownBefore } from './baseline.ts';
import { type CheckEnv, runVerifier, scopeOf } from './check-tree.ts';
import { patchRefusal, projectRefusal } from './coverage-refusals.ts';
import { runSignal } from './spec-env.ts';

/** What one verifier said of the tree. */
export interface Ran {
  readonly verifier: Verifier;
  readonly checks: readonly CheckResult[];
}

/** What a verification measured, and what of it is not enough. */
export interface Measured {
  readonly figures: CoverageFigures;
  readonly refusals: readonly CheckResult[];
}

/** The lines a change added and what the reports say of them. */
interface Patch {
  readonly files: readonly FileCoverage[];
  readonly added: ChangedLines;
}

/**
 * How much of what a change added was run by tests, and after a full run how much of everything. Refused is only what
 * falls below a floor that somebody set, and only where nothing else failed: a run that fails measures too little.
 */
export async function measureCoverage(
  ran: readonly Ran[],
  task: VerifyTask,
  check: CheckEnv,
): Promise<Measured> {
  const measured = ran
    .map(({ verifier, checks }) => ({ verifier, checks: checks.filter(isMeasured) }))
    .filter(({ checks }) => checks.length > 0);
  const hasFailed = ran.some(({ checks }) => checks.some(({ status }) => status === 'failed'));
  if (measured.length === 0) return { figures: nothingOf(task), refusals: [] };
  const patch = await patchOf(measured, { task, mayAsk: !hasFailed }, check);
  const share = patchCoverage(patch.files, patch.added);
  const floor = check.env.deps.config.minPatchCoverage;
  const low = floor !== null && share !== null && isBelow(share, floor);
  const refusals = low ? [patchRefusal({ ...patch, share, floor })] : [];
  if (task.kind !== 'full') {
    return { figures: { patch: share }, refusals: hasFailed ? [] : refusals };
  }
  const project = await projectOf(measured, patch, check);
  return {
    figures: { patch: share, project: project.figures },
    refusals: hasFailed ? [] : [...refusals, ...project.refusals],
  };
}

function isMeasured({ coverage }: CheckResult): boolean {
  return coverage !== undefined;
}

function nothingOf({ kind }: VerifyTask): CoverageFigures {
  return kind === 'full' ? { patch: null, project: null } : { patch: null };
}

interface Asking {
  readonly task: VerifyTask;
  /** Whether checks may be run once more. */
  readonly mayAsk: boolean;
}

/** Where the related tests alone leave too much out, all tests are asked. */
async function patchOf(
  measured: readonly Ran[],
  { task, mayAsk }: Asking,
  check: CheckEnv,
): Promise<Patch> {
  const files = filesOf(measured);
  const added = await addedLinesOf(files, task, check);
  const floor = check.env.deps.config.minPatchCoverage;
  const share = patchCoverage(files, added);
  const isEnough = floor === null || share === null || !isBelow(share, floor);
  if (isEnough || !mayAsk || task.kind === 'full') return { files, added };
  return { files: [...files, ...(await filesOfAllTests(measured, check))], added };
}

function filesOf(measured: readonly Ran[]): readonly FileCoverage[] {
  return mergeCoverage(
    measured.flatMap(({ checks }) => checks.flatMap(({ coverage = [] }) => coverage)),
  );
}

/** What the verifiers say that look at no more than they are asked to. */
async function filesOfAllTests(
  measured: readonly Ran[],
  check: CheckEnv,
): Promise<readonly FileCoverage[]> {
  const files: FileCoverage[] = [];
  for (const { verifier, checks } of measured) {
    if (verifier.structured !== true || runSignal(check.env.deps).aborted) continue;
    const only = checks.map(({ name }) => name);
    const said = await runVerifier(verifier, { task: { kind: 'full' }, only }, check);
    files.push(...said.flatMap(({ coverage = [] }) => coverage));
  }
  return files;
}

async function addedLinesOf(
  files: readonly FileCoverage[],
  task: VerifyTask,
  check: CheckEnv,
): Promise<ChangedLines> {
  const known = new Set(files.map(({ path }) => path));
  const scope = scopeOf({ task }, check);
  const paths = scope.changed.filter((path) => known.has(path));
  const texts = await check.env.deps.git.filesAt(check.request.tree, paths);
  const added = new Map<string, ReadonlySet<number>>();
  for (const [path, text] of texts) {
    const code = codeLines(path, text);
    const lines = [...((await scope.added(path)) ?? [])].filter((line) => code.has(line));
    added.set(path, new Set(lines));
  }
  return added;
}

async function projectOf(
  measured: readonly Ran[],
  patch: Patch,
  check: CheckEnv,
): Promise<{ readonly figures: ProjectFigures | null; readonly refusals: readonly CheckResult[] }> {
  const share = projectShare(measured);
  if (share === null) return { figures: null, refusals: [] };
  const base = await baseShare(measured, check);
  const { floor } = check.env.tally;
  const figures = projectFigures(share, { floor, base });
  const isShort = fallsShort(share, { floor, base });
  return { figures, refusals: isShort ? [projectRefusal({ ...patch, figures })] : [] };
}

/** Check by check, as the base's is kept: what two checks measure counts twice on both sides. */
function projectShare(measured: readonly Ran[]): CoverageShare | null {
  const checks = measured.flatMap((one) => one.checks);
  return sumOfShares(
    checks.map(({ coverage = [] }) => projectCoverage(coverage) ?? { covered: 0, total: 0 }),
  );
}

/** What the same verifiers say of the commit that the spec's work is based on; they are run there where nobody knows. */
async function baseShare(measured: readonly Ran[], check: CheckEnv): Promise<CoverageOnBase> {
  const { env, progress } = check;
  const onBase = { ...check, progress: { ...progress, tip: env.tally.base.sha } };
  const twice: MeasuredTwice[] = [];
  for (const { verifier, checks } of measured) {
    const kept = await knownBefore(verifier, onBase);
    const isWhole = kept !== null && verifier.structured === true;
    const mayRun = !isWhole && !runSignal(env.deps).aborted;
    const baseline = mayRun ? await baselineFor(verifier, checks, onBase) : kept;
    twice.push({ checks, baseline });
  }
  return coverageOnBase(twice);
}
