import { type BuildComplaint, createComplaintReader } from './complaints.ts';
import { createTestRecords, type FailedTest, type TestEvent } from './test-records.ts';

/** A package that failed without any test of it failing. */
export interface FailedPackage {
  /** Import path. */
  readonly package: string;
  /** It could not be built. */
  readonly unbuilt: boolean;
  readonly output: readonly string[];
}

/** What a run of `go test -json` came to. */
export interface GoTestRun {
  readonly passed: number;
  readonly skipped: number;
  readonly failed: readonly FailedTest[];
  readonly builds: readonly BuildComplaint[];
  readonly packages: readonly FailedPackage[];
  /** What does not belong to a test that passed, as a person would have read it. */
  readonly printed: string;
}

/** The report as it comes. */
export interface TestStream {
  readonly take: (line: string) => void;
  readonly end: () => GoTestRun;
}

/** Lines kept of what came outside the report. */
const MAX_LOOSE = 500;
const MAX_LINE_CHARS = 500;

/** Reads the report line by line: what passed is forgotten at once, so it may be of any length. */
export function createTestStream(): TestStream {
  const records = createTestRecords();
  const complaints = createComplaintReader();
  const unbuilt = new Set<string>();
  const loose: string[] = [];

  const takePlain = (line: string): void => {
    loose.push(line.slice(0, MAX_LINE_CHARS));
    if (loose.length > MAX_LOOSE) loose.shift();
    complaints.take(line);
    noteUnbuilt(line);
  };
  const noteUnbuilt = (line: string): void => {
    const path = UNBUILT.exec(line)?.[1];
    if (path !== undefined) unbuilt.add(path);
  };
  return {
    take: (line) => {
      const event = eventOf(line);
      if (event === null) takePlain(line);
      else if (event.Action === 'build-output')
        event.Output?.trimEnd().split('\n').forEach(takePlain);
      if (event === null || event.Action.startsWith('build-')) return;
      if (event.Test === undefined) noteUnbuilt(event.Output ?? '');
      records.take(event);
    },
    end: () => {
      const { passed, skipped, failed, packages } = records.end();
      const known = new Set(packages.map((one) => one.package));
      const silent = [...unbuilt].filter((path) => !known.has(path));
      const all = [...packages, ...silent.map((path) => ({ package: path, output: [] }))];
      return {
        passed,
        skipped,
        failed,
        builds: complaints.all(),
        packages: all.map((one) => ({ ...one, unbuilt: unbuilt.has(one.package) })),
        printed: [...loose, ...[...failed, ...packages].flatMap(({ output }) => output)].join('\n'),
      };
    },
  };
}

/** `FAIL	example.com/m/b [build failed]` */
const UNBUILT = /^FAIL\t(\S+) \[(?:build|setup) failed\]/;

/** Null for what is printed beside the report. */
function eventOf(line: string): TestEvent | null {
  if (!line.startsWith('{"')) return null;
  try {
    const value = JSON.parse(line) as Readonly<Record<string, unknown>>;
    const texts = [value['Package'], value['Test'], value['Output']];
    const fits = texts.every((text) => text === undefined || typeof text === 'string');
    return typeof value['Action'] === 'string' && fits ? (value as unknown as TestEvent) : null;
  } catch {
    return null;
  }
}
