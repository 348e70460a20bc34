import type { EngineJob, EngineResult } from '../../domain/engine-job.ts';
import type { Engine, EngineIo } from '../../ports/engine.ts';
import type { Command, Processes, ProcessOutcome } from '../../ports/process.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import { replyRules } from '../reply-protocol.ts';
import { callArguments } from './arguments.ts';
import { childEnvironment } from './child-environment.ts';
import { classify } from './classify.ts';
import { PROGRAM, probeClaude } from './probe.ts';
import { createTranscriptReader, type Transcript } from './transcript.ts';

/** The window of the smallest model the program offers, in tokens. */
const CONTEXT_TOKENS = 200_000;
/** Bytes of each stream kept for a message; the lines are read as they come. */
const KEEP_BYTES = 64 * 1024;
/** Milliseconds after TERM; the program needs up to 1.6 s to end its own tools, which KILL would orphan. */
const GRACE_MS = 5000;

export interface ClaudeOptions {
  readonly processes: Processes;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sandbox: Sandbox;
  /** Names of variables the user lets through to the program. */
  readonly passEnv: readonly string[];
  /** Null for the program's own choice. */
  readonly model: string | null;
  /** US dollars one call may cost; null for no cap. The program can overshoot it by one request. */
  readonly maxBudgetUsd: number | null;
}

/** The Claude Code CLI found on PATH, run headless, one process group a call. */
export function createClaudeEngine(options: ClaudeOptions): Engine {
  return {
    name: 'claude',
    contextTokens: CONTEXT_TOKENS,
    probe: async () => probeClaude(options),
    execute: async (job, io) => {
      const first = await call(job, io, options);
      if (!sessionIsGone(job, first.transcript)) return first.result;
      return (await call({ ...job, session: null }, io, options)).result;
    },
  };
}

interface Call {
  readonly result: EngineResult;
  readonly transcript: Transcript;
}

async function call(job: EngineJob, io: EngineIo, options: ClaudeOptions): Promise<Call> {
  const reader = createTranscriptReader({
    engine: 'claude',
    cwd: job.cwd,
    emit: (event) => {
      io.emit(event);
    },
  });
  const outcome = await run(command(job, io, options), reader.read, options);
  const transcript = reader.current();
  const { usage, session } = transcript;
  const verdict = classify({ kind: job.kind, outcome, transcript });
  return { result: { ...verdict, engine: 'claude', usage, session }, transcript };
}

async function run(
  request: Command,
  onLine: (line: string) => void,
  { processes, sandbox }: ClaudeOptions,
): Promise<ProcessOutcome> {
  const file = await processes.find(PROGRAM, request.env['PATH'] ?? '');
  if (file === null) return NOT_FOUND;
  return processes.run(sandbox.wrap({ ...request, file, onLine }));
}

function command(job: EngineJob, io: EngineIo, options: ClaudeOptions): Command {
  const { model, maxBudgetUsd, passEnv, env } = options;
  const { maxTurns, timeoutMs } = job.limits;
  return {
    file: PROGRAM,
    args: callArguments({ model, maxTurns, maxBudgetUsd, session: job.session }),
    cwd: job.cwd,
    env: childEnvironment({ env, pass: passEnv, job: job.env }),
    stdin: [job.prompt, replyRules(job.kind)].filter((part) => part !== '').join('\n\n'),
    timeoutMs,
    signal: io.signal,
    keepBytes: KEEP_BYTES,
    graceMs: GRACE_MS,
  };
}

/**
 * The program knows the session no more, as after a move or a clean-up of its files: it then ends
 * before the first request. The prompt holds all that is needed to begin anew.
 */
function sessionIsGone(job: EngineJob, { result }: Transcript): boolean {
  if (job.session === null || result === null) return false;
  const untouched = result.num_turns === 0 && result.duration_api_ms === 0;
  return result.subtype === 'error_during_execution' && untouched;
}

const NOT_FOUND: ProcessOutcome = {
  status: 'not_started',
  exitCode: null,
  signal: null,
  stdout: new Uint8Array(),
  stderr: new Uint8Array(),
  truncated: false,
  durationMs: 0,
  errno: 'ENOENT',
};
