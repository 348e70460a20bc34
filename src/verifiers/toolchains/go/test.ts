import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileCoverage } from '../../../domain/coverage.ts';
import type { CheckResult } from '../../../domain/verdict.ts';
import type { ProcessOutcome } from '../../../ports/process.ts';
import { readGoProfile } from '../../coverage/go-profile.ts';
import { type CheckCommand, skipped } from '../../runner.ts';
import { reportedResult } from '../reported.ts';
import { declaredTests } from './declared-tests.ts';
import { type Go, runGo } from './go-program.ts';
import { withoutInfrastructure } from './lacking.ts';
import type { GoModule } from './module.ts';
import type { GoPlan } from './plan.ts';
import { testFindings } from './test-findings.ts';
import { createTestStream, type GoTestRun } from './test-stream.ts';

const NAME = 'go test';

/** `go vet` is a check of its own, which knows old complaints from new ones. */
const ALWAYS = ['-json', '-vet=off'];
/** A toolchain that cannot measure, or not all packages: golang/go 75031. */
const NO_COVER = /no such tool "cov(?:er|data)"/;

interface Ran {
  readonly outcome: ProcessOutcome;
  readonly run: GoTestRun;
  readonly coverage: readonly FileCoverage[];
}

/** `go test` of what a plan names, measured but where only named tests are repeated. */
export async function checkTests(plan: GoPlan, module: GoModule, go: Go): Promise<CheckResult> {
  const { context } = go;
  const args = argumentsOf(plan, context.scope.task.kind === 'tests');
  const shown = ['go', 'test', ...args].join(' ');
  const command: CheckCommand = {
    name: NAME,
    shown,
    argv: [],
    kind: 'test',
    package: module.folder,
  };
  const { outcome, run, coverage } = await runTests(args, module, go);
  const { root } = context.scope;
  const declared = remembered((folder: string) => declaredTests(root, folder));
  const { findings, tests } = await testFindings(run, { check: NAME, root, module, declared });
  const total = tests.passed + tests.failed + tests.skipped;
  if (outcome.exitCode === 0 && total === 0) return skipped(command, 'go test found no tests');
  const report = { findings, tests, coverage, output: run.printed };
  const result = reportedResult(command, { outcome, report }, context);
  return run.failed.length > 0 ? result : withoutInfrastructure(result, module, context);
}

function argumentsOf({ test, only }: GoPlan, isRepeated: boolean): readonly string[] {
  const named = only === null ? [] : ['-run', `^(${only.join('|')})$`];
  return [...(isRepeated ? ['-count=1'] : []), ...named, ...test];
}

async function runTests(args: readonly string[], module: GoModule, go: Go): Promise<Ran> {
  const isRepeated = go.context.scope.task.kind === 'tests';
  const profile = isRepeated ? null : join(go.build.at('go-reports'), `${randomUUID()}.out`);
  const first = await runOnce(args, { profile, module }, go);
  if (profile === null || !NO_COVER.test(first.run.printed)) return first;
  return runOnce(args, { profile: null, module }, go);
}

async function runOnce(
  args: readonly string[],
  { profile, module }: { readonly profile: string | null; readonly module: GoModule },
  go: Go,
): Promise<Ran> {
  const stream = createTestStream();
  const measure = profile === null ? [] : [`-coverprofile=${profile}`];
  const { folder, path } = module;
  const whole = ['test', ...ALWAYS, ...measure, ...args];
  const outcome = await runGo(whole, { folder, onLine: stream.take }, go);
  const text = profile === null ? '' : await readFile(profile, 'utf8').catch(() => '');
  if (profile !== null) await rm(profile, { force: true });
  return { outcome, run: stream.end(), coverage: readGoProfile(text, { path, folder }) };
}

function remembered<T>(find: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const known = new Map<string, Promise<T>>();
  return (key) => {
    const found = known.get(key) ?? find(key);
    known.set(key, found);
    return found;
  };
}
