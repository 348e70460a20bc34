import { againstBase } from '../domain/baseline.ts';
import type { Change } from '../domain/changeset.ts';
import type { Chunk } from '../domain/chunk.ts';
import type { Sha } from '../domain/ids.ts';
import { isSource, isTestMaterial, type Proof } from '../domain/proof.ts';
import { isTestFile } from '../domain/tampering/language.ts';
import { type CheckResult, judge, type Verdict } from '../domain/verdict.ts';
import { knownBefore } from './baseline.ts';
import { type CheckEnv, runVerifier } from './check-tree.ts';
import { counterCheck } from './counter-check.ts';
import type { Progress } from './progress.ts';
import { repeatTests, type TestChecks } from './repeat.ts';
import { runSignal, type SpecEnv } from './spec-env.ts';
import { type Judged, judgeTree, tellCheck, tellVerdict } from './verify.ts';

/** What a chunk came to, and what its tests prove of it. */
export interface Proven {
  readonly verdict: Verdict;
  readonly proof: Proof;
}

interface Candidate {
  readonly chunk: Chunk;
  readonly tree: Sha;
  readonly changes: readonly Change[];
}

/**
 * The checks of a chunk, once more with what it bent put back, and where it adds or changes tests, these once more each way: on the same tree, where they
 * have to pass again, and without the chunk's source, where they should fail.
 */
export async function verifyAndProve(
  candidate: Candidate,
  progress: Progress,
  env: SpecEnv,
): Promise<Proven> {
  const check = { request: candidate, progress, env };
  const judged = await judgeTree(candidate, progress, env);
  const { verdict } = judged;
  if (verdict.type === 'failed') return { verdict, proof: 'none' };
  const bent = await counterCheck(candidate, judged, check);
  if (bent !== null) return { verdict: refused(bent, verdict, check), proof: 'none' };
  const files = candidate.changes
    .filter(isThere)
    .map(({ path }) => path)
    .filter(isTestFile);
  const tests = files.length === 0 || verdict.type !== 'passed' ? [] : testChecks(judged);
  if (tests.length === 0) return demanded({ verdict, proof: 'none' }, candidate, check);
  const failed = await repeatTests(tests, files, check);
  if (failed !== null) return { verdict: refused(failed, verdict, check), proof: 'none' };
  const proof = await proofOf(tests, { candidate, files }, check);
  return demanded({ verdict, proof }, candidate, check);
}

function isThere({ newMode }: Change): boolean {
  return newMode !== '000000';
}

/** What is known to run tests; where nothing is, every command of the configuration may. */
function testChecks({ ran }: Judged): readonly TestChecks[] {
  const isTest = ({ kind, tests }: CheckResult) => kind === 'test' || tests !== undefined;
  const isCommand = ({ kind = 'command' }: CheckResult) => kind === 'command';
  const passed = ran.map(({ verifier, checks }) => {
    return { verifier, checks: checks.filter(({ status }) => status === 'passed') };
  });
  const some = passed.some(({ checks }) => checks.some(isTest));
  return passed
    .map(({ verifier, checks }) => {
      return { verifier, names: checks.filter(some ? isTest : isCommand).map(({ name }) => name) };
    })
    .filter(({ names }) => names.length > 0);
}

/** Whether the tests fail on the last good commit; the tree on disk is as before afterwards. */
async function proofOf(
  tests: readonly TestChecks[],
  { candidate, files }: { readonly candidate: Candidate; readonly files: readonly string[] },
  check: CheckEnv,
): Promise<Proof> {
  const { env, progress } = check;
  const paths = candidate.changes.flatMap(({ path, from }) => (from ? [path, from] : [path]));
  const material = paths.filter(isTestMaterial);
  if (material.length === paths.length) return 'green-only';
  await env.workspace.restore(await env.deps.git.withPaths(progress.tip, candidate.tree, material));
  const isRed = await failsHere(tests, files, check);
  await env.workspace.restore(candidate.tree);
  return isRed ? 'red-green' : 'green-only';
}

async function failsHere(
  tests: readonly TestChecks[],
  files: readonly string[],
  check: CheckEnv,
): Promise<boolean> {
  for (const { verifier, names } of tests) {
    const known = await knownBefore(verifier, check);
    const said = await runVerifier(
      verifier,
      { task: { kind: 'tests', files }, only: names },
      check,
    );
    if (runSignal(check.env.deps).aborted) return false;
    if (said.some((one) => againstBase(one, known).status === 'failed')) return true;
  }
  return false;
}

/** Less than red and green is a failure where that is asked for and source was changed. */
function demanded(proven: Proven, { changes }: Candidate, check: CheckEnv): Proven {
  const { requireProof } = check.env.deps.config;
  if (!requireProof || proven.proof === 'red-green') return proven;
  const source = changes.find(({ path }) => isSource(path));
  if (source === undefined) return proven;
  const message =
    proven.proof === 'none'
      ? 'no test proves this change; add one that fails without it'
      : 'the tests of this change pass without it; add one that fails without it';
  const finding = { check: 'proof', file: source.path, line: null, rule: proven.proof, message };
  const failed: CheckResult = {
    ...{ name: 'proof', command: '--require-proof', status: 'failed', findings: [finding] },
    ...{ output: '', durationMs: 0, note: message, kind: 'test' },
  };
  return { ...proven, verdict: refused(failed, proven.verdict, check) };
}

/** The verdict with one more check that failed; told. */
function refused(failed: CheckResult, { checks }: Verdict, check: CheckEnv): Verdict {
  tellCheck(failed, check);
  const verdict = judge([...checks.filter(({ name }) => name !== failed.name), failed]);
  tellVerdict(verdict, check);
  return verdict;
}
