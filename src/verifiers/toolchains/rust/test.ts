import type { CheckResult } from '../../../domain/verdict.ts';
import { type CheckCommand, skipped } from '../../runner.ts';
import { reportedResult } from '../reported.ts';
import { type Cargo, runCargo } from './cargo.ts';
import { withoutInfrastructure } from './lacking.ts';
import { testFindings } from './test-findings.ts';
import { createCargoTestStream } from './test-stream.ts';
import type { RustWorkspace } from './workspace.ts';

const NAME = 'cargo test';
const ALWAYS = ['--offline', '--no-fail-fast', '--message-format', 'json'];

/** `cargo test` of what its arguments name. */
export async function checkTests(
  args: readonly string[],
  { folder }: RustWorkspace,
  cargo: Cargo,
): Promise<CheckResult> {
  const { context } = cargo;
  const shown = ['cargo', 'test', ...args].join(' ');
  const command: CheckCommand = { name: NAME, shown, argv: [], kind: 'test', package: folder };
  const stream = createCargoTestStream();
  const whole = ['test', ...ALWAYS, ...args];
  const outcome = await runCargo(whole, { folder, onLine: stream.take }, cargo);
  const run = stream.end();
  const { root } = context.scope;
  const findings = await testFindings(run, { check: NAME, root, folder });
  const { passed, failed, skipped: ignored } = run;
  if (outcome.exitCode === 0 && passed + failed + ignored === 0) {
    return skipped(command, 'cargo test found no tests');
  }
  const tests = { passed, failed, skipped: ignored };
  const report = { findings, tests, output: run.printed };
  const result = reportedResult(command, { outcome, report }, context);
  return failed > 0 ? result : withoutInfrastructure(result, context);
}
