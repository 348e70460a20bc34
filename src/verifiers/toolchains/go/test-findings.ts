import { basename } from 'node:path';
import { clip } from '../../../domain/text-limits.ts';
import type { Finding, TestCounts } from '../../../domain/verdict.ts';
import { type BuildComplaint, fileInTree } from './complaints.ts';
import type { Declaration } from './declared-tests.ts';
import type { GoModule } from './module.ts';
import type { FailedTest } from './test-records.ts';
import type { FailedPackage, GoTestRun } from './test-stream.ts';

/** What the findings of a run are made with. */
export interface FindingsSource {
  /** Name of the check. */
  readonly check: string;
  /** Absolute path of the tree. */
  readonly root: string;
  readonly module: GoModule;
  /** The test functions of a package, by name. */
  readonly declared: (folder: string) => Promise<ReadonlyMap<string, Declaration>>;
}

const MESSAGE_CHARS = 300;
/** Failures told one by one. */
const MAX_FINDINGS = 200;

/**
 * What failed, one finding each. A package that cannot be built counts as a failed test where others could be run, so
 * that one that could not be built before is told from a new one; where nothing could be run nothing is counted.
 */
export async function testFindings(
  run: GoTestRun,
  source: FindingsSource,
): Promise<{ readonly findings: readonly Finding[]; readonly tests: TestCounts }> {
  const unexplained = run.packages.filter(({ unbuilt }) => !unbuilt || run.builds.length === 0);
  const ran = run.passed + run.failed.length + run.packages.filter(isRun).length > 0;
  const findings: Finding[] = [];
  for (const test of run.failed.slice(0, MAX_FINDINGS)) findings.push(await ofTest(test, source));
  findings.push(...run.builds.map((complaint) => ofBuild(complaint, ran, source)));
  findings.push(...unexplained.map((one) => ofPackage(one, ran || !one.unbuilt, source)));
  const others = ran ? run.builds.length + unexplained.length : 0;
  const tests = {
    passed: run.passed,
    failed: run.failed.length + others,
    skipped: run.skipped,
  };
  return { findings, tests };
}

function isRun({ unbuilt }: FailedPackage): boolean {
  return !unbuilt;
}

async function ofTest(test: FailedTest, source: FindingsSource): Promise<Finding> {
  const { check, module, declared } = source;
  const folder = folderOf(test.package, module);
  const begins = folder === null ? undefined : (await declared(folder)).get(topOf(test.name));
  const places = test.output.flatMap(placeIn);
  const inside = places.findLast(({ file }) => file === basename(begins?.file ?? ''));
  return {
    check,
    test: `${test.package}.${test.name}`,
    file: begins?.file ?? null,
    line: inside?.line ?? begins?.line ?? null,
    rule: test.name,
    message: clip(saidIn(test.output) || 'did not finish', MESSAGE_CHARS),
  };
}

function ofBuild(complaint: BuildComplaint, ran: boolean, source: FindingsSource): Finding {
  const { check, root, module } = source;
  const { line, message } = complaint;
  const file = fileInTree(complaint.file, { root, folder: module.folder });
  const test = { test: `${complaint.package ?? module.path}: ${message}` };
  return { check, ...(ran ? test : {}), file, line, rule: 'build', message };
}

function ofPackage(failed: FailedPackage, ran: boolean, { check }: FindingsSource): Finding {
  const fallback = failed.unbuilt ? 'could not be built' : 'failed';
  const message = `${failed.package}: ${saidIn(failed.output) || fallback}`;
  const test = ran ? { test: failed.package } : {};
  return {
    check,
    ...test,
    file: null,
    line: null,
    rule: null,
    message: clip(message, MESSAGE_CHARS),
  };
}

/** `    a_test.go:6: got 2`, and of a panic `	/tree/a/a_test.go:6 +0x17`. */
const PLACE = /^\s+(?:\S*\/)?([^\s/:]+\.go):(\d+)(?::| \+0x|$)/;

function placeIn(row: string): readonly { readonly file: string; readonly line: number }[] {
  const [, file, line] = PLACE.exec(row) ?? [];
  return file === undefined ? [] : [{ file, line: Number(line) }];
}

/** What the runner itself says, and the stack below a panic's first lines. */
const NOISE = /^\s*(?:===|---) |^(?:FAIL|PASS|exit status \d+)\b|^coverage: |^FAIL\t/;
const STACK = /^goroutine \d+/;

function saidIn(output: readonly string[]): string {
  const end = output.findIndex((row) => STACK.test(row));
  const rows = end === -1 ? output : output.slice(0, end);
  return rows
    .filter((row) => !NOISE.test(row))
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .join(' ');
}

function topOf(name: string): string {
  return name.split('/')[0] ?? name;
}

/** A package's folder by its import path; null for one of another module. */
function folderOf(path: string, { path: module, folder }: GoModule): string | null {
  if (path === module) return folder;
  if (module === '' || !path.startsWith(`${module}/`)) return null;
  const inside = path.slice(module.length + 1);
  return folder === '' ? inside : `${folder}/${inside}`;
}
