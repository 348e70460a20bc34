import type { TestProgram } from './diagnostics.ts';

/** A test that failed. */
export interface FailedTest {
  /** As libtest names it: `parse::tests::empty`. */
  readonly name: string;
  readonly program: RunProgram;
  readonly output: readonly string[];
}

/** What ran tests: a program of cargo's, or the documentation of a crate. */
export interface RunProgram {
  /** The built program; null where cargo did not name it. */
  readonly built: TestProgram | null;
  /** As cargo names it: `unittests src/lib.rs`, `tests/it.rs`, `Doc-tests alpha`. */
  readonly label: string;
}

/** What one program of tests printed so far. */
export interface ProgramRun {
  readonly program: RunProgram;
  readonly take: (line: string) => void;
  /** It got as far as its summary. */
  readonly hasSummed: () => boolean;
  /** It ended with something else than 0. */
  readonly hasFailed: () => boolean;
  readonly counts: { passed: number; failed: number; skipped: number };
  readonly failures: () => readonly FailedTest[];
}

const MAX_LINE_CHARS = 500;
/** Lines kept of what one test says. */
const MAX_TEST_LINES = 60;

const RESULT = /^test result: (?:ok|FAILED)\. (\d+) passed; (\d+) failed; (\d+) ignored;/;
const SAID = /^---- (.+) stdout ----$/;
const NAMED = /^ {4}(\S.*)$/;
/** What cargo says of a program that failed. */
const FAILED = /^error: (?:doc)?test failed, to rerun pass /;

/** Reads what libtest prints; a program with a harness of its own has no summary. */
export function createProgramRun(program: RunProgram): ProgramRun {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const names: string[] = [];
  const said = new Map<string, string[]>();
  /** The lines of one test, or the list of those that failed. */
  let section: string[] | 'list' | null = null;
  let summed = false;
  let failed = false;
  return {
    program,
    counts,
    hasSummed: () => summed,
    hasFailed: () => failed,
    failures: () => names.map((name) => ({ name, program, output: said.get(name) ?? [] })),
    take: (line) => {
      if (FAILED.test(line)) failed = true;
      const result = RESULT.exec(line);
      if (result !== null) {
        summed = true;
        section = null;
        const [passed = 0, bad = 0, ignored = 0] = result.slice(1).map(Number);
        Object.assign(counts, { passed, failed: bad, skipped: ignored });
        return;
      }
      const test = SAID.exec(line)?.[1];
      if (test !== undefined) {
        section = [];
        said.set(test, section);
      } else if (line === 'failures:') section = 'list';
      else if (section === 'list') names.push(...(NAMED.exec(line)?.slice(1) ?? []));
      else if (section !== null && section.length < MAX_TEST_LINES) {
        section.push(line.slice(0, MAX_LINE_CHARS));
      }
    },
  };
}
