import type { CheckResult } from '../../../domain/verdict.ts';
import type { CheckCommand } from '../../runner.ts';
import { reportedResult } from '../reported.ts';
import { createComplaintReader, fileInTree } from './complaints.ts';
import { type Go, runGo } from './go-program.ts';
import { withoutInfrastructure } from './lacking.ts';
import type { GoModule } from './module.ts';

const NAME = 'go vet';

/** `go vet` of these packages. */
export async function checkVet(
  patterns: readonly string[],
  module: GoModule,
  go: Go,
): Promise<CheckResult> {
  const { folder } = module;
  const { context } = go;
  const shown = ['go', 'vet', ...patterns].join(' ');
  const command: CheckCommand = { name: NAME, shown, argv: [], kind: 'lint', package: folder };
  const complaints = createComplaintReader();
  const outcome = await runGo(['vet', ...patterns], { folder, onLine: complaints.take }, go);
  const place = { root: context.scope.root, folder };
  const findings = complaints.all().map(({ file, line, message }) => {
    return { check: NAME, file: fileInTree(file, place), line, rule: null, message };
  });
  const result = reportedResult(command, { outcome, report: { findings } }, context);
  return withoutInfrastructure(result, module, context);
}
