import { CodeliciousError } from '../domain/errors.ts';
import type { Processes } from '../ports/process.ts';

export interface GitDeps {
  readonly processes: Processes;
  /** The user's process environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** The first version that reads `GIT_CONFIG_COUNT` and knows `--path-format`. */
const OLDEST: readonly [number, number] = [2, 31];

/**
 * The absolute path of git on the user's PATH.
 * @throws CodeliciousError `git_missing`
 */
export async function findGit({ processes, env }: GitDeps): Promise<string> {
  const binary = await processes.find('git', env['PATH'] ?? '');
  if (binary !== null) return binary;
  throw new CodeliciousError('git_missing', 'git was not found on PATH', {
    hint: `install git ${OLDEST.join('.')} or later`,
  });
}

/**
 * Refuses a git that lacks what is used here.
 * @param reply of `git version`, e.g. `git version 2.39.5 (Apple Git-154)`
 * @throws CodeliciousError `git_too_old`
 */
export function requireVersion(reply: string): void {
  const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(reply) ?? [];
  const order = Number(major) - OLDEST[0] || Number(minor) - OLDEST[1];
  if (order >= 0) return;
  throw new CodeliciousError('git_too_old', `this is ${reply}; ${OLDEST.join('.')} is needed`, {
    hint: `install git ${OLDEST.join('.')} or later`,
  });
}
