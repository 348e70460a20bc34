/** One event, as `go doc test2json` describes it. */
export interface TestEvent {
  readonly Action: string;
  readonly Package?: string;
  readonly Test?: string;
  readonly Output?: string;
}

/** A test that failed, or was not finished when its package failed. */
export interface FailedTest {
  /** Import path. */
  readonly package: string;
  /** With the names of the tests around it: `TestAdd/negative`. */
  readonly name: string;
  readonly output: readonly string[];
}

/** Every test of a run and how it ended. */
export interface TestRecords {
  take(event: TestEvent): void;
  /** A test made of other tests counts only by those. */
  end(): {
    readonly passed: number;
    readonly skipped: number;
    readonly failed: readonly FailedTest[];
    /** Those that failed although no test of theirs did. */
    readonly packages: readonly { readonly package: string; readonly output: readonly string[] }[];
  };
}

/** Lines kept of each test and package, and characters of each line. */
const MAX_LINES = 200;
const MAX_LINE_CHARS = 500;

interface Entry {
  output: string[];
  outcome: 'pass' | 'fail' | 'skip' | null;
}

export function createTestRecords(): TestRecords {
  /** By package, then by name. */
  const tests = new Map<string, Map<string, Entry>>();
  const packages = new Map<string, Entry>();
  return {
    take: ({ Action, Package = '', Test, Output = '' }) => {
      const entry =
        Test === undefined ? entryOf(packages, Package) : entryOf(mapOf(tests, Package), Test);
      if (Action === 'output') keep(entry.output, Output.replace(/\n$/, ''));
      if (Action !== 'pass' && Action !== 'fail' && Action !== 'skip') return;
      entry.outcome = Action;
      if (Action !== 'fail') entry.output = [];
    },
    end: () => {
      const counts = { passed: 0, skipped: 0 };
      const failed: FailedTest[] = [];
      for (const [path, entries] of [...tests].sort(byName)) {
        const isOver = packages.get(path)?.outcome === 'pass';
        for (const [name, { outcome, output }] of leaves(entries)) {
          if (outcome === 'pass') counts.passed += 1;
          else if (outcome === 'skip') counts.skipped += 1;
          else if (outcome === 'fail' || !isOver) failed.push({ package: path, name, output });
        }
      }
      const blamed = new Set(failed.map((one) => one.package));
      const broken = [...packages].filter(
        ([path, { outcome }]) => outcome === 'fail' && !blamed.has(path),
      );
      const unexplained = broken.map(([path, { output }]) => ({ package: path, output }));
      return { ...counts, failed, packages: unexplained };
    },
  };
}

/** Packages are tested at the same time; what is said of them keeps its order. */
function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

/** Tests that no other is a part of, and those that failed although none of their parts did. */
function leaves(entries: ReadonlyMap<string, Entry>): readonly (readonly [string, Entry])[] {
  const around = new Set<string>();
  const explained = new Set<string>();
  for (const [name, entry] of entries) {
    for (const outer of outerNames(name)) {
      around.add(outer);
      if (isBad(entry)) explained.add(outer);
    }
  }
  return [...entries].filter(
    ([name, entry]) => !around.has(name) || (isBad(entry) && !explained.has(name)),
  );
}

function isBad({ outcome }: Entry): boolean {
  return outcome === 'fail' || outcome === null;
}

/** `TestAdd` and `TestAdd/a` for `TestAdd/a/b`. */
function outerNames(name: string): readonly string[] {
  const parts = name.split('/');
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'));
}

function keep(output: string[], line: string): void {
  output.push(line.slice(0, MAX_LINE_CHARS));
  if (output.length > MAX_LINES) output.shift();
}

function mapOf(tests: Map<string, Map<string, Entry>>, path: string): Map<string, Entry> {
  const found = tests.get(path) ?? new Map<string, Entry>();
  tests.set(path, found);
  return found;
}

function entryOf(entries: Map<string, Entry>, name: string): Entry {
  const found = entries.get(name) ?? { output: [], outcome: null };
  entries.set(name, found);
  return found;
}
