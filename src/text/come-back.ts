import { formatDuration } from '../domain/duration.ts';

/**
 * When a run that found every engine limited is worth starting again.
 * @param resetsAt epoch milliseconds; null where nobody said
 */
export function comeBackText(resetsAt: number | null, now: number): string {
  const said = 'every engine is rate-limited';
  if (resetsAt === null) return `${said}; nobody said until when`;
  const left = Math.max(0, resetsAt - now);
  return `${said}; come back after ${instant(resetsAt)} (in ${formatDuration(left)})`;
}

/** A moment in UTC, to the second: `2026-03-01T17:00:00Z`. */
export function instant(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** A moment as the clock on the wall has it, with its day where that is not today: `14:05`, `2026-03-02 14:05`. */
export function wallClock(at: number, now: number): string {
  const time = `${two(new Date(at).getHours())}:${two(new Date(at).getMinutes())}`;
  return dayOf(at) === dayOf(now) ? time : `${dayOf(at)} ${time}`;
}

function dayOf(at: number): string {
  const date = new Date(at);
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
