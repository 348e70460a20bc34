import type { EngineJob } from '../../domain/engine-job.ts';
import type { PriceTable } from '../../domain/prices.ts';
import type { Clock } from '../../ports/clock.ts';
import type { EngineIo } from '../../ports/engine.ts';
import type { Processes } from '../../ports/process.ts';
import type { Sandbox } from '../../ports/sandbox.ts';
import type { ChatModel } from './chat-model.ts';

/** What the engines that talk to an API are made with. */
export interface AgentDeps {
  /** Finds programs on PATH; they are run by the sandbox. */
  readonly processes: Pick<Processes, 'find'>;
  readonly sandbox: Sandbox;
  readonly clock: Clock;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of variables the user lets through to an agent's commands. */
  readonly passEnv: readonly string[];
  readonly prices: PriceTable;
  /** Absolute path of the bundled `file-tools/program.ts`, one file that needs no other. */
  readonly fileToolsProgram: string;
}

/** One job for one model. */
export interface AgentRun {
  /** The engine's name, as it stands in events and results. */
  readonly engine: string;
  readonly model: ChatModel;
  readonly job: EngineJob;
  readonly io: EngineIo;
  readonly deps: AgentDeps;
}

/** What the tools of one job work with. */
export interface ToolContext {
  readonly job: EngineJob;
  readonly deps: AgentDeps;
  /** Aborted with the job, by whatever ends it. */
  readonly signal: AbortSignal;
  /** Epoch milliseconds at which the job ends. */
  readonly deadline: number;
}
