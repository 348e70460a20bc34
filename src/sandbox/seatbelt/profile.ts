import { dirname } from 'node:path/posix';

/** What a cage of macOS is to allow; all paths absolute and without symbolic links. */
export interface ProfileRequest {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Ports of this machine that may be connected to: our filter, and hosts of this machine that are allowed. */
  readonly ports: readonly number[];
}

/** Programs, libraries and what they look up; nothing of a user, whose files also lie in `/System/Volumes/Data`. */
const SYSTEM = [
  '/Applications/Xcode.app',
  '/Library/Apple',
  '/Library/Developer',
  '/Library/Frameworks',
  '/Library/Java',
  '/Library/Preferences/Logging',
  '/System/Cryptexes',
  '/System/Library',
  '/System/Volumes/Preboot',
  '/System/iOSSupport',
  '/bin',
  '/nix/store',
  '/opt',
  '/private/etc/hosts',
  '/private/etc/localtime',
  '/private/etc/protocols',
  '/private/etc/services',
  '/private/etc/shells',
  '/private/etc/ssl',
  '/private/var/db/dyld',
  '/private/var/db/timezone',
  '/private/var/select',
  '/sbin',
  '/usr',
];

/** Devices every program may use. */
const DEVICES = ['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom', '/dev/dtracehelper'];

/** Services without which common programs do not start; none of them hands out secrets or files. */
const SERVICES = [
  'com.apple.bsd.dirhelper',
  'com.apple.diagnosticd',
  'com.apple.logd',
  'com.apple.system.logger',
  'com.apple.system.notification_center',
  'com.apple.system.opendirectoryd.libinfo',
  'com.apple.trustd.agent',
];

/**
 * A profile for `sandbox-exec` in Apple's sandbox profile language: all that is not allowed here is denied.
 * Symbolic links and the folders above what may be read can be looked at, so that paths resolve.
 */
export function seatbeltProfile({ readable, writable, ports }: ProfileRequest): string {
  const read = [...SYSTEM, ...readable, ...writable];
  const above = [...new Set(read.flatMap(foldersAbove))].sort();
  return [
    '(version 1)',
    '(deny default)',
    '(allow process-fork)',
    '(allow process-exec)',
    '(allow process-info* (target same-sandbox))',
    '(allow signal (target same-sandbox))',
    '(allow sysctl-read)',
    '(allow ipc-posix-sem)',
    rule(
      'allow mach-lookup',
      SERVICES.map((name) => `(global-name ${quoted(name)})`),
    ),
    rule('allow file-read-metadata', [...above, '/tmp', '/var', '/etc'].map(literal)),
    rule('allow file-read-data', [literal('/')]),
    rule('allow file-read*', [...read.map(subpath), ...DEVICES.map(literal)]),
    rule('allow file-write*', writable.map(subpath)),
    rule('allow file-write-data file-ioctl', DEVICES.map(literal)),
    rule(
      'allow network-outbound',
      ports.map((port) => `(remote ip "localhost:${port}")`),
    ),
  ]
    .filter((line) => line !== '')
    .join('\n');
}

/** A rule about several things; nothing where there are none, because an empty rule is about everything. */
function rule(words: string, things: readonly string[]): string {
  return things.length === 0 ? '' : `(${words}\n  ${things.join('\n  ')})`;
}

function subpath(path: string): string {
  return `(subpath ${quoted(path)})`;
}

function literal(path: string): string {
  return `(literal ${quoted(path)})`;
}

/** A string of the profile language, in which only quote and backslash mean something. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function foldersAbove(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [path] : [above, ...foldersAbove(above)];
}
