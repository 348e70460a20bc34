import { countedUsage } from '../domain/budget.ts';
import type { EngineJob, EngineResult } from '../domain/engine-job.ts';
import { addUsage, NO_USAGE, type Usage } from '../domain/usage.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine, EngineIo, EngineProbe } from '../ports/engine.ts';
import { type Tried, withHandover } from './handover.ts';
import { isUsedUp, withRemainingLimits } from './remaining-limits.ts';
import { createStanding, type Emit, type Standing } from './standing.ts';

/** What the chain remembers between calls. */
interface Chain {
  readonly engines: readonly [Engine, ...Engine[]];
  readonly standing: Standing;
  /** Who began which conversation. */
  readonly sessions: Map<string, Engine>;
}

/**
 * An engine made of engines, the preferred ones first. One that is limited rests until its limit is said to end
 * and then has its place back; one that is not let in or not there is left out for the rest of the run; one whose
 * provider stays overloaded is passed over for this job. Whoever takes over begins with a clean tree and is told
 * what was tried. While all rest, nobody is called. Sessions go back only to the engine that began them.
 * `EngineResult.engine` names who did it; usage is that of all who tried.
 */
export function createEngineChain(engines: readonly [Engine, ...Engine[]], clock: Clock): Engine {
  const chain: Chain = { engines, standing: createStanding(clock), sessions: new Map() };
  return {
    name: engines.map((engine) => engine.name).join(','),
    get contextTokens() {
      const active = engines.filter((engine) => chain.standing.exclusionOf(engine) === null);
      return Math.min(...(active.length > 0 ? active : engines).map((one) => one.contextTokens));
    },
    probe: async () => probeAll(chain),
    execute: async (job, io) => tryEach(chain, job, io),
  };
}

async function tryEach(chain: Chain, job: EngineJob, io: EngineIo): Promise<EngineResult> {
  const emit = emitterOf(io);
  const tried: Tried[] = [];
  let last: EngineResult | null = null;
  let overload: EngineResult | null = null;
  let spent: Usage = NO_USAGE;
  for (const engine of chain.engines) {
    if (!chain.standing.isReady(engine, emit)) continue;
    if (last !== null) {
      if (io.signal.aborted) return aborted(last, spent);
      if (isUsedUp(job.limits, spent)) return overBudget(last, spent);
      tried.push({ result: last, discarded: await io.startOver() });
    }
    const result = await engine.execute(jobFor(engine, { chain, job, tried, spent }), io);
    if (result.session !== null) chain.sessions.set(result.session, engine);
    const usage = addUsage(spent, result.usage);
    if (!isHandedOn({ engine, result }, chain.standing, emit)) return { ...result, usage };
    // Whoever takes over must not hide that somebody before did not say what the call consumed.
    spent = addUsage(spent, countedUsage(result));
    if (result.type === 'failed' && result.code === 'overloaded') overload ??= result;
    last = result;
  }
  return { ...(overload ?? nobodyLeft(chain, last)), usage: spent };
}

interface Turn {
  readonly chain: Chain;
  readonly job: EngineJob;
  readonly tried: readonly Tried[];
  readonly spent: Usage;
}

function jobFor(engine: Engine, { chain, job, tried, spent }: Turn): EngineJob {
  const owner = job.session === null ? undefined : chain.sessions.get(job.session);
  const session = owner === undefined || owner === engine ? job.session : null;
  return withHandover(withRemainingLimits({ ...job, session }, spent), tried);
}

function emitterOf(io: EngineIo): Emit {
  return (event) => {
    io.emit(event);
  };
}

/** Whether somebody else is to do it; notes what that means for the engine. */
function isHandedOn(
  { engine, result }: { readonly engine: Engine; readonly result: EngineResult },
  standing: Standing,
  emit: Emit,
): boolean {
  if (result.type === 'rate_limited') {
    standing.rest(engine, result, emit);
    return true;
  }
  standing.answered(engine);
  if (result.type === 'unauthenticated') {
    standing.exclude(engine, { why: 'unauthenticated', message: result.message }, emit);
    return true;
  }
  if (result.type !== 'failed') return false;
  if (result.code === 'missing') {
    standing.exclude(engine, { why: 'missing', message: result.message }, emit);
  }
  return result.code === 'missing' || result.code === 'overloaded';
}

/** What a job comes to that nobody can do now: until the first is back, or for good. */
function nobodyLeft({ engines, standing }: Chain, last: EngineResult | null): EngineResult {
  const back = standing.firstBack();
  if (back === null) return shutOut(engines, standing);
  const message = last?.type === 'rate_limited' ? last.message : 'every engine is limited';
  return { ...nothing(back.engine), type: 'rate_limited', resetsAt: back.at, message };
}

/** All are excluded. A credential that is refused says more than a program that is not there. */
function shutOut(engines: Chain['engines'], standing: Standing): EngineResult {
  const all = engines.flatMap((engine) => {
    const exclusion = standing.exclusionOf(engine);
    return exclusion === null ? [] : [{ engine, ...exclusion }];
  });
  const first = all.find(({ why }) => why === 'unauthenticated') ?? all[0];
  const { engine, message } = first ?? { engine: engines[0], message: 'no engine is left' };
  if (first?.why === 'unauthenticated')
    return { ...nothing(engine), type: 'unauthenticated', message };
  return { ...nothing(engine), type: 'failed', code: 'missing', message };
}

function nothing({ name }: Engine): Pick<EngineResult, 'engine' | 'usage' | 'session'> {
  return { engine: name, usage: NO_USAGE, session: null };
}

function overBudget({ engine, session }: EngineResult, usage: Usage): EngineResult {
  return { type: 'over_budget', message: 'the call reached its cap', engine, session, usage };
}

function aborted({ engine, session }: EngineResult, usage: Usage): EngineResult {
  return { type: 'aborted', message: 'the call was interrupted', engine, session, usage };
}

/** Whether one of them is usable; those that are not are left out, and that is said. */
async function probeAll({ engines, standing }: Chain): Promise<EngineProbe> {
  const probes = await Promise.all(
    engines.map(async (engine) => ({ engine, probe: await engine.probe() })),
  );
  const usable = probes.flatMap(({ probe }) => (probe.ok ? [probe.describe] : []));
  const refused = probes.flatMap(({ engine, probe }) => (probe.ok ? [] : [{ engine, probe }]));
  if (usable.length === 0) return mostTelling(refused.map(({ probe }) => probe));
  for (const { engine, probe } of refused) {
    const why = probe.why === 'unauthenticated' ? 'unauthenticated' : 'missing';
    standing.exclude(engine, { why, message: probe.message }, null);
  }
  const without = refused.map(({ engine, probe }) => `without ${engine.name}: ${probe.message}`);
  return { ok: true, describe: [usable.join('; then '), ...without].join('; ') };
}

function mostTelling(refusals: readonly EngineProbe[]): EngineProbe {
  const [first] = refusals;
  if (first === undefined) throw new Error('an engine chain without engines');
  return first;
}
