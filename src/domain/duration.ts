const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * Milliseconds of `90s`, `30m`, `2h`, `1h30m` or a bare number of seconds.
 * @returns null when the text is no duration, or one beyond counting
 */
export function parseDuration(text: string): number | null {
  const given = /^\d+(\.\d+)?$/.test(text) ? `${text}s` : text;
  const parts = [...given.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== given) return null;
  const amounts = parts.map(([, amount, unit]) => Number(amount) * Number(UNITS[String(unit)]));
  const ms = Math.round(amounts.reduce((sum, amount) => sum + amount, 0));
  return Number.isSafeInteger(ms) ? ms : null;
}

/** A duration as a person says it: `850 ms`, `4.2 s`, `3 m 05 s`, `2 h 10 m`. */
export function formatDuration(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 600) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${pad(seconds % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${pad(minutes % 60)} m`;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
