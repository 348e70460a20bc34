import { join } from 'node:path';

/** The launcher of the built program. */
export const LAUNCHER = join(import.meta.dirname, '..', 'bin', 'codelicious.js');

/** @returns {import('./measure.js').Command} */
export function codelicious(args, { cwd, env }) {
  return { file: process.execPath, args: [LAUNCHER, ...args], cwd, env };
}

/** @returns {import('./measure.js').Command} */
export function bareNode({ cwd, env }) {
  return { file: process.execPath, args: ['-e', '0'], cwd, env };
}
