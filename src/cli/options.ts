import { resolve } from 'node:path';
import type { Config } from '../domain/config.ts';
import { parseDuration } from '../domain/duration.ts';
import { checkEndpoint } from '../domain/endpoint.ts';
import type { RawFlags } from './command-line.ts';
import { type Parsed, parseEngines, parseModels } from './engine-names.ts';
import { usageError } from './usage.ts';

/** Settings of one source; what it leaves out is for the next one to say. */
export type Settings = Partial<Config>;

/** A command line's flags, checked. */
export interface Options {
  /** What the flags say about the run itself. */
  readonly settings: Settings;
  readonly dryRun: boolean;
  /** The engine is asked to divide specs, for `plan`. */
  readonly split: boolean;
  readonly yes: boolean;
  readonly skipAuthCheck: boolean;
  readonly json: boolean;
  /** A path as given, `-` for stdout, or null. */
  readonly events: string | null;
  readonly level: 'quiet' | 'normal' | 'verbose';
  /** False with `--no-color`. */
  readonly color: boolean;
}

/** The shortest time a limit may give. */
const MIN_LIMIT_MS = 1000;

/**
 * The flags with their values checked against the rules.
 * @param folder what a relative `replay:FILE` and the file of `--record` are relative to
 * @throws CodeliciousError `usage` that names flag, value and rule
 */
export function readOptions(flags: RawFlags, folder: string): Options {
  const on = (key: string) => flags[key] === true;
  const options: Options = {
    settings: settingsOf(flags, folder),
    dryRun: on('dryRun'),
    split: on('split'),
    yes: on('yes'),
    skipAuthCheck: on('skipAuthCheck'),
    json: on('json'),
    events: text(flags, 'events') ?? null,
    level: levelOf(on('quiet'), on('verbose')),
    color: flags['color'] !== false,
  };
  if (options.json && options.events === '-') {
    throw usageError('--events', '-', 'stdout is taken by --json; name a file');
  }
  return options;
}

function levelOf(quiet: boolean, verbose: boolean): Options['level'] {
  if (quiet && verbose) throw usageError('--quiet', '', 'contradicts --verbose');
  if (quiet) return 'quiet';
  return verbose ? 'verbose' : 'normal';
}

function settingsOf(flags: RawFlags, folder: string): Settings {
  return defined({
    engines: parsed('--engine', text(flags, 'engine'), (value) => parseEngines(value, folder)),
    models: modelsOf(flags),
    specs: list(flags, 'spec'),
    base: refOf(text(flags, 'base')),
    maxCommits: whole(flags, '--max-commits-per-pr', [1, 100]),
    maxLoc: whole(flags, '--max-loc-per-pr', [50, 5000]),
    maxOpenPrs: whole(flags, '--max-open-prs', [1, Number.MAX_SAFE_INTEGER]),
    platform: oneOf(flags, '--platform', ['auto', 'github', 'local']),
    onFailure: oneOf(flags, '--on-failure', ['continue', 'block', 'stop']),
    continuous: flags['continuous'] === true ? true : undefined,
    cycleSleepMs: seconds(whole(flags, '--cycle-sleep-s', [0, 3600])),
    resume: flags['resume'] === false ? false : undefined,
    resetLedger: flags['resetLedger'] === true ? true : undefined,
    endpoint: endpointOf(flags),
    allowHttpLoopback: flags['allowHttpLoopback'] === true ? true : undefined,
    claudeSession: sessionOf(text(flags, 'claudeSession')),
    record: pathOf(text(flags, 'record'), folder),
    waitOnRateLimit: switched(flags, 'waitOnRateLimit'),
    maxCostUsd: amount(flags, '--max-cost-usd'),
    maxCostPerChunk: amount(flags, '--max-cost-per-chunk'),
    maxTokens: whole(flags, '--max-tokens', [1, Number.MAX_SAFE_INTEGER]),
    agentTimeoutMs: duration(flags, '--agent-timeout'),
    maxRunTimeMs: duration(flags, '--max-run-time'),
    maxTurns: whole(flags, '--max-turns', [1, Number.MAX_SAFE_INTEGER]),
    maxFixAttempts: whole(flags, '--max-fix-attempts', [0, 10]),
    minCoverage: percentage(flags, '--min-coverage'),
    requireVerification: flags['requireVerification'] === true ? true : undefined,
    requireProof: flags['requireProof'] === true ? true : undefined,
    allowBrokenBase: flags['allowBrokenBase'] === true ? true : undefined,
    allowCiChanges: flags['allowCiChanges'] === true ? true : undefined,
    sandbox: oneOf(flags, '--sandbox', ['auto', 'os', 'external', 'none']),
  });
}

