import type { TestOutcome } from './test-outcome.ts';

/**
 * How Node, jest and vitest name a module of the project itself that is not there: by a relative path, or by a whole
 * one outside `node_modules`.
 */
const OWN_MODULE =
  /(?:Cannot find module|Failed to (?:resolve import|load url)|Could not resolve)\s+['"`]?(?:\.{1,2}\/|file:\/\/|\/)(?!\S{0,1000}\/node_modules\/)/;

/** What is loaded before any test, by a flag of the call: it is imported from a folder, or by Node.js itself. */
const PRELOADED = /imported from \S*\/['"]?\s*$|^- internal\/preload$/m;

/** Whether a file of tests could not be loaded for source that is still to be written. */
export function awaitsSource({ titles, status, failure }: TestOutcome): boolean {
  if (status !== 'failed' || titles.length > 0 || PRELOADED.test(failure)) return false;
  return OWN_MODULE.test(failure);
}
