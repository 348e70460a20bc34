import { createContext, Script } from 'node:vm';

/** What Node's `vm` throws when the time is over. */
const OVER = 'ERR_SCRIPT_EXECUTION_TIMEOUT';

const RUN = new Script('run()');

/**
 * Runs synchronous work that may take for ever on a hostile text, and ends it after a time: parsers that try one
 * reading after the other, patterns of others that go back and forth.
 * @param ms milliseconds it may take
 * @returns undefined when the time was over
 * @throws whatever the work throws
 */
export function within<T>(ms: number, work: () => T): T | undefined {
  const kept: { value?: T } = {};
  const run = (): void => {
    kept.value = work();
  };
  try {
    RUN.runInContext(createContext({ run }), { timeout: ms });
  } catch (error) {
    if (!isOver(error)) throw error;
  }
  return kept.value;
}

function isOver(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === OVER;
}