/** The object without its undefined members. */
export function defined<T extends object>(
  members: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const kept = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

function modelsOf(flags: RawFlags): Readonly<Record<string, string>> | undefined {
  const names = list(flags, 'model');
  return names && parsed('--model', names.join(', '), () => parseModels(names));
}

function refOf(base: string | undefined): string | undefined {
  if (base?.startsWith('-')) throw usageError('--base', base, 'is no branch name');
  return base;
}

/** A password in it is not repeated. */
function endpointOf(flags: RawFlags): string | undefined {
  const given = text(flags, 'endpoint');
  if (given === undefined) return undefined;
  const allowHttpLoopback = flags['allowHttpLoopback'] === true;
  const checked = checkEndpoint(given, { allowHttpLoopback });
  if (!checked.ok) throw usageError('--endpoint', checked.shown, checked.rule);
  return given;
}

/** It becomes an argument of another program. */
function sessionOf(id: string | undefined): string | undefined {
  if (id === undefined || /^[A-Za-z0-9][\w.:-]{0,127}$/.test(id)) return id;
  throw usageError('--claude-session', id, 'is no session id');
}

function pathOf(path: string | undefined, folder: string): string | undefined {
  return path === undefined ? undefined : resolve(folder, path);
}

/** A flag with a `--no-` form; undefined where neither is given. */
function switched(flags: RawFlags, key: string): boolean | undefined {
  const value = flags[key];
  return typeof value === 'boolean' ? value : undefined;
}

function percentage(flags: RawFlags, flag: string): number | undefined {
  const given = text(flags, keyOf(flag));
  if (given === undefined) return undefined;
  const value = decimal(given);
  if (value >= 0 && value <= 100) return value;
  throw usageError(flag, given, 'must be a number from 0 to 100, such as 85 or 87.5');
}

/** NaN for what is no plain number without a sign. */
function decimal(given: string): number {
  return /^(?:\d+(?:\.\d*)?|\.\d+)$/.test(given) ? Number(given) : Number.NaN;
}

/** US dollars. */
function amount(flags: RawFlags, flag: string): number | undefined {
  const given = text(flags, keyOf(flag));
  if (given === undefined) return undefined;
  const value = decimal(given);
  if (value > 0 && Number.isFinite(value)) return value;
  throw usageError(flag, given, 'must be a number above 0, such as 2.50');
}

function whole(
  flags: RawFlags,
  flag: string,
  [min, max]: readonly [number, number],
): number | undefined {
  const given = text(flags, keyOf(flag));
  if (given === undefined) return undefined;
  const value = /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (value >= min && value <= max) return value;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw usageError(flag, given, `must be a whole number ${range}`);
}

function duration(flags: RawFlags, flag: string): number | undefined {
  const given = text(flags, keyOf(flag));
  if (given === undefined) return undefined;
  const ms = parseDuration(given);
  if (ms !== null && ms >= MIN_LIMIT_MS) return ms;
  throw usageError(flag, given, 'must be a duration of at least 1 s, such as 90s, 30m or 2h');
}

function oneOf<const T extends string>(
  flags: RawFlags,
  flag: string,
  words: readonly T[],
): T | undefined {
  const given = text(flags, keyOf(flag));
  if (given === undefined) return undefined;
  const found = words.find((word) => word === given);
  if (found === undefined) throw usageError(flag, given, `must be one of ${words.join(', ')}`);
  return found;
}

function parsed<T>(
  flag: string,
  given: string | undefined,
  parse: (value: string) => Parsed<T>,
): T | undefined {
  if (given === undefined) return undefined;
  const result = parse(given);
  if (!result.ok) throw usageError(flag, given, result.rule);
  return result.value;
}

function seconds(value: number | undefined): number | undefined {
  return value === undefined ? undefined : value * 1000;
}

function text(flags: RawFlags, key: string): string | undefined {
  const value = flags[key];
  return typeof value === 'string' ? value : undefined;
}

function list(flags: RawFlags, key: string): readonly string[] | undefined {
  const value = flags[key];
  return Array.isArray(value) ? value.map(String) : undefined;
}

/** `maxLocPerPr` of `--max-loc-per-pr`. */
function keyOf(flag: string): string {
  return flag.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
