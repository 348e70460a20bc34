import { formatDuration } from '../domain/duration.ts';
import type { StampedEvent } from '../domain/events.ts';
import { clip, oneLine } from '../domain/text-limits.ts';
import { fit } from './columns.ts';
import { wallClock } from './come-back.ts';
import type { Palette } from './palette.ts';

/** What goes on just now. */
export interface Activity {
  /** `claude builds`, `npm test`. */
  readonly what: string;
  /** The last thing heard of it; empty when there is none. */
  readonly detail: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Of a wait: when it is over, epoch milliseconds. */
  readonly until?: number;
}

/** What a person who follows a run knows so far. */
export interface ProgressState {
  /** When each chunk at work was begun, epoch milliseconds by chunk id. */
  readonly begun: Readonly<Record<string, number>>;
  readonly activity: Activity | null;
  /** Why branches could not be delivered, as it was told last. */
  readonly held: Readonly<Record<string, string>>;
}

export const NO_PROGRESS: ProgressState = { begun: {}, activity: null, held: {} };

/** What an engine is asked for: while it does so, and afterwards. */
const JOBS: Readonly<Record<string, readonly [string, string]>> = {
  plan: ['plans', 'planned'],
  build: ['builds', 'built'],
  repair: ['repairs', 'repaired'],
  shrink: ['takes a smaller step', 'took a smaller step'],
};

/** What an engine does in a job: `claude repairs`. */
export function engineAtWork(engine: string, job: string): string {
  return `${oneLine(engine)} ${JOBS[job]?.[0] ?? 'works'}`;
}

/** What an engine did in a job: `claude repaired`. */
export function engineDone(engine: string, job: string): string {
  return `${oneLine(engine)} ${JOBS[job]?.[1] ?? 'is done'}`;
}

/** What is known after an event. */
export function advanceProgress(state: ProgressState, event: StampedEvent): ProgressState {
  const at = Date.parse(event.at);
  const begin = (what: string): ProgressState => ({
    ...state,
    activity: { what, detail: '', since: at },
  });
  switch (event.type) {
    case 'spec.started':
      return begin('preparing the workspace');
    case 'chunk.started':
      return {
        ...state,
        begun: { ...state.begun, [event.chunk]: at },
        activity: { what: 'preparing', detail: '', since: at },
      };
    case 'engine.started':
      return begin(engineAtWork(event.engine, event.job));
    case 'tool.called':
      return withDetail(state, `${event.tool} ${event.detail}`);
    case 'engine.finished':
      return begin('checking');
    case 'engine.waiting': {
      const until = Date.parse(event.until);
      const what = `waiting for ${oneLine(event.engine)}`;
      return { ...state, activity: { what, detail: '', since: at, until } };
    }
    case 'check.finished':
      return withDetail(state, `after ${event.check}`);
    case 'check.verdict':
      return begin('committing');
    case 'chunk.committed':
      return begin('publishing');
    case 'pull.push_failed':
    case 'pull.failed':
      return { ...state, held: { ...state.held, [event.branch]: event.message } };
    default:
      return isPause(event) ? { ...state, activity: null } : state;
  }
}

/** The status line: what goes on, for how long, and the last that was heard of it. */
export function progressStatus(
  { activity }: ProgressState,
  view: { readonly now: number; readonly width: number; readonly palette: Palette },
): string | null {
  if (activity === null) return null;
  const time = timeOf(activity, view.now);
  const detail = activity.detail === '' ? '' : ` · ${clip(oneLine(activity.detail), 200)}`;
  return view.palette.dim(
    fit(
      `      … ${activity.what}${activity.until === undefined ? ' · ' : ' '}${time}${detail}`,
      view.width - 1,
    ),
  );
}

/** How long it has been going on; of a wait, how long it will still be. */
function timeOf({ since, until }: Activity, now: number): string {
  if (until === undefined) return formatSeconds(Math.max(0, now - since));
  const left = formatSeconds(Math.max(0, until - now));
  return `until ${wallClock(until, now)} (${left} left)`;
}

/** After these nothing goes on until something is begun. */
function isPause({ type }: StampedEvent): boolean {
  return ['chunk.failed', 'chunk.parked', 'spec.finished', 'run.cycle', 'run.finished'].includes(
    type,
  );
}

function withDetail(state: ProgressState, detail: string): ProgressState {
  if (state.activity === null) return state;
  return { ...state, activity: { ...state.activity, detail } };
}

/** Whole seconds, so that the line does not flicker. */
function formatSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1000);
}
