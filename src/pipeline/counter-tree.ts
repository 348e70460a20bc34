import type { Sha } from '../domain/ids.ts';
import type { CheckKind, CheckResult } from '../domain/verdict.ts';
import type { Verifier } from '../ports/verifier.ts';
import { type CheckEnv, type Looks, runVerifier } from './check-tree.ts';
import { measureCoverage, type Ran } from './coverage.ts';
import { withoutOld } from './old-failures.ts';
import { runSignal } from './spec-env.ts';
import type { Judged } from './verify.ts';

/** What is put into the candidate, by path: the text, or null where the file goes. */
export type PutBack = readonly (readonly [path: string, text: string | null])[];

/** How the candidate is judged with it. */
export interface CounterRun {
  readonly judged: Judged;
  readonly looks: Looks;
  /** The kinds of checks that are run again; `test` stands for whatever knows its tests too. */
  readonly kinds: ReadonlySet<CheckKind>;
  /** Those count too that did not run: what was changed may have had them left out. */
  readonly more?: boolean;
}

/** What fails in the candidate with these texts in it, and not in the last good commit; the candidate is on disk again. */
export async function failuresWith(
  texts: PutBack,
  { judged, looks, kinds, more = false }: CounterRun,
  check: CheckEnv,
): Promise<readonly CheckResult[]> {
  const again = judged.ran
    .map(({ verifier, checks }) => ({ verifier, names: namesOf(checks, kinds) }))
    .filter(({ names }) => more || names.length > 0);
  if (again.length === 0) return [];
  const { env, request } = check;
  const tree = await treeWith(texts, check);
  await env.workspace.restore(tree);
  const counter = { ...check, request: { ...request, tree } };
  const ran: Ran[] = [];
  for (const { verifier, names } of again) {
    if (runSignal(env.deps).aborted) break;
    const said = await saidOf(verifier, more ? looks : { ...looks, only: names }, counter);
    ran.push({
      verifier,
      checks: said.filter(({ name, kind = 'command' }) => names.includes(name) || kinds.has(kind)),
    });
  }
  const failures = ran.flatMap(({ checks }) => checks).filter(({ status }) => status === 'failed');
  const below = failures.length > 0 ? [] : await belowFloors(ran, looks, counter);
  await env.workspace.restore(request.tree);
  return [...failures, ...below];
}

/** What the floors of coverage refuse: a comment may be all that keeps a line from being measured. */
async function belowFloors(
  ran: readonly Ran[],
  { task }: Looks,
  check: CheckEnv,
): Promise<readonly CheckResult[]> {
  const { deps, tally } = check.env;
  const isAsked = deps.config.minPatchCoverage !== null || tally.floor.blocks;
  if (!isAsked || task.kind === 'tests' || runSignal(deps).aborted) return [];
  return (await measureCoverage(ran, task, check)).refusals;
}

function namesOf(checks: readonly CheckResult[], kinds: ReadonlySet<CheckKind>): readonly string[] {
  const isWanted = ({ kind = 'command', tests }: CheckResult): boolean =>
    kinds.has(kind) || (tests !== undefined && kinds.has('test'));
  return checks.filter(isWanted).map(({ name }) => name);
}

/** First as the last good commit has them, so that they have its modes. */
async function treeWith(texts: PutBack, { request, progress, env }: CheckEnv): Promise<Sha> {
  const { git } = env.deps;
  const paths = texts.map(([path]) => path);
  let tree = await git.withPaths(request.tree, progress.tip, paths);
  for (const [path, text] of texts) {
    if (text !== null) tree = await git.withFile(tree, path, text);
  }
  return tree;
}

async function saidOf(
  verifier: Verifier,
  looks: Looks,
  check: CheckEnv,
): Promise<readonly CheckResult[]> {
  const settled: CheckResult[] = [];
  for (const said of await runVerifier(verifier, looks, check)) {
    if (runSignal(check.env.deps).aborted) return [];
    settled.push(
      said.status === 'failed'
        ? (await withoutOld({ check: said, verifier, looks }, check)).check
        : said,
    );
  }
  return settled;
}
