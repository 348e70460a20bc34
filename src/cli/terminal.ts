import type { TextStream } from './world.ts';

type Env = Readonly<Record<string, string>>;

/** A line of prose longer than this is hard to read. */
const MAX_WIDTH = 100;
const MIN_WIDTH = 60;
const DEFAULT_WIDTH = 80;

/** Columns to lay a view out for. */
export function widthOf(stream: TextStream): number {
  const columns = stream.columns ?? 0;
  if (columns === 0) return stream.isTTY === true ? DEFAULT_WIDTH : MAX_WIDTH;
  return Math.max(MIN_WIDTH, Math.min(MAX_WIDTH, columns));
}

/**
 * Whether to colour a stream: never with `--no-color` or `NO_COLOR` (no-color.org), always with
 * `FORCE_COLOR` (unless `0` or `false`), else on a terminal that can.
 */
export function wantsColor(stream: TextStream, env: Env, flag: boolean): boolean {
  if (!flag || isSet(env['NO_COLOR'])) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

/** Whether a person sits there who can be asked: both ends a terminal, and no CI. */
export function isAttended(ends: {
  readonly stdin: { readonly isTTY?: boolean };
  readonly stderr: TextStream;
  readonly env: Env;
}): boolean {
  const ci = ends.env['CI'];
  const inCi = isSet(ci) && ci !== 'false' && ci !== '0';
  return ends.stdin.isTTY === true && ends.stderr.isTTY === true && !inCi;
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
