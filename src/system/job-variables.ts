import type { Command } from '../ports/process.ts';

/** The variables that, together, name one job of one run. */
const JOB_VARIABLES = ['CODELICIOUS_RUN', 'CODELICIOUS_CHUNK', 'CODELICIOUS_JOB'];

/** `NAME=value` of what marks a command as a job; empty for our own tools such as git. */
export function jobVariables({ env }: Command): readonly string[] {
  if (env['CODELICIOUS_RUN'] === undefined) return [];
  return JOB_VARIABLES.filter((name) => name in env).map((name) => `${name}=${env[name] ?? ''}`);
}
