import { type Diagnostic, readCargoMessage, type TestProgram } from './diagnostics.ts';
import {
  createProgramRun,
  type FailedTest,
  type ProgramRun,
  type RunProgram,
} from './program-run.ts';

/** What a run of `cargo test --message-format json` came to. */
export interface CargoTestRun {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly failures: readonly FailedTest[];
  /** Programs that failed before they summed up. */
  readonly aborted: readonly RunProgram[];
  readonly errors: readonly Diagnostic[];
  /** What a person would have read. */
  readonly printed: string;
}

/** The output as it comes. */
export interface CargoTestStream {
  readonly take: (line: string) => void;
  readonly end: () => CargoTestRun;
}

const MAX_LINE_CHARS = 500;
/** Lines kept of what is printed. */
const MAX_LINES = 2000;
const MAX_ERRORS = 200;

/** `     Running tests/it.rs (/target/debug/deps/it-f8d07b311ad491a6)`, `   Doc-tests alpha` */
const BEGINS = /^\s+(?:Running (.+) \((.+)\)|(Doc-tests .+))$/;

/** Reads what cargo, the compiler and libtest print together. */
export function createCargoTestStream(): CargoTestStream {
  const built: TestProgram[] = [];
  const runs: ProgramRun[] = [];
  const errors: Diagnostic[] = [];
  const printed: string[] = [];

  const print = (line: string): void => {
    printed.push(line.slice(0, MAX_LINE_CHARS));
    if (printed.length > MAX_LINES) printed.shift();
  };
  const takeMessage = (line: string): boolean => {
    const message = readCargoMessage(line);
    if (message?.type === 'program') built.push(message.program);
    if (message?.type === 'error' && errors.length < MAX_ERRORS) {
      errors.push(message.diagnostic);
      message.diagnostic.rendered.split('\n').forEach(print);
    }
    return message !== null;
  };
  return {
    take: (line) => {
      if (takeMessage(line)) return;
      print(line);
      const begins = BEGINS.exec(line);
      if (begins === null) runs.at(-1)?.take(line);
      else runs.push(createProgramRun(programOf(begins, built)));
    },
    end: () => ({ ...countsOf(runs), errors: placed(errors), printed: printed.join('\n') }),
  };
}

function programOf(
  [, label = '', place = '', doc]: RegExpExecArray,
  built: readonly TestProgram[],
): RunProgram {
  if (doc !== undefined) return { built: null, label: doc };
  const name = place.slice(place.lastIndexOf('/'));
  return { built: built.find(({ executable }) => executable.endsWith(name)) ?? null, label };
}

/** A program without a summary counts as one test. */
function countsOf(runs: readonly ProgramRun[]) {
  const silent = runs.filter((run) => !run.hasSummed());
  const aborted = silent.filter((run) => run.hasFailed()).map(({ program }) => program);
  const total = (of: 'passed' | 'failed' | 'skipped'): number =>
    runs.reduce((sum, { counts }) => sum + counts[of], 0);
  return {
    passed: total('passed') + silent.length - aborted.length,
    failed: total('failed') + aborted.length,
    skipped: total('skipped'),
    failures: runs.flatMap((run) => run.failures()),
    aborted,
  };
}

/** `could not compile … due to 2 previous errors` says nothing beside those. */
function placed(errors: readonly Diagnostic[]): readonly Diagnostic[] {
  const found = errors.filter(({ file }) => file !== null);
  return found.length > 0 ? found : errors;
}
