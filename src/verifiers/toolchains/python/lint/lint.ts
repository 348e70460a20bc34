import { promises as fs } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { clip } from '../../../../domain/text-limits.ts';
import type { CheckResult, Finding } from '../../../../domain/verdict.ts';
import type { ProcessOutcome } from '../../../../ports/process.ts';
import { type CheckContext, environmentOf, runProgram, skipped } from '../../../runner.ts';
import { inPackage } from '../../packages.ts';
import { reportedResult } from '../../reported.ts';
import { isExecutable } from '../../tree-files.ts';
import { PYTHON_ENV, type Python, upwards } from '../interpreter.ts';
import { below } from '../packages.ts';
import { MODULE_PROGRAM } from '../programs/probe.ts';
import { shortened } from '../pytest.ts';
import { relativeIn } from '../run-tests.ts';
import type { Complaint, LintTool } from './lint-tool.ts';
import type { Territory } from './territories.ts';

/** A tool in a folder where it is set up. */
export interface LintCheck {
  readonly tool: LintTool;
  readonly territory: Territory;
  /** Of that folder; null where there is none. */
  readonly python: Python | null;
  /** Repository-relative files to look at; what the tool itself chooses where null. */
  readonly files: readonly string[] | null;
}

/** Characters of paths that one call of a tool is given. */
const MAX_TARGET_CHARS = 100_000;
/** A report beyond this is not read: 64 MiB. */
const MAX_REPORT_BYTES = 67_108_864;
const MESSAGE_CHARS = 300;
const OUTPUT_LINES = 500;

/** What a linter or a checker of types says of its files. */
export async function lint(check: LintCheck, context: CheckContext): Promise<CheckResult> {
  const { tool, territory } = check;
  const targets = targetsOf(check);
  const { folder, files } = territory;
  const isWhole = tool.byFile && targets.length === files.length;
  const shown = [tool.shown, ...(isWhole ? ['.'] : shortened(targets))].join(' ');
  const command = { name: tool.name, shown, kind: tool.kind, package: folder } as const;
  const program = await programOf(check, context);
  if (program === null) return skipped(command, howToGet(check));
  const cwd = join(context.scope.root, folder);
  const calls: Call[] = [];
  for (const some of batches(targets)) {
    calls.push(await call({ ...check, ...program, targets: some, cwd }, context));
    if (context.signal.aborted) break;
  }
  const worst = calls.find(({ outcome }) => outcome.exitCode !== 0) ?? calls.at(-1);
  if (worst === undefined) return skipped(command, 'nothing to look at');
  const findings = await findingsOf(check, calls, context);
  const durationMs = calls.reduce((sum, { outcome }) => sum + outcome.durationMs, 0);
  const output = findings.length === 0 ? {} : { output: linesOf(findings) };
  // What a linter prints is no summary of tests, whatever it looks like.
  const { tests: _tests, ...result } = reportedResult(
    { ...command, argv: program.argv, cwd },
    { outcome: { ...worst.outcome, durationMs }, report: { findings, ...output } },
    context,
  );
  return result;
}

/** What it is given, relative to its folder; nothing where it chooses by itself. */
function targetsOf({ tool, territory, files }: LintCheck): readonly string[] {
  const { folder, text } = territory;
  const all = (files ?? territory.files).map((path) => below(folder, path));
  return (files === null ? (tool.targets?.(all, text) ?? []) : all).map(plainly);
}

/** A name that begins with `-` is no option, and one with `@` no list of names. */
function plainly(path: string): string {
  return /^[-@]/.test(path) ? `./${path}` : path;
}

function batches(targets: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [[]];
  let size = 0;
  for (const target of targets) {
    if (size > MAX_TARGET_CHARS) {
      all.push([]);
      size = 0;
    }
    all.at(-1)?.push(target);
    size += target.length + 1;
  }
  return all;
}

interface Program {
  readonly argv: readonly string[];
  /** As `LintRun.interpreter`. */
  readonly interpreter: string | null;
}

