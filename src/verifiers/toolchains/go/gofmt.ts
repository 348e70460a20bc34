import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckResult, Finding } from '../../../domain/verdict.ts';
import {
  type CheckCommand,
  type CheckContext,
  environmentOf,
  runProgram,
  skipped,
} from '../../runner.ts';
import { inPackage } from '../packages.ts';
import { reportedResult } from '../reported.ts';
import { readTreeFile } from '../tree-files.ts';
import { createComplaintReader, fileInTree } from './complaints.ts';
import type { GoModule } from './module.ts';

const NAME = 'gofmt';
const MESSAGE = 'not gofmt-formatted; run gofmt -w';
/** Files that Go's own commands pass over. */
const PASSED_OVER = /(?:^|\/)(?:vendor|testdata|node_modules|[._][^/]*)(?:\/|$)/;
/** As `go help generate` has it. */
const GENERATED = /^\/\/ Code generated .* DO NOT EDIT\.$/m;
/** Files named one by one; the whole module beyond. */
const MAX_FILES = 500;

/** Whether changed Go files, or all of a module, are formatted; null where there is none to look at. */
export async function checkFormat(
  module: GoModule,
  context: CheckContext,
): Promise<CheckResult | null> {
  const files = await filesOf(module, context);
  if (files?.length === 0) return null;
  const paths = files ?? ['.'];
  const cwd = join(context.scope.root, module.folder);
  const shown = ['gofmt', '-l', ...(paths.length > MAX_SHOWN ? ['…'] : paths)].join(' ');
  const about = { name: NAME, shown, kind: 'lint', package: module.folder, cwd } as const;
  const { processes } = context.deps;
  const program = await processes.find('gofmt', environmentOf(context)['PATH'] ?? '');
  if (program === null) return skipped(about, 'gofmt is not on PATH; it comes with Go');
  return runFormat({ ...about, argv: [program, '-l', ...paths] }, module, context);
}

/** Files named in what a person is shown. */
const MAX_SHOWN = 5;

/** Relative to the module; null for all. */
async function filesOf(
  { folder, changed }: GoModule,
  { scope }: CheckContext,
): Promise<readonly string[] | null> {
  if (scope.task.kind === 'full' || changed.length > MAX_FILES) return null;
  const files: string[] = [];
  for (const file of changed) {
    const inside = folder === '' ? file : file.slice(folder.length + 1);
    if (!file.endsWith('.go') || PASSED_OVER.test(inside)) continue;
    const isFile = await lstat(join(scope.root, file)).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) files.push(`./${inside}`);
  }
  return files;
}

async function runFormat(
  command: CheckCommand,
  module: GoModule,
  context: CheckContext,
): Promise<CheckResult> {
  const { root } = context.scope;
  const listed: string[] = [];
  const complaints = createComplaintReader();
  const onLine = (line: string): void => {
    complaints.take(line);
    if (/^[^:]+\.go$/.test(line)) listed.push(line);
  };
  const outcome = await runProgram({ ...command, onLine }, context);
  const about = { check: NAME, root, folder: module.folder };
  const findings = [
    ...complaints.all().map(({ file, line, message }) => ({
      ...{ check: NAME, file: fileInTree(file, about), line, rule: 'syntax', message },
    })),
    ...listed.map((file) => ({
      ...{ check: NAME, file: fileInTree(file, about), line: null, rule: NAME, message: MESSAGE },
    })),
  ];
  const counted = await counting(findings, module, context);
  const explains = outcome.exitCode === SYNTAX && findings.length > 0;
  return reportedResult(command, { outcome, report: { findings: counted, explains } }, context);
}

/** gofmt's exit code where a file cannot be parsed. */
const SYNTAX = 2;

/** Without what is data, somebody else's or made by a program. */
async function counting(
  findings: readonly Finding[],
  { folder, nested }: GoModule,
  { scope }: CheckContext,
): Promise<readonly Finding[]> {
  const counted: Finding[] = [];
  for (const finding of findings) {
    const { file } = finding;
    if (file === null) continue;
    const inside = folder === '' ? file : file.slice(folder.length + 1);
    const isNested = nested.some((other) => file.startsWith(inPackage(other, '')));
    if (PASSED_OVER.test(inside) || isNested) continue;
    if (!GENERATED.test((await readTreeFile(scope.root, file)) ?? '')) counted.push(finding);
  }
  return counted;
}
