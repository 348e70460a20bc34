/** A moment as a calendar and a clock on the wall show it. */
export interface CalendarTime {
  readonly year: number;
  /** 1–12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

const DAY_MS = 86_400_000;
/** A wall clock read this long ago may be the one of before a change of offset. */
const PROBES_MS = [0, -DAY_MS, DAY_MS];

/**
 * The moment at which the clocks of a zone show a time; the earlier of two where clocks are set back, the moment
 * after the gap where they are set forward.
 * @param zone an IANA name
 * @returns epoch milliseconds; null for an unknown zone or a day that does not exist
 */
export function epochOf(time: CalendarTime, zone: string): number | null {
  const format = formatterOf(zone);
  if (format === null || !exists(time)) return null;
  const naive = naiveEpoch(time);
  const offsets = PROBES_MS.map((probe) => offsetAt(naive + probe, format));
  const exact = offsets
    .map((offset) => naive - offset)
    .filter((epoch) => epoch + offsetAt(epoch, format) === naive);
  return exact.length > 0 ? Math.min(...exact) : naive - Math.min(...offsets);
}

/** The next moment, now included, at which the clocks of a zone show a time of day; null for an unknown zone. */
export function nextEpochAt(
  time: Pick<CalendarTime, 'hour' | 'minute'>,
  zone: string,
  now: number,
): number | null {
  const format = formatterOf(zone);
  if (format === null) return null;
  const minuteStart = Math.floor(now / 60_000) * 60_000;
  const local = new Date(minuteStart + offsetAt(minuteStart, format));
  for (const days of [0, 1, 2]) {
    const date = new Date(
      Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate() + days),
    );
    const epoch = epochOf({ ...dateOf(date), ...time }, zone);
    if (epoch !== null && epoch >= minuteStart) return epoch;
  }
  return null;
}

/** The year that a zone's calendars show; null for an unknown zone. */
export function thisYear(zone: string, now: number): number | null {
  const format = formatterOf(zone);
  return format === null ? null : new Date(now + offsetAt(now, format)).getUTCFullYear();
}

function dateOf(date: Date): Pick<CalendarTime, 'year' | 'month' | 'day'> {
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** The time as if the zone were UTC. */
function naiveEpoch({ year, month, day, hour, minute }: CalendarTime): number {
  return Date.UTC(year, month - 1, day, hour, minute);
}

function exists(time: CalendarTime): boolean {
  const { year, month, day } = dateOf(new Date(naiveEpoch(time)));
  return year === time.year && month === time.month && day === time.day;
}

/** Milliseconds by which the zone's clocks are ahead of UTC. */
function offsetAt(epoch: number, format: Intl.DateTimeFormat): number {
  const parts = Object.fromEntries(
    format.formatToParts(epoch).map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  return shown - Math.floor(epoch / 1000) * 1000;
}

function formatterOf(timeZone: string): Intl.DateTimeFormat | null {
  const numeric = 'numeric';
  try {
    return new Intl.DateTimeFormat('en-US', {
      ...{ timeZone, hourCycle: 'h23', calendar: 'gregory', numberingSystem: 'latn' },
      ...{ year: numeric, month: numeric, day: numeric },
      ...{ hour: numeric, minute: numeric, second: numeric },
    });
  } catch {
    return null;
  }
}
