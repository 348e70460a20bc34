import { tracePath } from '../trace-path.ts';
import type { Piece } from './pieces.ts';

/** Programs and libraries; on most systems some of these are links into `/usr`. */
const PROGRAMS = [
  '/usr',
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/libx32',
  '/opt',
  '/nix/store',
  '/nix/var/nix/profiles',
  '/gnu/store',
  '/run/current-system',
  '/home/linuxbrew/.linuxbrew',
];

/** What libraries and programs look up in `/etc`; nothing that may hold a credential. */
const SETTINGS = [
  'alternatives',
  'ca-certificates',
  'crypto-policies',
  'debian_version',
  'fonts',
  'group',
  'hosts',
  'java',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'locale.conf',
  'localtime',
  'login.defs',
  'mime.types',
  'nsswitch.conf',
  'os-release',
  'passwd',
  'pki/ca-trust/extracted',
  'pki/tls/cert.pem',
  'pki/tls/certs',
  'pki/tls/openssl.cnf',
  'protocols',
  'services',
  'shells',
  'ssl/cert.pem',
  'ssl/certs',
  'ssl/openssl.cnf',
  'terminfo',
  'timezone',
].map((name) => `/etc/${name}`);

/**
 * What a `/proc` shows of the machine and not of the cage: a process of user 0 may write there even without any
 * privilege, and `kernel.core_pattern` names a program that the kernel starts outside every cage.
 */
const PROC_READ_ONLY = ['bus', 'fs', 'irq', 'pressure', 'sys', 'sysrq-trigger', 'tty', 'driver'];
const PROC_EMPTY = ['acpi', 'asound', 'scsi'];
const PROC_BLANK = [
  'kallsyms',
  'kcore',
  'key-users',
  'keys',
  'kmsg',
  'kpagecgroup',
  'kpagecount',
  'kpageflags',
  'latency_stats',
  'mtrr',
  'sched_debug',
  'slabinfo',
  'timer_list',
  'vmallocinfo',
];

/** Places for passing files that many programs expect. */
const SCRATCH: readonly Piece[] = [
  { kind: 'empty', path: '/tmp' },
  { kind: 'folder', path: '/var/tmp' },
  { kind: 'folder', path: '/run' },
  { kind: 'link', path: '/var/run', target: '/run' },
];

/** What every cage has of this machine. */
export function systemPieces(): readonly Piece[] {
  return [...SCRATCH, ...[...PROGRAMS, ...SETTINGS].flatMap(readable), ...procPieces()];
}

/** A place to be read, and the links that lead to it; nothing where there is none. */
function readable(path: string): readonly Piece[] {
  const traced = tracePath(path);
  return traced === null ? [] : [...traced.links, { kind: 'read', path: traced.real }];
}

/** Any other user is kept from these by their rights. */
function procPieces(): readonly Piece[] {
  if (process.getuid?.() !== 0) return [];
  const there = (names: readonly string[], kind: 'read' | 'empty' | 'blank'): readonly Piece[] =>
    names
      .map((name) => `/proc/${name}`)
      .filter((path) => tracePath(path) !== null)
      .map((path) => ({ kind, path }));
  return [
    ...there(PROC_READ_ONLY, 'read'),
    ...there(PROC_EMPTY, 'empty'),
    ...there(PROC_BLANK, 'blank'),
  ];
}
