import { type CheckContext, environmentOf, runProgram } from '../runner.ts';

/** What programs say of themselves; asked once for each PATH while this process lives. */
export function createVersions(): (
  programs: readonly (readonly [string, ...string[]])[],
  context: CheckContext,
) => Promise<string> {
  const known = new Map<string, Promise<string>>();
  return async (programs, context) => {
    const said = programs.map((argv) => {
      const key = [environmentOf(context)['PATH'], ...argv].join('\n');
      const asked = known.get(key) ?? ask(argv, context);
      known.set(key, asked);
      return asked;
    });
    return (await Promise.all(said)).join('\n');
  };
}

async function ask(argv: readonly [string, ...string[]], context: CheckContext): Promise<string> {
  const path = environmentOf(context)['PATH'] ?? '';
  const program = await context.deps.processes.find(argv[0], path);
  if (program === null) return `${argv[0]}: not there`;
  const { exitCode, stdout } = await runProgram({ argv: [program, ...argv.slice(1)] }, context);
  return exitCode === 0 ? new TextDecoder().decode(stdout).trim() : `${argv[0]}: ${exitCode}`;
}