/** The tool of the project's environment, else of `node_modules` above the folder, else the one on PATH. */
async function programOf(
  { tool, territory, python }: LintCheck,
  context: CheckContext,
): Promise<Program | null> {
  if (python !== null && tool.name in python.modules) {
    return { argv: [...python.argv, '-c', MODULE_PROGRAM, tool.name], interpreter: null };
  }
  const interpreter = python?.own ?? null;
  for (const folder of upwards(territory.folder)) {
    const own = join(context.scope.root, folder, 'node_modules/.bin', tool.name);
    if (await isExecutable(own)) return { argv: [own], interpreter };
  }
  const path = environmentOf(context)['PATH'] ?? '';
  const found = await context.deps.processes.find(tool.name, path);
  return found === null ? null : { argv: [found], interpreter };
}

function howToGet({ tool, territory, python }: LintCheck): string {
  const place = python === null ? '' : `no module of ${python.argv.join(' ')} and `;
  const where = inPackage(territory.folder, territory.settings);
  return `${where} asks for ${tool.name}, which is ${place}not on PATH; get it with: ${tool.howToGet}`;
}

interface Call {
  readonly outcome: ProcessOutcome;
  /** Null where there is no report to be read. */
  readonly complaints: readonly Complaint[] | null;
}

/** What can only be printed goes to the file of the report by a shell. */
const TO_FILE = ['/bin/sh', '-c', 'report=$1; shift; exec "$@" >"$report"', 'sh'];

async function call(
  request: LintCheck & Program & { readonly targets: readonly string[]; readonly cwd: string },
  context: CheckContext,
): Promise<Call> {
  const { tool, territory, argv, interpreter: python, targets, cwd } = request;
  const folder = await fs.realpath(await mkdtemp(join(tmpdir(), 'codelicious-python-')));
  const report = join(folder, 'report');
  const { settings, text } = territory;
  const args = tool.arguments({ report, targets, settings, text, python });
  const whole = [...(tool.prints ? [...TO_FILE, report] : []), ...argv, ...args];
  try {
    const outcome = await runProgram(
      { argv: whole, env: PYTHON_ENV, cwd, writable: [folder] },
      context,
    );
    const said = await readReport(report);
    return { outcome, complaints: said === null ? null : tool.read(said) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readReport(path: string): Promise<string | null> {
  try {
    if ((await fs.stat(path)).size > MAX_REPORT_BYTES) return null;
    return await fs.readFile(path, 'utf8');
  } catch {
    return null;
  }
}

/** What a tool that could not do its work prints last stands for what it would have said. */
async function findingsOf(
  { tool, territory: { folder } }: LintCheck,
  calls: readonly Call[],
  { scope }: CheckContext,
): Promise<readonly Finding[]> {
  const relative = await relativeIn(scope.root);
  return calls.flatMap(({ outcome, complaints }) => {
    const failed = outcome.status === 'exited' && outcome.exitCode !== 0;
    const told = failed && (complaints ?? []).length === 0 ? [broken(outcome)] : (complaints ?? []);
    return told.map(({ file, line, rule, message }) => {
      const inside = file === null || posix.isAbsolute(file) ? file : inPackage(folder, tidy(file));
      const path = inside !== null && posix.isAbsolute(inside) ? relative(inside) : inside;
      const brief = clip(message.replace(/\s+/g, ' ').trim() || 'failed', MESSAGE_CHARS);
      return { check: tool.name, file: path, line, rule, message: brief };
    });
  });
}

function tidy(path: string): string {
  return posix.normalize(path);
}

function broken({ stdout, stderr }: ProcessOutcome): Complaint {
  const printed = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes)).join('\n');
  const [last = 'it failed and did not say why'] = printed.trim().split('\n').slice(-1);
  return { file: null, line: null, rule: 'failed', message: last };
}

function linesOf(findings: readonly Finding[]): string {
  const lines = findings.slice(0, OUTPUT_LINES).map(({ file, line, rule, message }) => {
    const place = [file, line].filter((part) => part !== null).join(':');
    return [place, rule, message].filter((part) => part !== null && part !== '').join(' ');
  });
  const more = findings.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
