import type { Change } from '../domain/changeset.ts';
import type { Sha } from '../domain/ids.ts';
import { type Bending, bendingOf } from '../domain/tampering/bending.ts';
import {
  bentCheckFindings,
  bentTestFindings,
  COUNTER_CHECK,
  kindsFor,
  refusedFindings,
} from '../domain/tampering/bent-findings.ts';
import type { ChangedText } from '../domain/tampering/changed-text.ts';
import { type Concern, concernsOf } from '../domain/tampering/concerns.ts';
import { isTestFile } from '../domain/tampering/language.ts';
import {
  checkPutBack,
  type Measure,
  testsMovedBack,
  testsPutBack,
} from '../domain/tampering/put-back.ts';
import { judgingScripts } from '../domain/tampering/scripts.ts';
import type { CheckKind, CheckResult, Finding } from '../domain/verdict.ts';
import { changedTexts } from './changed-texts.ts';
import { type CheckEnv, type Looks, taskOf } from './check-tree.ts';
import { failuresWith, type PutBack } from './counter-tree.ts';
import { runSignal } from './spec-env.ts';
import { type Judged, tellCheck } from './verify.ts';

/** A change that passed its checks, on disk. */
interface Candidate {
  readonly tree: Sha;
  readonly changes: readonly Change[];
}

/**
 * Whether a change passes by what it bent: tests it took out, checks it loosened. What nobody asked for is put back, as
 * the last good commit has it, and the checks run once more; what fails then was passed by bending. The tree on disk is
 * as before afterwards.
 * @returns the check that failed; null where nothing was bent, or nothing depends on it
 */
export async function counterCheck(
  candidate: Candidate,
  judged: Judged,
  check: CheckEnv,
): Promise<CheckResult | null> {
  const { env, progress, request } = check;
  const { tree, changes } = candidate;
  const texts = await changedTexts({ from: progress.tip, to: tree, changes }, env);
  const commands = await commandsOf(check);
  const bending = bendingOf({ texts, task: request.chunk, commands });
  const startedAt = env.deps.clock.now();
  const about: Pick<CheckResult, 'name' | 'command' | 'kind' | 'output'> = {
    ...{ name: COUNTER_CHECK, command: 'the checks with what was bent put back', output: '' },
    kind: 'test',
  };
  const findings = [
    ...refusedFindings(bending.refused),
    ...(await failingTests(bending, judged, check)),
    ...(await failingChecks({ ...bending, texts }, judged, check)),
  ];
  if (runSignal(env.deps).aborted) return null;
  const durationMs = env.deps.clock.now() - startedAt;
  if (findings.length > 0) {
    const note = 'passes by what was bent; put it back';
    return { ...about, status: 'failed', findings, note, durationMs };
  }
  const note = noteOf(concernsOf(texts));
  if (note !== null) tellCheck({ ...about, status: 'passed', findings, note, durationMs }, check);
  return null;
}

/** Concerns that are told of a change while it is built; its pull request tells more. */
const MAX_TOLD = 3;

/** What a reviewer will have to look at twice; null where there is nothing. */
function noteOf(concerns: readonly Concern[]): string | null {
  if (concerns.length === 0) return null;
  const told = concerns.slice(0, MAX_TOLD).map(({ path, message }) => `${path}: ${message}`);
  const more = concerns.length > MAX_TOLD ? `; and ${concerns.length - MAX_TOLD} more` : '';
  return `look twice: ${told.join('; ')}${more}`;
}

const TEST_KINDS: ReadonlySet<CheckKind> = new Set(['test', 'command']);

/** What tests and checks by the configuration and by the manifest of the last good commit. */
async function commandsOf({ env, progress }: CheckEnv): Promise<readonly string[]> {
  const { git, config } = env.deps;
  const manifest = await git.fileAt(progress.tip, 'package.json');
  return [...config.verifyCommands, ...judgingScripts(manifest ?? '')];
}

/** Each test in its place first; what fails there is tried in its old file, since either may be a fault of ours. */
async function failingTests(
  { tests }: Bending,
  judged: Judged,
  check: CheckEnv,
): Promise<readonly Finding[]> {
  if (tests.length === 0) return [];
  // What is no test itself matters to those that use it.
  const files = tests.map(({ text }) => text.path);
  const areTests = files.every(isTestFile) && tests.every(({ before }) => before.length > 0);
  const looks: Looks = { task: areTests ? { kind: 'tests', files } : taskOf(check) };
  const run = async (measure: Measure): Promise<readonly CheckResult[]> => {
    // Beside tests there may be source, which has to stay.
    const texts = tests.map((one) => {
      const { path } = one.text;
      return [path, testsPutBack(one, isTestFile(path) ? measure : 'each')] as const;
    });
    return failuresWith(texts, { judged, looks, kinds: TEST_KINDS }, check);
  };
  const each = await run('each');
  if (each.length === 0 || runSignal(check.env.deps).aborted) return [];
  return bentTestFindings(tests, [each, await run('whole')]);
}

async function failingChecks(
  { checks, texts: all }: Pick<Bending, 'checks'> & { readonly texts: readonly ChangedText[] },
  judged: Judged,
  check: CheckEnv,
): Promise<readonly Finding[]> {
  if (checks.length === 0) return [];
  const looks: Looks = { task: taskOf(check) };
  const more = checks.some(({ concerns, suppressions }) => concerns.length > suppressions.length);
  const texts: PutBack = [
    ...checks.map((one) => [one.text.path, checkPutBack(one)] as const),
    // The settings of before look for tests where they were.
    ...(more ? testsMovedBack(all) : []),
  ];
  const run = { judged, looks, kinds: kindsFor(checks), more };
  const changed = check.request.changes.map(({ path }) => path);
  return bentCheckFindings({ checks, changed }, await failuresWith(texts, run, check));
}
