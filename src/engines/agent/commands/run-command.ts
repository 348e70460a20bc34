import { access, constants } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { plain } from '../../../domain/text-limits.ts';
import type { ProcessOutcome } from '../../../ports/process.ts';
import type { Cage } from '../../../ports/sandbox.ts';
import { engineEnvironment } from '../../environment.ts';
import type { ToolContext } from '../agent-context.ts';
import type { ToolAnswer } from '../tools/agent-tool.ts';
import { denial } from '../tools/answers.ts';
import { type AllowedCommand, judgeCommand } from './allow.ts';
import type { Controls } from './controls.ts';
import type { ProgramPlace } from './rule.ts';

/** Bytes kept of each stream: the end, where test programs say what failed. */
const KEEP_BYTES = 24 * 1024;
/** Credentials of engines, which no command sees even where the user passes them on. */
const ENGINE_CREDENTIALS: ReadonlySet<string> = new Set([
  'ANTHROPIC_API_KEY',
  'ANTHROPIC_AUTH_TOKEN',
  'HF_TOKEN',
  'HUGGING_FACE_HUB_TOKEN',
  'LLM_API_KEY',
]);

const NODE_PROGRAMS = ['node_modules/.bin'];
const PYTHON_PROGRAMS = ['.venv/bin', 'venv/bin'];
/** Folders of the tree in which a program is looked for before PATH. */
const OWN_FOLDERS: Readonly<Record<ProgramPlace, readonly string[]>> = {
  node: NODE_PROGRAMS,
  python: PYTHON_PROGRAMS,
  path: [],
  anywhere: [...NODE_PROGRAMS, ...PYTHON_PROGRAMS],
};

export interface CommandCall {
  readonly argv: readonly string[];
  readonly timeoutMs: number;
}

/** What commands are held against, for one job. */
export interface CommandRules {
  readonly controls: Controls;
  /** Takes the user's secrets out of what the model is told: without a cage, a program can find them. */
  readonly hideSecrets: (text: string) => string;
}

/** Runs a command for the agent: anything inside a cage, else what is on the list. */
export async function runCommand(
  { argv, timeoutMs }: CommandCall,
  context: ToolContext,
  { controls, hideSecrets }: CommandRules,
): Promise<ToolAnswer> {
  const { job, deps } = context;
  const env = commandEnvironment(context);
  const judged =
    deps.sandbox.level === 'os'
      ? freely(argv)
      : await judgeCommand(argv, { root: job.cwd, controls });
  if ('refused' in judged) return denial(judged.refused);
  const file = await fileOf(judged, context, env['PATH'] ?? '');
  if (file === null) return { text: `${judged.program} was not found`, isError: true };
  const leftMs = context.deadline - deps.clock.now();
  const outcome = await deps.sandbox.run(
    {
      file,
      args: judged.args,
      cwd: job.cwd,
      env,
      timeoutMs: Math.max(1, Math.min(timeoutMs, leftMs)),
      keepBytes: KEEP_BYTES,
      signal: context.signal,
    },
    cageOf(context),
  );
  const { text, isError } = answerOf(outcome, timeoutMs);
  return { text: hideSecrets(text), isError };
}

function freely([program = '', ...args]: readonly string[]): AllowedCommand {
  return { place: 'anywhere', program, args };
}

function commandEnvironment({ job, deps }: ToolContext): Record<string, string> {
  const pass = deps.passEnv.filter((name) => !ENGINE_CREDENTIALS.has(name));
  return engineEnvironment({ env: deps.env, own: [], pass, set: { ...job.env, CI: 'true' } });
}

function cageOf({ job }: ToolContext): Cage {
  return { writable: [job.cwd], readable: job.borrows, network: { kind: 'none' } };
}

/** Null when the program is not there. */
async function fileOf(
  { place, program }: AllowedCommand,
  { job, deps }: ToolContext,
  path: string,
): Promise<string | null> {
  if (program.includes('/')) return resolve(job.cwd, program);
  for (const folder of OWN_FOLDERS[place]) {
    const file = join(job.cwd, folder, program);
    if (await isExecutable(file)) return file;
  }
  return place === 'node' ? null : deps.processes.find(program, path);
}

async function isExecutable(file: string): Promise<boolean> {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

function answerOf(outcome: ProcessOutcome, timeoutMs: number): ToolAnswer {
  if (outcome.status === 'not_started') {
    return { text: `could not be started (${outcome.errno ?? 'unknown'})`, isError: true };
  }
  const seconds = (outcome.durationMs / 1000).toFixed(1);
  const parts = [
    `${ended(outcome, timeoutMs)} after ${seconds} s`,
    ...stream('stdout', outcome),
    ...stream('stderr', outcome),
    ...(outcome.truncated ? [CUT] : []),
  ];
  return { text: parts.join('\n'), isError: false };
}

const CUT =
  '[… earlier output is left out; for it, run less at once, such as one test file, or have the program say less]';

function ended({ status, exitCode, signal }: ProcessOutcome, timeoutMs: number): string {
  if (status === 'timed_out') return `timed out (limit ${timeoutMs / 1000} s) and was ended`;
  if (status === 'exited') return `exit code ${exitCode ?? 'unknown'}`;
  return `ended by ${signal ?? status}`;
}

function stream(name: 'stdout' | 'stderr', outcome: ProcessOutcome): readonly string[] {
  const bytes = outcome[name];
  if (bytes.length === 0) return [];
  if (bytes.includes(0)) return [`--- ${name}: ${bytes.length} bytes that are no text`];
  const whole = plain(Buffer.from(bytes).toString('utf8')).trimEnd();
  const isCut = outcome.truncated && bytes.length >= KEEP_BYTES;
  const text = isCut ? withoutCutLine(whole) : whole;
  return text === '' ? [] : [`--- ${name}`, text];
}

/** Half a secret, at the beginning of what is left of an output, is not known for one. */
function withoutCutLine(text: string): string {
  return text.slice(text.indexOf('\n') + 1);
}
