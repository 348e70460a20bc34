import type { CheckResult, Finding } from '../../../domain/verdict.ts';
import type { CheckCommand } from '../../runner.ts';
import { reportedResult } from '../reported.ts';
import { type Cargo, runCargo } from './cargo.ts';
import { withoutInfrastructure } from './lacking.ts';
import type { Selection } from './selection.ts';
import { inTree } from './test-findings.ts';
import type { RustWorkspace } from './workspace.ts';

const NAME = 'cargo fmt';
const MESSAGE = 'not rustfmt-formatted; run cargo fmt';

/** Whether changed files, or all of a workspace, are formatted; null where none was changed. */
export async function checkFormat(
  { changed }: Selection,
  workspace: RustWorkspace,
  cargo: Cargo,
): Promise<CheckResult | null> {
  const { context } = cargo;
  const isFull = context.scope.task.kind === 'full';
  if (!isFull && !workspace.changed.some((file) => file.endsWith('.rs'))) return null;
  const packages = changed === null ? ['--all'] : changed.flatMap((name) => ['-p', name]);
  const { folder } = workspace;
  const shown = ['cargo', 'fmt', ...packages, '--check'].join(' ');
  const command: CheckCommand = { name: NAME, shown, argv: [], kind: 'lint', package: folder };
  const reader = createReader({ root: context.scope.root, folder });
  const args = ['fmt', ...packages, '--', '--check', '-l'];
  const outcome = await runCargo(args, { folder, onLine: reader.take }, cargo);
  const counts = (file: string | null): boolean => {
    return file !== null && (isFull || workspace.changed.includes(file));
  };
  const findings = reader.all().filter(({ file }) => counts(file));
  const explains = outcome.exitCode === 1 && reader.all().length > 0;
  const result = reportedResult(command, { outcome, report: { findings, explains } }, context);
  return withoutInfrastructure(result, context);
}

/** Files alone in their lines are not formatted; ` --> src/a.rs:3:5` is where the error before it is. */
function createReader(place: { readonly root: string; readonly folder: string }) {
  const found: Finding[] = [];
  let error = '';
  return {
    take: (line: string): void => {
      error = /^error(?:\[\w+\])?: (.+)$/.exec(line)?.[1] ?? error;
      const [, where, row] = /^\s*--> (\S+\.rs):(\d+):\d+$/.exec(line) ?? [];
      const about = { check: NAME, file: inTree(where ?? line, place) };
      if (where !== undefined && error !== '') {
        found.push({ ...about, line: Number(row), rule: 'syntax', message: error });
        error = '';
      } else if (/^\S.*\.rs$/.test(line)) {
        found.push({ ...about, line: null, rule: 'rustfmt', message: MESSAGE });
      }
    },
    all: (): readonly Finding[] => found,
  };
}
