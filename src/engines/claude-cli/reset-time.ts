import { type CalendarTime, epochOf, nextEpochAt, thisYear } from './zoned-time.ts';

/** A limit that is said to end later than this, or earlier than now by more than the grace, is not believed. */
const MAX_AHEAD_MS = 8 * 24 * 3_600_000;
/** A moment that has just passed: the limit is over, and clocks differ. */
const MAX_BEHIND_MS = 10 * 60_000;
/** Epoch numbers of 13 digits are milliseconds. */
const LEAST_MILLISECONDS = 1e12;

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** `limit reached|1760000000`, as older versions write it. */
const EPOCH = /\|\s*(\d{10,13})(?!\d)/;
/** `until 2027-03-03T17:30:00Z`, as gateways write it. */
const DATE = /\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})/;
/** `try again in 45 seconds`, `resets in 1h 30m`, `retry after 30`. */
const RELATIVE =
  /\b(?:(?:try again|retry|resets?|available)\s+(?:again\s+)?in|retry[- ]after:?|wait(?:\s+for)?)\s+(\d{1,6}(?:\.\d{1,3})?)\s*([a-z]*)((?:[\s,]+(?:and\s+)?\d{1,6}\s*[a-z]+)*)/i;
const FURTHER = /(\d{1,6})\s*([a-z]+)/gi;
/** `resets Mar 3, 2027 at 5:30pm (America/New_York)`; date, year, minutes, am or pm and zone may be missing. */
const ABSOLUTE =
  /\b(?:resets?|try again)\s+(?:at\s+|on\s+)?(?:([a-z]{3,9})\.?\s+(\d{1,2})(?:,?\s+(\d{4}))?(?:,\s*|\s+at\s+|\s+))?(\d{1,2})(?::(\d{2}))?(?:\s*([ap]\.?m\.?))?(?![\d:])(?:\s*\(([A-Za-z0-9_+/-]{1,64})\)|\s+(UTC|GMT)\b)?/i;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * When a limit ends by the sentence of the refusal, in the forms the program and its API are known to write. To be
 * asked only about a refusal that was told to be one by other means: a sentence alone proves nothing.
 * @param now epoch milliseconds
 * @param localZone IANA name of the zone that is meant where none is named; default: this machine's
 * @returns epoch milliseconds; null for what is not said, or not credible
 */
export function resetTime(text: string, now: number, localZone?: string): number | null {
  return credibleReset(
    epochTime(text) ?? relativeTime(text, now) ?? absoluteTime(text, now, localZone),
    now,
  );
}

/** A moment at which a limit may well end, as it is; null for one that nobody's limit ends at. */
export function credibleReset(at: number | null, now: number): number | null {
  if (at === null || !Number.isFinite(at)) return null;
  return at - now > MAX_AHEAD_MS || now - at > MAX_BEHIND_MS ? null : at;
}

/**
 * The moment a field tells: epoch seconds, which is what the program writes, or milliseconds, or a date of ISO 8601.
 * @returns epoch milliseconds; null for anything else
 */
export function instantOf(value: unknown): number | null {
  if (typeof value === 'string') {
    return instantOf(/^\d+(?:\.\d+)?$/.test(value) ? Number(value) : Date.parse(value) / 1000);
  }
  if (typeof value !== 'number' || !(value > 0)) return null;
  return value < LEAST_MILLISECONDS ? value * 1000 : value;
}

function epochTime(text: string): number | null {
  return instantOf(EPOCH.exec(text)?.[1] ?? DATE.exec(text)?.[0]);
}

function relativeTime(text: string, now: number): number | null {
  const [, amount, unit = '', further = ''] = RELATIVE.exec(text) ?? [];
  if (amount === undefined) return null;
  const first = length(amount, unit === '' ? 's' : unit);
  if (first === null) return null;
  const others = [...further.matchAll(FURTHER)].map(([, n = '', u = '']) => length(n, u) ?? 0);
  return others.reduce((sum, ms) => sum + ms, now + first);
}

/** Milliseconds; null for a unit that is none. */
function length(amount: string, unit: string): number | null {
  const isUnit = /^(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)$/i.test(unit);
  const ms = UNIT_MS[unit.charAt(0).toLowerCase()];
  return isUnit && ms !== undefined ? Number(amount) * ms : null;
}

function absoluteTime(text: string, now: number, localZone?: string): number | null {
  const found = ABSOLUTE.exec(text);
  if (found === null) return null;
  const [, monthName, day, year, hourText, minutes, half, zoneName, plainZone] = found;
  const zone =
    zoneName ?? plainZone ?? localZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const hour = hourOf(Number(hourText), half);
  const minute = Number(minutes ?? '0');
  if (hour === null || minute > 59 || (half === undefined && minutes === undefined)) return null;
  if (monthName === undefined) return nextEpochAt({ hour, minute }, zone, now);
  const month = MONTHS.indexOf(monthName.slice(0, 3).toLowerCase()) + 1;
  if (month === 0) return null;
  const date = { month, day: Number(day), hour, minute };
  return year === undefined
    ? nearestYear(date, zone, now)
    : epochOf({ ...date, year: Number(year) }, zone);
}

/** 0–23; null for an hour no clock shows. */
function hourOf(hour: number, half: string | undefined): number | null {
  if (half === undefined) return hour <= 23 ? hour : null;
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

/** A date without a year: this one's, or the next one's when that has passed, as about New Year. */
function nearestYear(date: Omit<CalendarTime, 'year'>, zone: string, now: number): number | null {
  const year = thisYear(zone, now);
  if (year === null) return null;
  const soon = epochOf({ ...date, year }, zone);
  if (soon !== null && soon >= now - MAX_BEHIND_MS) return soon;
  return epochOf({ ...date, year: year + 1 }, zone);
}
