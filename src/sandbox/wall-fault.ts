import { existsSync, readFileSync } from 'node:fs';
import type { ProcessOutcome } from '../ports/process.ts';
import { detectBubblewrap } from './bubblewrap/detect.ts';
import type { OsSandboxOptions } from './os-sandbox.ts';

/** Why cages cannot be made here, and how to mend it. */
export interface WallFault {
  /** Half a sentence: `bubblewrap is not installed`. */
  readonly why: string;
  /** What to do; empty where nothing is known to help. */
  readonly hint: string;
}

const MISSING: WallFault = {
  why: 'bubblewrap is not installed',
  hint: 'install it: apt-get install bubblewrap, dnf install bubblewrap, or apk add bubblewrap',
};

const APPARMOR: WallFault = {
  why: 'this system lets no program without an AppArmor profile make user namespaces',
  hint:
    'allow bubblewrap: as root, write "abi <abi/4.0>, include <tunables/global> profile bwrap /usr/bin/bwrap ' +
    'flags=(unconfined) { userns, }" to /etc/apparmor.d/bwrap and run systemctl reload apparmor; or for all ' +
    'programs: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
};

const SYSCTL: WallFault = {
  why: 'this system lets only root make user namespaces',
  hint: 'as root: sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=15000',
};

const CONTAINER: WallFault = {
  why: 'this container may not make namespaces of its own',
  hint:
    'the container can be the wall: --sandbox external; or start it with --security-opt seccomp=unconfined ' +
    '--security-opt apparmor=unconfined --security-opt systempaths=unconfined',
};

/** Finds out why the program of the self-test did not run to its end. */
export async function wallFault(
  outcome: ProcessOutcome,
  { processes, env, platform = process.platform }: OsSandboxOptions,
): Promise<WallFault> {
  if (platform === 'darwin') return { why: `sandbox-exec failed: ${endOf(outcome)}`, hint: '' };
  if (platform !== 'linux') return { why: `there are no cages for ${platform}`, hint: '' };
  const detected = await detectBubblewrap(processes, env['PATH'] ?? '');
  if (detected.ok) return { why: `a cage failed: ${endOf(outcome)}`, hint: '' };
  if (detected.why === 'missing') return MISSING;
  if (setting('kernel/apparmor_restrict_unprivileged_userns') === '1') return APPARMOR;
  if (setting('kernel/unprivileged_userns_clone') === '0') return SYSCTL;
  if (setting('user/max_user_namespaces') === '0') return SYSCTL;
  if (existsSync('/.dockerenv') || existsSync('/run/.containerenv')) return CONTAINER;
  return { why: `bubblewrap failed: ${endOf(detected.outcome)}`, hint: '' };
}

/** A setting of the kernel; null where it has no such. */
function setting(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return null;
  }
}

/** The last words of a program, for a person to read. */
function endOf({ status, exitCode, errno, stderr }: ProcessOutcome): string {
  const words = new TextDecoder().decode(stderr).trim().split('\n').at(-1) ?? '';
  const how = exitCode === null ? (errno ?? status) : `exit code ${exitCode}`;
  return words === '' ? how : `${words} (${how})`;
}
