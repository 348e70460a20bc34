import { isAbsolute, posix } from 'node:path';
import { clip } from '../../../domain/text-limits.ts';
import type { Finding } from '../../../domain/verdict.ts';
import { declarationOf } from './declared-test.ts';
import type { Diagnostic } from './diagnostics.ts';
import type { FailedTest, RunProgram } from './program-run.ts';
import type { CargoTestRun } from './test-stream.ts';

/** What the findings of a run are made with. */
export interface FindingsSource {
  /** Name of the check. */
  readonly check: string;
  /** Absolute path of the tree. */
  readonly root: string;
  /** The workspace's, relative to the tree. */
  readonly folder: string;
}

const MESSAGE_CHARS = 300;
/** Failures told one by one. */
const MAX_FINDINGS = 200;

/** What failed, one finding each: errors of the compiler, tests, programs that ended before they summed up. */
export async function testFindings(
  run: CargoTestRun,
  source: FindingsSource,
): Promise<readonly Finding[]> {
  const findings = diagnosticFindings(run.errors, source);
  const tests: Finding[] = [];
  for (const failed of run.failures.slice(0, MAX_FINDINGS))
    tests.push(await ofTest(failed, source));
  const aborted = run.aborted.map((program) => {
    const test = nameOf(program);
    const about = { check: source.check, test, file: fileOf(program, source), line: null };
    return { ...about, rule: program.label, message: 'ended before its tests did' };
  });
  return [...findings, ...tests, ...aborted];
}

/** Errors of the compiler or of clippy, each once: a crate is compiled for itself and for its tests. */
export function diagnosticFindings(
  errors: readonly Diagnostic[],
  { check, root, folder }: FindingsSource,
): readonly Finding[] {
  const seen = new Set<string>();
  return errors.flatMap(({ file, line, rule, message }) => {
    const inside = file === null ? null : inTree(file, { root, folder });
    const key = JSON.stringify([inside, line, rule, message]);
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ check, file: inside, line, rule, message }];
  });
}

/** The repository's name for a file as cargo prints it; null for one outside the tree. */
export function inTree(
  file: string,
  { root, folder }: { readonly root: string; readonly folder: string },
): string | null {
  const place = isAbsolute(file) ? posix.normalize(file) : posix.join(root, folder, file);
  return place.startsWith(`${root}/`) ? place.slice(root.length + 1) : null;
}

/** `src/lib.rs - add (line 3)` */
const DOC_TEST = /^(\S+\.\w+) - (.*?)\(line (\d+)\)/;
/** `thread 'x' panicked at src/a.rs:1:37:`, and before Rust 1.73 `panicked at 'text', src/a.rs:1:37`. */
const PANIC = /^thread .* panicked at (?:'(.*)', )?(\S+\.rs):(\d+):\d+:?$/;

async function ofTest(failed: FailedTest, source: FindingsSource): Promise<Finding> {
  const { check, root } = source;
  const { name, program, output } = failed;
  const message = clip(saidIn(output) || 'failed', MESSAGE_CHARS);
  const doc = DOC_TEST.exec(name);
  if (doc !== null) {
    const [, place = '', item = '', line] = doc;
    const test = `${nameOf(program)}::${place} - ${item.trim()}`;
    return { check, test, file: inTree(place, source), line: Number(line), rule: name, message };
  }
  const begins = fileOf(program, source);
  const declared = begins === null ? null : await declarationOf(root, begins, name);
  const panic = output.map((row) => PANIC.exec(row)).find((found) => found !== null);
  const place = panic?.[2] === undefined ? null : inTree(panic[2], source);
  return {
    check,
    test: `${nameOf(program)}::${name}`,
    file: declared?.file ?? place,
    line: declared === null || place === declared.file ? lineOf(panic) : declared.line,
    rule: name,
    message,
  };
}

function lineOf(panic: RegExpExecArray | undefined): number | null {
  return panic === undefined ? null : Number(panic[3]);
}

/** The crate, and what of it: tests of a crate and of its programs may have the same names. */
function nameOf({ built, label }: RunProgram): string {
  if (built === null) return label.replace(/^Doc-tests /, 'doc ');
  if (built.kind !== 'test') return built.kind === 'bin' ? `bin ${built.target}` : built.target;
  const folder = posix.dirname(built.manifest);
  return `${posix.basename(folder)}/${built.target}`;
}

function fileOf({ built }: RunProgram, source: FindingsSource): string | null {
  return built === null ? null : inTree(built.source, source);
}

/** What a panic says, or the test itself; neither the stack nor what the runner adds. */
function saidIn(output: readonly string[]): string {
  const at = output.findIndex((row) => PANIC.test(row));
  const old = at === -1 ? undefined : PANIC.exec(output[at] ?? '')?.[1];
  if (old !== undefined) return old;
  const rows = at === -1 ? output : output.slice(at + 1);
  const end = rows.findIndex((row) => /^(?:stack backtrace:|note: )/.test(row));
  const told = end <= 0 ? rows : rows.slice(0, end);
  return told
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .join(' ');
}
