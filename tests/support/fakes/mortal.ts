import type { Deps } from '../../../src/pipeline/deps.ts';

/** The moment at which a run dies, counted in calls of its ports. */
export interface Death {
  /** 1 for the first call. */
  readonly at: number;
  /** Whether that call still takes effect. */
  readonly afterEffect: boolean;
}

/** Thrown by every call of a dead run: nothing it does any more has an effect. */
export class Killed extends Error {}

/** The same collaborators, whose calls stop at a moment as if the process had been killed. */
export function mortal(deps: Deps, death: Death): Deps {
  let calls = 0;
  const count = (): 'alive' | 'dies_after' => {
    calls += 1;
    if (calls > death.at || (calls === death.at && !death.afterEffect)) throw new Killed();
    return calls === death.at ? 'dies_after' : 'alive';
  };
  const wrap = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, key) {
        const member: unknown = Reflect.get(object, key);
        if (typeof member !== 'function') return member;
        return async (...given: readonly unknown[]): Promise<unknown> => {
          const fate = count();
          const value: unknown = await Reflect.apply(member, object, given);
          if (fate === 'dies_after') throw new Killed();
          return isWorkspace(value) ? wrap(value) : value;
        };
      },
    });
  return {
    ...deps,
    git: wrap(deps.git),
    workspaces: wrap(deps.workspaces),
    engine: wrap(deps.engine),
    forge: wrap(deps.forge),
    ledgers: wrap(deps.ledgers),
    verifiers: deps.verifiers.map(wrap),
  };
}

function isWorkspace(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'snapshot' in value;
}
