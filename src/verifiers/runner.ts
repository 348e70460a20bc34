import { formatDuration } from '../domain/duration.ts';
import { plain } from '../domain/text-limits.ts';
import type { CheckKind, CheckResult, Finding } from '../domain/verdict.ts';
import type { Processes, ProcessOutcome } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { VerifyScope } from '../ports/verifier.ts';
import { complaintIn } from './complaint.ts';
import { verifyEnvironment } from './environment.ts';
import { parseFindings } from './findings.ts';
import { countTests } from './test-counts.ts';

export interface VerifierDeps {
  /** `verify.commands`; when there are any they replace what the toolchains would run. */
  readonly commands: readonly string[];
  /** Milliseconds one command may take. */
  readonly timeoutMs: number;
  readonly processes: Processes;
  readonly sandbox: Sandbox;
  /** The environment of this process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of further variables that commands get. */
  readonly passEnv: readonly string[];
  /** Absolute folder in which compilers may keep what they made while this process lives; the system's own where left out. */
  readonly cacheDir?: string;
}

/** One program run as a check. */
export interface CheckCommand {
  readonly name: string;
  /** What is run, as a person would type it. */
  readonly shown: string;
  readonly argv: readonly string[];
  /** `command` where left out. */
  readonly kind?: CheckKind;
  /** Variables on top of those every verify command gets. */
  readonly env?: Readonly<Record<string, string>>;
  /** Absolute folder of the tree it runs in; the tree's root where left out. */
  readonly cwd?: string;
  /** As `CheckResult.package`. */
  readonly package?: string;
  /** Absolute folders it may change besides the tree; they are there. */
  readonly writable?: readonly string[];
  /** Each line of what it prints, as it comes. */
  readonly onLine?: (line: string) => void;
}

/** Where a check runs and what may end it. */
export interface CheckContext {
  readonly deps: VerifierDeps;
  readonly scope: VerifyScope;
  readonly signal: AbortSignal;
}

/** Bytes of output kept of one command, for findings. */
const KEEP_BYTES = 1_048_576;
/** Characters of output handed on with a result. */
const TAIL_CHARS = 8192;
/** What POSIX shells end with when a command's program is not there. */
const NOT_FOUND = 127;

/** The environment of this scope's commands. */
export function environmentOf({ deps, scope }: CheckContext): Readonly<Record<string, string>> {
  return verifyEnvironment(deps, scope.env);
}

/** Runs a command in the tree, both its streams as one, so that they keep their order. */
export async function runProgram(
  command: Pick<CheckCommand, 'argv' | 'env' | 'cwd' | 'writable' | 'onLine'>,
  context: CheckContext,
): Promise<ProcessOutcome> {
  const { sandbox, timeoutMs } = context.deps;
  const { root, borrows } = context.scope;
  const whole = {
    file: '/bin/sh',
    args: ['-c', 'exec "$@" 2>&1', 'sh', ...command.argv],
    cwd: command.cwd ?? root,
    env: { ...environmentOf(context), ...command.env },
    timeoutMs,
    signal: context.signal,
    keepBytes: KEEP_BYTES,
    ...(command.onLine === undefined ? {} : { onLine: command.onLine }),
  };
  const writable = [root, ...(command.writable ?? [])];
  return sandbox.run(whole, { writable, readable: borrows, network: { kind: 'none' } });
}

/** What an outcome amounts to. A check that was cut short proves nothing, so it fails. */
export function resultOf(
  command: CheckCommand,
  outcome: ProcessOutcome,
  { deps, scope }: CheckContext,
): CheckResult {
  const { name, shown } = command;
  const passed = outcome.status === 'exited' && outcome.exitCode === 0;
  const output = [outcome.stdout, outcome.stderr].map(decode).filter(Boolean).join('\n');
  const tests = countTests(output);
  const note = noteOf(outcome, deps.timeoutMs);
  return {
    name,
    command: shown,
    status: passed ? 'passed' : 'failed',
    findings: passed ? [] : complaintsOf(command, { output, note, root: scope.root }),
    output: tail(output),
    durationMs: outcome.durationMs,
    note,
    ...aboutOf(command),
    ...(tests === null ? {} : { tests }),
  };
}

interface Said {
  readonly output: string;
  readonly note: string | null;
  readonly root: string;
}

/** What runs tests, or anything at all, and fails without a word on where still says why. */
function complaintsOf(command: CheckCommand, { output, note, root }: Said): readonly Finding[] {
  const { name: check, kind = 'command', cwd = root } = command;
  const findings = parseFindings(output, { check, root, cwd });
  const mayTell = findings.length === 0 && note === null && TELLING.has(kind);
  const message = mayTell ? complaintIn(output.replaceAll(`${root}/`, '')) : null;
  return message === null ? findings : [{ check, file: null, line: null, rule: null, message }];
}

const TELLING: ReadonlySet<CheckKind> = new Set(['test', 'command']);

/** A check that could not be run, and how to make it run. */
export function skipped(
  command: Pick<CheckCommand, 'name' | 'shown' | 'kind' | 'package'>,
  note: string,
): CheckResult {
  const { name, shown } = command;
  const nothing = { findings: [], output: '', durationMs: 0 };
  return { name, command: shown, status: 'skipped', note, ...nothing, ...aboutOf(command) };
}

function aboutOf(command: Pick<CheckCommand, 'kind' | 'package'>) {
  const { kind, package: folder } = command;
  return {
    ...(kind === undefined ? {} : { kind }),
    ...(folder === undefined || folder === '' ? {} : { package: folder }),
  };
}

function noteOf(outcome: ProcessOutcome, timeoutMs: number): string | null {
  const { status, exitCode, signal, errno } = outcome;
  if (status === 'timed_out') return `timed out after ${formatDuration(timeoutMs)}`;
  if (status === 'aborted') return 'interrupted';
  if (status === 'not_started') return `could not be started (${errno ?? 'unknown'})`;
  if (status === 'signalled') return `ended by ${signal ?? 'a signal'}`;
  if (exitCode !== NOT_FOUND) return null;
  return 'exit code 127: a program was not found; are the dependencies installed?';
}

function decode(bytes: Uint8Array): string {
  return plain(new TextDecoder().decode(bytes)).trimEnd();
}

function tail(output: string): string {
  if (output.length <= TAIL_CHARS) return output;
  const cut = output.slice(output.length - TAIL_CHARS);
  return `…${cut.slice(Math.max(0, cut.indexOf('\n')))}`;
}
