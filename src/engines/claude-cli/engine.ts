import type { EngineJob, EngineResult } from '../../domain/engine-job.ts';
import { CLAUDE_PRICES } from '../../domain/price-list.ts';
import { type PriceTable, priceOf } from '../../domain/prices.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Engine, EngineIo } from '../../ports/engine.ts';
import type { Command, Processes, ProcessOutcome } from '../../ports/process.ts';
import type { Cage, Sandbox } from '../../ports/sandbox.ts';
import { replyRules } from '../reply-protocol.ts';
import { accountOf } from './account.ts';
import { toolchainCommands } from './allowed-commands.ts';
import { callArguments } from './arguments.ts';
import { claudeCage } from './cage.ts';
import { type CallWatch, type Patience, watchCall } from './call-watch.ts';
import { childEnvironment } from './child-environment.ts';
import { classify } from './classify.ts';
import { loginSecrets } from './login.ts';
import type { PriceLookup } from './meter.ts';
import { PROGRAM, probeClaude } from './probe.ts';
import { readToolFiles } from './tool-files.ts';
import { createTranscriptReader, type Transcript, type TranscriptReader } from './transcript.ts';
import { callUsage } from './usage.ts';

const NAME = 'claude';
/** The window of the smallest model the program offers, in tokens. */
const CONTEXT_TOKENS = 200_000;
/** Bytes of each stream kept for a message; the lines are read as they come. */
const KEEP_BYTES = 64 * 1024;
/** Bytes kept of one string of a message: twice what a model can say in one reply. */
const MAX_STRING = 256 * 1024;
/** Milliseconds after TERM; the program needs up to 1.6 s to end its own tools, which KILL would orphan. */
const GRACE_MS = 5000;

export interface ClaudeOptions {
  readonly processes: Processes;
  readonly clock: Clock;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sandbox: Sandbox;
  /** Names of variables the user lets through to the program. */
  readonly passEnv: readonly string[];
  /** Null for the program's own choice. */
  readonly model: string | null;
  /** The user's prices, which take the place of those that ship with the program. */
  readonly prices: PriceTable;
  /** A conversation of the user's that each job begins with, in a copy; null for none. */
  readonly session: string | null;
  /** Absolute folder of ours for what a caged program keeps. */
  readonly stateDir: string;
  /** Told of what lets the user in, so that it gets nowhere. */
  readonly learnSecret: (secret: string) => void;
  /** When silence is a hang; default: `PATIENCE`. */
  readonly patience?: Patience;
}

/** The Claude Code CLI found on PATH, run headless, one process group a call. */
export function createClaudeEngine(options: ClaudeOptions): Engine {
  return {
    name: NAME,
    contextTokens: CONTEXT_TOKENS,
    probe: async () => probeClaude(options),
    execute: async (job, io) => {
      const first = await call(job, io, options);
      if (job.session === null || !sessionIsGone(first.transcript)) return first.result;
      return (await call({ ...job, session: null }, io, options)).result;
    },
  };
}

interface Call {
  readonly result: EngineResult;
  readonly transcript: Transcript;
}

async function call(job: EngineJob, io: EngineIo, options: ClaudeOptions): Promise<Call> {
  const { clock, env } = options;
  const prices: PriceLookup = (name) =>
    priceOf(name, options.prices) ?? priceOf(name, CLAUDE_PRICES);
  const now = (): number => clock.now();
  const emit: EngineIo['emit'] = (event) => {
    io.emit(event);
  };
  const reader = createTranscriptReader({ engine: NAME, cwd: job.cwd, prices, now, emit });
  const watch = watchCall(job.limits, options.patience);
  await learnLogin(options);
  const outcome = await run({ job, io, reader, watch }, options).finally(watch.close);
  await learnLogin(options);
  const transcript = reader.current();
  const { session, watched, model } = transcript;
  const account = accountOf(env);
  const isSubscription = account.kind === 'subscription';
  const usage = callUsage({ told: transcript.told, watched, model, prices, isSubscription });
  const stopped = watch.stopped();
  const verdict = classify({ kind: job.kind, outcome, transcript, stopped, now: now() });
  const told =
    verdict.type === 'unauthenticated'
      ? { ...verdict, message: `${verdict.message}; ${account.remedy}` }
      : verdict;
  return { result: { ...told, engine: NAME, usage, session }, transcript };
}

/** Before a call and after it, in which the program may have renewed its login. */
async function learnLogin({ env, learnSecret }: ClaudeOptions): Promise<void> {
  for (const secret of await loginSecrets(env)) learnSecret(secret);
}

interface Run {
  readonly job: EngineJob;
  readonly io: EngineIo;
  readonly reader: TranscriptReader;
  readonly watch: CallWatch;
}

async function run(
  { job, io, reader, watch }: Run,
  options: ClaudeOptions,
): Promise<ProcessOutcome> {
  const { processes, sandbox, env } = options;
  const file = await processes.find(PROGRAM, env['PATH'] ?? '');
  if (file === null) return NOT_FOUND;
  const own = ownSession(job, options);
  const { cage, variables } =
    sandbox.level === 'os'
      ? await claudeCage({ ...{ job, file, env }, stateDir: options.stateDir, session: own })
      : UNCAGED;
  const request = await command(job, variables, options);
  const onLine = (line: string): void => {
    reader.read(line);
    watch.saw(reader.current());
  };
  const signal = AbortSignal.any([io.signal, watch.signal]);
  return sandbox.run({ ...request, file, onLine, signal }, cage);
}

/** A conversation of the user's, for a job that has none of its own. */
function ownSession(job: EngineJob, { session }: ClaudeOptions): string | null {
  return job.session === null && job.kind !== 'repair' ? session : null;
}

async function command(
  job: EngineJob,
  variables: Readonly<Record<string, string>>,
  options: ClaudeOptions,
): Promise<Command> {
  const { kind, session, limits, cwd } = job;
  const { maxTurns, maxCostUsd, timeoutMs } = limits;
  const own = ownSession(job, options);
  const id = session ?? own;
  const commands = toolchainCommands(await readToolFiles(cwd));
  return {
    file: PROGRAM,
    args: callArguments({
      ...{ kind, maxTurns, maxCostUsd, commands, model: options.model },
      session: id === null ? null : { id, isOurs: own === null },
    }),
    cwd,
    env: childEnvironment({
      env: options.env,
      pass: options.passEnv,
      job: job.env,
      set: variables,
    }),
    stdin: [job.prompt, replyRules(kind)].filter((part) => part !== '').join('\n\n'),
    timeoutMs,
    keepBytes: KEEP_BYTES,
    maxString: MAX_STRING,
    graceMs: GRACE_MS,
  };
}

/**
 * The program knows the session no more, as after a move or a clean-up of its files: it then ends
 * before the first request. The prompt holds all that is needed to begin anew.
 */
function sessionIsGone({ result }: Transcript): boolean {
  if (result === null) return false;
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

const NOTHING: Cage = { writable: [], readable: [], network: { kind: 'none' } };
/** For a sandbox that does not look at cages. */
const UNCAGED = { cage: NOTHING, variables: {} };
