import type { CheckResult } from '../../../domain/verdict.ts';
import type { CheckCommand } from '../../runner.ts';
import { reportedResult } from '../reported.ts';
import { type Cargo, runCargo } from './cargo.ts';
import { type Diagnostic, readCargoMessage } from './diagnostics.ts';
import { withoutInfrastructure } from './lacking.ts';
import { packageArguments, type Selection } from './selection.ts';
import { diagnosticFindings } from './test-findings.ts';
import type { RustWorkspace } from './workspace.ts';

const NAME = 'cargo clippy';

/** Clippy on the changed crates; its errors count, and warnings where the project makes errors of them. */
export async function checkClippy(
  { changed }: Selection,
  { folder }: RustWorkspace,
  cargo: Cargo & { readonly flags: readonly string[] },
): Promise<CheckResult> {
  const { context, flags } = cargo;
  const only = changed === null ? [] : ['--no-deps'];
  const args = [...packageArguments(changed), ...only, ...flags];
  const shown = ['cargo', 'clippy', ...args].join(' ');
  const command: CheckCommand = { name: NAME, shown, argv: [], kind: 'lint', package: folder };
  const errors: Diagnostic[] = [];
  const printed: string[] = [];
  const onLine = (line: string): void => {
    const message = readCargoMessage(line);
    if (message === null) printed.push(line);
    if (message?.type !== 'error') return;
    errors.push(message.diagnostic);
    printed.push(message.diagnostic.rendered);
  };
  const whole = ['clippy', '--offline', '--message-format', 'json', ...args];
  const outcome = await runCargo(whole, { folder, onLine }, cargo);
  const placed = errors.filter(({ file }) => file !== null);
  const source = { check: NAME, root: context.scope.root, folder };
  const findings = diagnosticFindings(placed.length > 0 ? placed : errors, source);
  const report = { findings, output: printed.join('\n') };
  return withoutInfrastructure(reportedResult(command, { outcome, report }, context), context);
}
