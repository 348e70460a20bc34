import {
  type ChangedLines,
  type CoverageShare,
  type FileCoverage,
  type LineRange,
  uncoveredRanges,
} from '../domain/coverage.ts';
import type { ProjectFigures } from '../domain/coverage-figures.ts';
import type { CheckResult, Finding } from '../domain/verdict.ts';
import { patchCoverageText, percentText, projectCoverageText } from '../text/coverage.ts';

/** Names of the checks that stand for the floors. */
const PATCH = 'patch coverage';
const PROJECT = 'coverage';
/** Ranges that a repair is told of. */
const MAX_RANGES = 50;

/** The lines a change added and what the reports say of them. */
interface Patch {
  readonly files: readonly FileCoverage[];
  readonly added: ChangedLines;
}

/** A check that fails because too little of what a change added was run. */
export function patchRefusal(
  patch: Patch & { readonly share: CoverageShare; readonly floor: number },
): CheckResult {
  const { share, floor } = patch;
  const note = `${patchCoverageText(share)}; at least ${percentText(floor)} is asked for`;
  return refusal(
    { name: PATCH, command: 'verify.minPatchCoverage', note },
    findingsOf(PATCH, patch),
  );
}

/** A check that fails because too little of the project is run. */
export function projectRefusal(patch: Patch & { readonly figures: ProjectFigures }): CheckResult {
  const note = projectCoverageText(patch.figures);
  const about = { check: PROJECT, file: null, line: null, rule: 'min-coverage', message: note };
  return refusal({ name: PROJECT, command: '--min-coverage', note }, [
    about,
    ...findingsOf(PROJECT, patch),
  ]);
}

function refusal(
  about: Pick<CheckResult, 'name' | 'command' | 'note'>,
  findings: readonly Finding[],
): CheckResult {
  return { ...about, status: 'failed', findings, output: '', durationMs: 0, kind: 'test' };
}

/** Each stretch of added lines that no test runs, so that a repair can add one. */
function findingsOf(check: string, { files, added }: Patch): readonly Finding[] {
  return uncoveredRanges(files, added)
    .slice(0, MAX_RANGES)
    .map((range) => ({
      ...{ check, file: range.path, line: range.from, rule: 'uncovered' },
      message: `no test runs ${linesText(range)}; add one that does`,
    }));
}

function linesText({ from, to }: LineRange): string {
  return from === to ? `line ${from}` : `lines ${from} to ${to}`;
}
