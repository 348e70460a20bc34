import { constants } from 'node:fs';
import type { EngineJobKind, EngineResult } from '../domain/engine-job.ts';
import { NO_USAGE } from '../domain/usage.ts';
import type { Engine, EngineProbe } from '../ports/engine.ts';
import type { AgentDeps } from './agent/agent-context.ts';
import type { ChatModel } from './agent/chat-model.ts';
import { runAgent } from './agent/run-agent.ts';
import { type Connection, openConnection, type Patience } from './endpoint/connection.ts';
import type { Resolve } from './endpoint/lookup.ts';
import type { Persistence } from './endpoint/repeat.ts';

type Refused = Exclude<EngineProbe, { readonly ok: true }>;

/** What an API engine needs to work, or what it lacks. */
export type ApiSetup =
  | {
      readonly ok: true;
      /** Where requests go. */
      readonly url: URL;
      /** Who reads the code and what is billed. */
      readonly describe: string;
      /** The variable whose credential lets us in, or that would hold one. */
      readonly credential: string;
      readonly open: (kind: EngineJobKind, way: ApiWay) => ChatModel;
    }
  | Refused;

/** How a model's requests travel. */
export interface ApiWay extends Persistence {
  readonly connection: Connection;
}

export interface ApiEngineOptions extends AgentDeps {
  readonly random: () => number;
  /** Instead of the usual ones. */
  readonly patience?: Patience;
  readonly resolve?: Resolve;
}

/** What an API engine is. */
export interface ApiEngineShape {
  readonly name: string;
  readonly contextTokens: number;
  readonly setup: ApiSetup;
}

/** An engine that is the agent loop with a model behind an API. Each job has a connection of its own. */
export function createApiEngine(shape: ApiEngineShape, options: ApiEngineOptions): Engine {
  const { name, contextTokens, setup } = shape;
  return {
    name,
    contextTokens,
    probe: () =>
      Promise.resolve(setup.ok ? { ok: true, describe: setup.describe + followsLinks() } : setup),
    execute: async (job, io) => {
      if (!setup.ok) return unusable(name, setup);
      const { clock, random } = options;
      const connection = openConnection({ ...options, url: setup.url });
      try {
        const model = setup.open(job.kind, { connection, clock, random });
        const result = await runAgent({ engine: name, model, job, io, deps: options });
        return withRemedy(result, setup.credential);
      } finally {
        await connection.close();
      }
    },
  };
}

/** A refused credential is named, so that nobody renews another one. */
function withRemedy(result: EngineResult, credential: string): EngineResult {
  if (result.type !== 'unauthenticated') return result;
  return { ...result, message: `${result.message}; set ${credential} to one that is accepted` };
}

function unusable(engine: string, { why, message }: Refused): EngineResult {
  const spent = { engine, usage: NO_USAGE, session: null };
  if (why === 'unauthenticated') return { ...spent, type: 'unauthenticated', message };
  return { ...spent, type: 'failed', code: 'bad_request', message };
}

/** Said where the system cannot refuse to follow a link in the last step of a path, as on Windows. */
function followsLinks(): string {
  const lacks = (constants as Partial<typeof constants>).O_NOFOLLOW === undefined;
  return lacks ? '; this system lacks O_NOFOLLOW, so its file tools are guarded less' : '';
}
