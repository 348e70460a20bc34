import type { EngineJob, EngineResult } from '../domain/engine-job.ts';
import { addUsage } from '../domain/usage.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine, EngineIo, EngineProbe } from '../ports/engine.ts';

/** What the chain remembers between calls. */
interface Memory {
  /** Until when, epoch milliseconds, an engine is passed over. */
  readonly closedUntil: Map<Engine, number>;
  /** Who began which conversation. */
  readonly sessions: Map<string, Engine>;
}

/**
 * An engine made of engines: the first works until it is rate-limited or not let in, then the next
 * takes over on the tree as it stands. A limited one is passed over until its limit is said to end;
 * one that is not let in, or does not say, for the rest of the run. Sessions go back only to the
 * engine that began them. `EngineResult.engine` names who did it; usage is that of all who tried.
 */
export function createEngineChain(engines: readonly [Engine, ...Engine[]], clock: Clock): Engine {
  const [first, ...others] = engines;
  if (others.length === 0) return first;
  const memory: Memory = { closedUntil: new Map(), sessions: new Map() };
  return {
    name: engines.map((engine) => engine.name).join(','),
    contextTokens: Math.min(...engines.map((engine) => engine.contextTokens)),
    probe: async () => combine(await Promise.all(engines.map((engine) => engine.probe()))),
    execute: async (job, io) => {
      const open = engines.filter((engine) => isOpen(engine, memory, clock));
      return tryEach(open.length > 0 ? open : engines, job, { io, memory });
    },
  };
}

function isOpen(engine: Engine, memory: Memory, clock: Clock): boolean {
  return (memory.closedUntil.get(engine) ?? 0) <= clock.now();
}

async function tryEach(
  engines: readonly Engine[],
  job: EngineJob,
  { io, memory }: { readonly io: EngineIo; readonly memory: Memory },
): Promise<EngineResult> {
  const refusals: EngineResult[] = [];
  for (const engine of engines) {
    const result = await engine.execute(withOwnSession(job, engine, memory), io);
    if (result.session !== null) memory.sessions.set(result.session, engine);
    const until = closedUntil(result);
    if (until === null) return withUsageOf(result, refusals);
    memory.closedUntil.set(engine, until);
    refusals.push(result);
  }
  return bestRefusal(refusals);
}

function withOwnSession(job: EngineJob, engine: Engine, memory: Memory): EngineJob {
  const owner = job.session === null ? undefined : memory.sessions.get(job.session);
  return owner === undefined || owner === engine ? job : { ...job, session: null };
}

/** Null when the result stands, else until when the engine is of no use. */
function closedUntil(result: EngineResult): number | null {
  if (result.type === 'rate_limited') return result.resetsAt ?? Number.POSITIVE_INFINITY;
  return result.type === 'unauthenticated' ? Number.POSITIVE_INFINITY : null;
}

function withUsageOf(result: EngineResult, others: readonly EngineResult[]): EngineResult {
  return { ...result, usage: others.map((other) => other.usage).reduce(addUsage, result.usage) };
}

/** The limit that ends first; without a limit, the last refusal. */
function bestRefusal(refusals: readonly EngineResult[]): EngineResult {
  const limited = refusals
    .filter((result) => result.type === 'rate_limited')
    .sort((a, b) => (a.resetsAt ?? Infinity) - (b.resetsAt ?? Infinity));
  const best = limited[0] ?? refusals.at(-1);
  if (best === undefined) throw new Error('an engine chain without engines');
  return withUsageOf(
    best,
    refusals.filter((result) => result !== best),
  );
}

function combine(probes: readonly EngineProbe[]): EngineProbe {
  const usable = probes.filter((probe) => probe.ok);
  const broken = probes.find((probe) => !probe.ok);
  if (usable.length === 0 && broken !== undefined) return broken;
  return { ok: true, describe: usable.map((probe) => probe.describe).join('; then ') };
}
