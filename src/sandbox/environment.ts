import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { tracePath } from './trace-path.ts';

/** What leads to the desktop, the agents and the terminals of the user. */
const SESSION =
  /^(?:SSH_AUTH_SOCK|SSH_AGENT_PID|SSH_ASKPASS|GIT_ASKPASS|SUDO_ASKPASS|GPG_AGENT_INFO|GPG_TTY|DBUS_.*|XDG_RUNTIME_DIR|XDG_SESSION_.*|DISPLAY|WAYLAND_.*|XAUTHORITY|ICEAUTHORITY|SESSION_MANAGER|DESKTOP_.*|DOCKER_HOST|CONTAINER_HOST|TMUX.*|STY|SSH_(?:CLIENT|CONNECTION|TTY)|VSCODE_.*|TERM_SESSION_ID|NOTIFY_SOCKET|LISTEN_.*|INVOCATION_ID|JOURNAL_STREAM)$/;
/** Where programs put what they need for a while. */
const SCRATCH = /^(?:TMPDIR|TMP|TEMP|TEMPDIR)$/;
/** Proxies of the user; without a network they lead nowhere, and with one ours stands in their place. */
const PROXY = /^(?:https?|all|ftp|no)_proxy$/i;
/** What changes how a program is loaded; never for the program that makes the cage. */
const LOADER = /^(?:LD_|DYLD_|GLIBC_|GCONV_|LOCPATH|NLSPATH|MALLOC_|BASH_|ENV$|SHELLOPTS|POSIXLY_)/;

/** The scratch folder inside every cage. */
export const INNER_TMP = '/tmp';

type Env = Readonly<Record<string, string>>;

/** The variables of a caged command. */
export interface CageEnvironment {
  /** Those that the program which makes the cage is started with, and hands on. */
  readonly outer: Env;
  /** Those that it must not see itself. */
  readonly inner: Env;
}

/**
 * A command's variables without those that lead to what a cage does not show.
 * @param isShown whether a file of this machine can be seen inside
 * @param tmp the scratch folder inside
 */
export function cageEnvironment(
  env: Env,
  isShown: (path: string) => boolean,
  tmp: string,
): CageEnvironment {
  const kept = Object.entries(env)
    .filter(([name, value]) => isKept(name, value, isShown))
    .map(([name, value]) => [name, SCRATCH.test(name) ? tmp : value] as const);
  const inner = kept.filter(([name]) => LOADER.test(name));
  const outer = kept.filter(([name]) => !LOADER.test(name));
  return { outer: Object.fromEntries(outer), inner: Object.fromEntries(inner) };
}

function isKept(name: string, value: string, isShown: (path: string) => boolean): boolean {
  if (SESSION.test(name) || PROXY.test(name)) return false;
  return !isAbsolute(value) || !isHidden(value, isShown);
}

/** A file that is there outside but not inside. A folder is made anew by who needs it. */
function isHidden(path: string, isShown: (path: string) => boolean): boolean {
  const real = tracePath(path)?.real;
  if (real === undefined || isShown(real)) return false;
  return statSync(real, { throwIfNoEntry: false })?.isDirectory() === false;
}
