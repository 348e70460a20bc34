import { resolve } from 'node:path';
import type { AppRequest, Surroundings } from '../compose.ts';
import { type Look, quoted } from '../text/look.ts';
import { palette } from '../text/palette.ts';
import { type CommandLine, readCommandLine } from './command-line.ts';
import { build } from './commands/build.ts';
import { demo } from './commands/demo.ts';
import { plan } from './commands/plan.ts';
import { status } from './commands/status.ts';
import { unlock } from './commands/unlock.ts';
import { verify } from './commands/verify.ts';
import type { Command, Context } from './context.ts';
import type { CommandName } from './flags.ts';
import { loadConfig } from './load-config.ts';
import { type Options, readOptions } from './options.ts';
import { type Location, locate, refuseOperands } from './repo.ts';
import { sandboxQuestion } from './sandbox-choice.ts';
import type { Session } from './session.ts';
import { isAttended, wantsColor, widthOf } from './terminal.ts';
import type { TextStream } from './world.ts';

/** A command line that names something to run, with the words it was made of. */
type Run = Extract<CommandLine, { ask: 'run' }> & { readonly argv: readonly string[] };

/** All of them small: what does the work is behind `World.loadApps`. */
const RUN: Readonly<Record<CommandName, Command>> = {
  build,
  plan,
  status,
  verify,
  demo,
  unlock,
};

/** Flags that throw away what a run could go on from. */
const STARTS_ANEW = ['--no-resume', '--reset-ledger'];

/** Whatever a command line asks for but help. */
export async function runProgram(argv: readonly string[], session: Session): Promise<number> {
  const line = readCommandLine(argv);
  if (line.ask === 'run') return runCommand({ ...line, argv }, session);
  session.output.result(`${session.world.version()}\n`);
  return 0;
}

/** Checks a command line's values and runs its command. */
async function runCommand(line: Run, session: Session): Promise<number> {
  const { world } = session;
  if (line.command === 'demo') refuseOperands(line.command, line.operands);
  const folder = typeof line.flags['C'] === 'string' ? line.flags['C'] : null;
  const range = line.command === 'verify' ? (line.operands[0] ?? null) : null;
  const operands = line.command === 'verify' ? line.operands.slice(1) : line.operands;
  if (line.command === 'verify') refuseOperands('verify', operands, 'one range');
  const location = await locate({ ...line, operands, folder }, world.cwd());
  const options = readOptions(line.flags, location.cwd);
  session.learn({ json: options.json, color: options.color });
  const reads = !options.split && (options.dryRun || !['build', 'demo'].includes(line.command));
  session.watch({ atOnce: reads });
  return RUN[line.command](contextOf({ options, location, session, argv: line.argv, range }));
}

interface Given {
  readonly options: Options;
  readonly location: Location;
  readonly session: Session;
  readonly argv: readonly string[];
  readonly range: string | null;
}

function contextOf(given: Given): Context {
  const { options, location, session } = given;
  const { world, output } = session;
  const look = (stream: TextStream): Look => ({
    palette: palette(wantsColor(stream, world.env, options.color)),
    width: widthOf(stream),
    repo: location.shown,
    specs: options.settings.specs ?? [],
  });
  return {
    options,
    output,
    look: look(world.stdout),
    noteLook: look(world.stderr),
    attended: () => isAttended(world),
    stdin: () => world.stdin,
    signal: session.signal,
    range: given.range,
    openApp: async () => session.opened(await openApp(given)),
    openDemo: async () => {
      const apps = await world.loadApps();
      return session.opened(await apps.openDemo(surroundings(given)));
    },
  };
}

async function openApp(given: Given) {
  const { options, location, session } = given;
  const config = await loadConfig({
    repo: location.repo,
    cwd: location.cwd,
    env: session.world.env,
    flags: options.settings,
  });
  const request: AppRequest = {
    ...surroundings(given),
    config,
    repo: location.repo,
    skipAuthCheck: options.skipAuthCheck,
    askSandbox: askSandboxOf(given),
    resumeCommand: resumeCommand(given.argv, session.world.cwd()),
  };
  const apps = await session.world.loadApps();
  return apps.openApp(request);
}

function askSandboxOf({ options, session }: Given): AppRequest['askSandbox'] {
  const { world, output, signal } = session;
  return sandboxQuestion({
    attended: () => !options.yes && isAttended(world),
    stdin: () => world.stdin,
    note: (text) => output.note(text),
    signal,
  });
}

/** The same command line in the same folder, without what would start the work anew. */
function resumeCommand(argv: readonly string[], folder: string): string {
  const words = argv.filter((word) => !STARTS_ANEW.includes(word));
  return [`cd ${quoted(folder)} &&`, 'codelicious', ...words.map(quoted)].join(' ');
}

function surroundings({ options, location, session }: Given): Surroundings {
  const { world, output, signal } = session;
  const { stderr, env } = world;
  return {
    env,
    cwd: location.cwd,
    signal,
    version: world.version(),
    display: {
      level: options.level,
      color: wantsColor(stderr, env, options.color),
      terminal: stderr.isTTY === true,
      width: widthOf(stderr),
      write: (text) => output.note(text),
    },
    events: eventTarget(options.events, {
      folder: location.cwd,
      write: (text) => output.result(text),
    }),
  };
}

function eventTarget(
  events: string | null,
  to: { readonly folder: string; readonly write: (text: string) => void },
): Surroundings['events'] {
  if (events === null) return { kind: 'none' };
  if (events === '-') return { kind: 'stdout', write: to.write };
  return { kind: 'file', path: resolve(to.folder, events) };
}
