import type { StampedEvent } from '../domain/events.ts';
import type { StampedSink } from './stamped-sink.ts';

/** How often the status line is drawn anew: its clock shows seconds. */
const TICK_MS = 1000;
/** Back to the first column, and the line erased to its end (ECMA-48, EL). */
const ERASE = '\r\u001b[2K';

/** What a run looks like, decided elsewhere and without effects. */
export interface ProgressView<State> {
  readonly initial: State;
  /** What is known after an event. */
  readonly advance: (state: State, event: StampedEvent) => State;
  /** What is said of an event, without a line end; null for nothing. `state` is that before it. */
  readonly line: (event: StampedEvent, state: State) => string | null;
  /** What goes on just now, on one line; null for nothing. */
  readonly status: (state: State, now: number) => string | null;
}

export interface ProgressDeps<State> {
  readonly view: ProgressView<State>;
  /** Never throws. */
  readonly write: (text: string) => void;
  /** A person watches: the last line may show what goes on, and be rewritten. */
  readonly terminal: boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** The lines a person follows a run by. */
export interface Progress extends StampedSink {
  /** Takes the status line away; nothing is shown afterwards. */
  close(): void;
}

/** Shows events as they come and, on a terminal, what goes on below them. */
export function createProgress<State>(deps: ProgressDeps<State>): Progress {
  const { view, write, terminal, now } = deps;
  let state = view.initial;
  let shown = '';
  let isOpen = true;
  let spoke = false;

  const show = (text: string): void => {
    const status = terminal && isOpen ? (view.status(state, now()) ?? '') : '';
    if (text === '' && status === shown) return;
    write(`${shown === '' ? '' : ERASE}${text}${status}`);
    shown = status;
  };
  const timer = setInterval(() => {
    show('');
  }, TICK_MS);
  timer.unref();

  return {
    name: 'the progress on standard error',
    write(event) {
      if (!isOpen) return;
      const line = view.line(event, state);
      state = view.advance(state, event);
      // A blank line sets off what comes after something, not what comes first.
      const text = line === null || (line === '' && !spoke) ? '' : `${line}\n`;
      spoke ||= text !== '';
      show(text);
    },
    close() {
      clearInterval(timer);
      isOpen = false;
      show('');
    },
  };
}
