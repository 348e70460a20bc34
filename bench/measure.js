import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Bash's `time` counts the program and every descendant it waited for, to the millisecond. */
const TIMED = 'TIMEFORMAT="%R %U %S"; exec 3>&2; { time "$@" >/dev/null 2>/dev/null; } 2>&3';

/**
 * @typedef {{ file: string, args: string[], cwd: string, env: Record<string, string> }} Command
 * @typedef {{ wallMs: number, cpuMs: number }} Sample
 */

/**
 * Runs a command once.
 * @param {Command} command
 * @returns {Sample} wall time, and user plus system time of the whole tree
 */
export function time({ file, args, cwd, env }) {
  const { status, stderr, error } = spawnSync('bash', ['-c', TIMED, 'bash', file, ...args], {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${file} ${args.join(' ')} ended with ${status} in ${cwd}`);
  const [real, user, system] = stderr.trim().split(/\s+/).map(Number);
  return { wallMs: real * 1000, cpuMs: (user + system) * 1000 };
}

/**
 * Runs each command once per round, in turn, so that a disturbance falls on all alike.
 * @param {Record<string, Command>} commands
 * @param {number} rounds
 * @returns {Record<string, Sample[]>}
 */
export function timeTogether(commands, rounds) {
  const names = Object.keys(commands);
  const samples = Object.fromEntries(names.map((name) => [name, []]));
  for (const name of names) time(commands[name]);
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) samples[name].push(time(commands[name]));
  }
  return samples;
}

/** @param {Sample[]} samples @param {'wallMs' | 'cpuMs'} what */
export function least(samples, what) {
  return Math.min(...samples.map((sample) => sample[what]));
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** The surroundings of a measured program: an empty HOME and nothing that slows Node's start. */
export function quietEnvironment(home, extra = {}) {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LANG: 'C.UTF-8',
    TMPDIR: tmpdir(),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Bench',
    GIT_AUTHOR_EMAIL: 'bench@example.invalid',
    GIT_COMMITTER_NAME: 'Bench',
    GIT_COMMITTER_EMAIL: 'bench@example.invalid',
    ...extra,
  };
}

/** Runs `body` with a new folder, and removes it. */
export function inFolder(body) {
  const folder = mkdtempSync(join(tmpdir(), 'codelicious-bench-'));
  try {
    return body(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}
