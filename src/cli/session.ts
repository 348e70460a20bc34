import { CodeliciousError, EXIT_CODES } from '../domain/errors.ts';
import { SIGNAL_EXIT_CODES, stopSignalOf } from '../domain/stop-signal.ts';
import { bugData, bugView, EXIT_BUG, errorData, errorView } from '../text/errors-view.ts';
import { palette } from '../text/palette.ts';
import { createOutput, type Output } from './output.ts';
import { type SignalWatch, watchSignals } from './signals.ts';
import { wantsColor } from './terminal.ts';
import type { World } from './world.ts';

/** What an opened app tells about itself for the case of a fault. */
interface Opened {
  redact(text: string): string;
  logPath(): string | null;
}

/** One invocation: its streams, its signals, and how its faults are told. */
export interface Session {
  readonly world: World;
  readonly output: Output;
  /** Aborted when the run is to end; never before `watch`. */
  readonly signal: AbortSignal;
  /** How faults are to be told, once the command line has said so. */
  learn(face: { readonly json: boolean; readonly color: boolean }): void;
  /** From here on signals, and readers that leave, end the command in good order. */
  watch(options: { readonly atOnce: boolean }): void;
  /** Remembers an app, so that faults are redacted and name its log. */
  opened<T extends Opened>(app: T): T;
  /** Tells a fault and returns its exit code. */
  tell(thrown: unknown): number;
  /** Everything is written when it resolves. */
  end(): Promise<void>;
}

/** A session in the given surroundings. */
export function createSession(world: World): Session {
  const output = createOutput(world.stdout, world.stderr);
  const say = (line: string) => output.note(line);
  let face = { json: false, color: true };
  let log: () => string | null = () => null;
  let watched: SignalWatch | null = null;
  const idle = new AbortController().signal;
  const signal = () => watched?.signal ?? idle;
  return {
    world,
    output,
    get signal() {
      return signal();
    },
    learn: (told) => {
      face = told;
    },
    watch: ({ atOnce }) => {
      const watch = watchSignals(world.signals, { atOnce, say });
      watched = watch;
      // Nobody reads any more: as when the terminal hangs up, the run ends in good order.
      output.onClosed(() => watch.stop('SIGHUP'));
    },
    opened: (app) => {
      output.redactWith((text) => app.redact(text));
      log = () => app.logPath();
      return app;
    },
    tell: (thrown) => tell(thrown, { ...face, world, output, signal: signal(), log: log() }),
    end: async () => {
      watched?.dispose();
      await output.flush();
    },
  };
}

interface Telling {
  readonly json: boolean;
  readonly color: boolean;
  readonly world: World;
  readonly output: Output;
  readonly signal: AbortSignal;
  readonly log: string | null;
}

function tell(thrown: unknown, to: Telling): number {
  const colors = palette(wantsColor(to.world.stderr, to.world.env, to.color));
  const error = asKnown(thrown, to.signal);
  if (error === null) {
    to.output.note(bugView(thrown, to.log, colors));
    if (to.json) to.output.result(`${JSON.stringify(bugData(thrown), null, 2)}\n`);
    return EXIT_BUG;
  }
  const stopped = stopSignalOf(to.signal);
  const signalled = error.code === 'interrupted' && stopped !== null;
  const exitCode = signalled ? SIGNAL_EXIT_CODES[stopped] : EXIT_CODES[error.code];
  to.output.note(errorView(error, colors));
  if (to.json && error.code !== 'usage') {
    to.output.result(`${JSON.stringify(errorData(error, exitCode), null, 2)}\n`);
  }
  return exitCode;
}

/** An abort that reached the top is the interruption it was asked to be. */
function asKnown(thrown: unknown, signal: AbortSignal): CodeliciousError | null {
  if (thrown instanceof CodeliciousError) return thrown;
  const aborted =
    thrown === signal.reason || (thrown instanceof Error && thrown.name === 'AbortError');
  if (!signal.aborted || !aborted) return null;
  return new CodeliciousError('interrupted', `stopped by ${String(signal.reason)}`, {
    hint: 'the same command goes on from here',
    cause: thrown,
  });
}
