import { CodeliciousError } from '../domain/errors.ts';
import { helpText } from './help.ts';
import { helpRequest } from './help-request.ts';
import { createSession, type Session } from './session.ts';
import { wantsColor, widthOf } from './terminal.ts';
import { packageVersion } from './version.ts';
import type { World } from './world.ts';

/** Exit code for standard output that could not be written, as on a full disk. */
const EXIT_OUTPUT_LOST = 1;

/**
 * The program.
 * @param argv the arguments after the program's name
 * @returns the exit code; everything is written by then
 */
export async function main(argv: readonly string[]): Promise<number> {
  return runCli(argv, processWorld());
}

/** The program in surroundings of one's choice. Here alone errors are caught and become exit codes. */
export async function runCli(argv: readonly string[], world: World): Promise<number> {
  const session = createSession(world);
  const crash = (thrown: unknown) => world.signals.exit(session.tell(thrown));
  world.signals.on('uncaughtException', crash);
  const exitCode = await attempt(argv, session);
  await session.end();
  world.signals.off('uncaughtException', crash);
  // A result that could not be written is no success, however well the work went.
  return exitCode === 0 && session.output.failed() ? EXIT_OUTPUT_LOST : exitCode;
}

async function attempt(argv: readonly string[], session: Session): Promise<number> {
  try {
    return await answer(argv, session);
  } catch (error) {
    return session.tell(error);
  }
}

async function answer(argv: readonly string[], session: Session): Promise<number> {
  const help = helpRequest(argv);
  if (help !== null) {
    session.output.result(helpText(help.command, helpLook(argv, session.world)));
    return 0;
  }
  const { runProgram } = await import('./program.ts');
  return runProgram(argv, session);
}

function helpLook(argv: readonly string[], { stdout, env }: World) {
  return { color: wantsColor(stdout, env, !argv.includes('--no-color')), width: widthOf(stdout) };
}

function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new CodeliciousError('usage', 'the current directory is gone', { cause });
  }
}

function processWorld(): World {
  const given = Object.entries(process.env);
  const env = given.filter((entry): entry is [string, string] => entry[1] !== undefined);
  return {
    env: Object.fromEntries(env),
    cwd: currentFolder,
    // Opening standard input costs time, and most invocations have no use for it.
    get stdin() {
      return process.stdin;
    },
    stdout: process.stdout,
    stderr: process.stderr,
    signals: {
      on: (event, listener) => void process.on(event as 'uncaughtException', listener),
      off: (event, listener) => void process.off(event, listener),
      exit: (code) => process.exit(code),
    },
    version: packageVersion,
    loadApps: () => import('../compose.ts'),
  };
}
