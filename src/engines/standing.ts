import type { RunEvent } from '../domain/events.ts';
import { clip, oneLine } from '../domain/text-limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';

/** The first rest where a provider does not say when its limit ends; doubled with each that follows at once. */
const FIRST_REST_MS = 60_000;
const MIN_REST_MS = 10_000;
const MAX_REST_MS = 3_600_000;
/** A limit that is said to end later than this is not believed: the longest there are last a week. */
const MAX_LIMIT_MS = 8 * 24 * 3_600_000;
const MAX_MESSAGE = 500;

/** Tells the watchers. */
export type Emit = (event: RunEvent) => void;

/** Why an engine is of no use for the rest of the run. */
export interface Exclusion {
  readonly why: 'unauthenticated' | 'missing';
  readonly message: string;
}

/** How each engine of a chain stands. */
export interface Standing {
  /** Whether it may be called now; the first question after a rest tells the watchers that it is back. */
  readonly isReady: (engine: Engine, emit: Emit) => boolean;
  /** It is limited until then, epoch milliseconds; null where nobody says until when. */
  readonly rest: (engine: Engine, limit: Limit, emit: Emit) => void;
  /** It was let in and answered. */
  readonly answered: (engine: Engine) => void;
  readonly exclude: (engine: Engine, exclusion: Exclusion, emit: Emit | null) => void;
  readonly exclusionOf: (engine: Engine) => Exclusion | null;
  /** The resting engine that comes back first, and when. */
  readonly firstBack: () => { readonly engine: Engine; readonly at: number } | null;
}

export interface Limit {
  readonly resetsAt: number | null;
  readonly message: string;
}

/** Nobody rests, nobody is excluded. */
export function createStanding(clock: Clock): Standing {
  const rests = new Map<Engine, number>();
  const unknown = new Map<Engine, number>();
  const exclusions = new Map<Engine, Exclusion>();
  return {
    isReady: (engine, emit) => {
      if (exclusions.has(engine)) return false;
      const until = rests.get(engine);
      if (until === undefined) return true;
      if (clock.now() < until) return false;
      rests.delete(engine);
      emit({ type: 'engine.returned', engine: engine.name });
      return true;
    },
    rest: (engine, { resetsAt, message }, emit) => {
      const known = isCredible(resetsAt, clock.now());
      const count = known ? 0 : (unknown.get(engine) ?? 0) + 1;
      unknown.set(engine, count);
      const until = known ? resetsAt : clock.now() + restLength(count);
      rests.set(engine, until);
      emit({
        type: 'engine.resting',
        ...{ engine: engine.name, known, until: new Date(until).toISOString() },
        message: clip(oneLine(message), MAX_MESSAGE),
      });
    },
    answered: (engine) => {
      unknown.delete(engine);
    },
    exclude: (engine, exclusion, emit) => {
      if (exclusions.has(engine)) return;
      exclusions.set(engine, exclusion);
      const message = clip(oneLine(exclusion.message), MAX_MESSAGE);
      emit?.({ type: 'engine.excluded', engine: engine.name, message });
    },
    exclusionOf: (engine) => exclusions.get(engine) ?? null,
    firstBack: () => {
      const [first] = [...rests]
        .filter(([engine]) => !exclusions.has(engine))
        .sort((a, b) => a[1] - b[1]);
      return first === undefined ? null : { engine: first[0], at: first[1] };
    },
  };
}

function isCredible(at: number | null, now: number): at is number {
  return at !== null && at > 0 && at - now <= MAX_LIMIT_MS;
}

/** @param count 1 for the first limit of unknown length */
function restLength(count: number): number {
  return Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, FIRST_REST_MS * 2 ** (count - 1)));
}
