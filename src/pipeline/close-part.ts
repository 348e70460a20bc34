import type { CoverageFigures } from '../domain/coverage-figures.ts';
import type { Sha } from '../domain/ids.ts';
import type { Part } from '../domain/part.ts';
import { type CheckResult, type Finding, judge } from '../domain/verdict.ts';
import type { Verifier } from '../ports/verifier.ts';
import { keepSaid, knownOf, treeOf } from './baseline.ts';
import { type CheckEnv, runVerifier } from './check-tree.ts';
import { measureCoverage, type Ran } from './coverage.ts';
import type { Landing } from './land.ts';
import { withoutOld } from './old-failures.ts';
import { type Progress, withPart } from './progress.ts';
import { runSignal, type SpecEnv } from './spec-env.ts';

const WHOLE = { kind: 'full' } as const;

/**
 * Everything is run on the last commit of a part that takes no more: what fails there, and not where the part starts,
 * keeps it a draft and fails no chunk. The tree on disk is as before afterwards.
 */
export async function closePart(
  { part, landing }: { readonly part: Part; readonly landing: Pick<Landing, 'chunk' | 'tree'> },
  progress: Progress,
  env: SpecEnv,
): Promise<Progress> {
  if (env.deps.config.ready === 'never' || runSignal(env.deps).aborted) return progress;
  const startedAt = env.deps.clock.now();
  const tree = await treeOf(part.tip, env);
  const changes = await env.deps.git.changes(part.start, tree);
  const request = { chunk: landing.chunk, tree, changes };
  await env.workspace.restore(tree);
  const check = { request, progress: { ...progress, tip: part.start }, env };
  const ran = await wholeRun(check);
  const { figures, refusals } = await measureCoverage(ran, WHOLE, check);
  await env.workspace.restore(landing.tree);
  if (runSignal(env.deps).aborted) return progress;
  const verdict = judge([...ran.flatMap((one) => one.checks), ...refusals]);
  const findings = verdict.type === 'failed' ? verdict.findings : [];
  env.deps.events.emit({
    type: 'pull.checked',
    ...{ spec: progress.spec.path, branch: part.branch, part: part.number },
    verdict: verdict.type,
    findings: findings.length,
    durationMs: env.deps.clock.now() - startedAt,
  });
  const measured = withFigures(progress, part.tip, figures);
  if (findings.length === 0) return withPart(measured, { ...part, whole: true });
  return withPart(measured, { ...part, held: findings.slice(0, MAX_FINDINGS).map(toldOf) });
}

/** What everything came to, beside what the part's last commit came to alone. */
function withFigures(progress: Progress, tip: Sha, { project }: CoverageFigures): Progress {
  const note = progress.notes.get(tip);
  if (note === undefined || (project ?? null) === null) return progress;
  const coverage = { patch: note.coverage?.patch ?? null, project };
  return { ...progress, notes: new Map(progress.notes).set(tip, { ...note, coverage }) };
}

/** More findings than this are not told in a pull request. */
const MAX_FINDINGS = 5;

function toldOf({ check, file, line, test, message }: Finding): string {
  const where = file === null ? '' : ` ${file}${line === null ? '' : `:${line}`}`;
  return `${check}${where}: ${test === undefined ? '' : `${test}: `}${message}`;
}

/** What looks at everything each time has done so when the last commit was made. */
async function wholeRun(check: CheckEnv): Promise<readonly Ran[]> {
  const all: Ran[] = [];
  for (const verifier of check.env.deps.verifiers) {
    if (runSignal(check.env.deps).aborted) break;
    const known = verifier.structured === true ? null : await knownOf(verifier, check);
    if (known === null) all.push({ verifier, checks: await wholeCheck(verifier, check) });
  }
  return all;
}

async function wholeCheck(verifier: Verifier, check: CheckEnv): Promise<readonly CheckResult[]> {
  const said = await runVerifier(verifier, { task: WHOLE }, check);
  const settled: CheckResult[] = [];
  for (const one of said) {
    const failed = { check: one, verifier, looks: { task: WHOLE } };
    settled.push(one.status === 'failed' ? (await withoutOld(failed, check)).check : one);
  }
  const hasFailed = settled.some(({ status }) => status === 'failed');
  if (!hasFailed) await keepSaid(said, { verifier, task: 'full' }, check);
  return settled;
}
