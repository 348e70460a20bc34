/** Runs a piece of work when all earlier ones have ended. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** A queue of one: works follow each other, whether the one before succeeded or not. */
export function inTurn(): InTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = Promise.allSettled([mine]);
    return mine;
  };
}
