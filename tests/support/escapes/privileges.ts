import { type Attempt, family, harmful, markOf, marks, type Payload, reads } from './payload.ts';

const KILLS = family('kill', () => ({ kind: 'kill' }), [
  ['kill', 'sh', ({ victim }) => `kill -9 ${victim}`],
  ['python', 'python3', ({ victim }) => `python3 -c 'import os; os.kill(${victim}, 9)'`],
  ['gdb', 'gdb', ({ victim }) => `gdb -nx -batch -p ${victim} -ex kill; kill -KILL ${victim}`],
]);

/** Everything that would need rights a cage does not have. */
const ESCALATIONS = harmful([
  ...family('privilege', marks, [
    [
      'setuid',
      'su',
      (site, id) =>
        `cp /bin/sh pw && chmod 4755 pw && ./pw -p -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    ['su', 'su', (site, id) => `su -c 'echo ${id} > ${markOf(site, id)}' root`],
    [
      'runuser',
      'runuser',
      (site, id) => `runuser -u root -- sh -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'unshare-user',
      'unshare',
      (site, id) =>
        `unshare -Urm sh -c 'mount --bind / /mnt; mount -t proc proc /proc; echo ${id} > ${markOf(site, id)}; echo ${id} > /mnt${markOf(site, id)}'`,
    ],
    [
      'unshare-mount',
      'unshare',
      (site, id) => `unshare -m sh -c 'mount -o remount,rw /usr; echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'nsenter',
      'nsenter',
      (site, id) => `nsenter -t 1 -m -p sh -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'nsenter-victim',
      'nsenter',
      (site, id) => `nsenter -t ${site.victim} -a sh -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'chroot',
      'chroot',
      (site, id) =>
        `chroot /proc/1/root sh -c 'echo ${id} > ${markOf(site, id)}'; chroot /proc/${site.victim}/root sh -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'mount-parent',
      'mount',
      (site, id) =>
        `mkdir -p mp && mount --bind .. mp && echo ${id} > mp/outside/mark-${id}; umount ..; echo ${id} > ${markOf(site, id)}`,
    ],
    [
      'umount',
      'umount',
      (site, id) =>
        `umount -l /tmp; umount -l ${site.home}; umount -l ${site.clone}; echo ${id} > ${markOf(site, id)}`,
    ],
    [
      'device',
      'mknod dd',
      (site, id) =>
        `for d in 8:0 254:0 253:0 259:0; do mknod dev b \${d%:*} \${d#*:} && dd if=dev of=/dev/null count=1 && echo ${id} > ${markOf(site, id)}; rm -f dev; done`,
    ],
    [
      'debugfs',
      'debugfs',
      (site, id) =>
        `for d in /dev/vda /dev/sda; do echo ${id} > db; debugfs -w -R "write db ${markOf(site, id)}" $d; done`,
    ],
    [
      'capsh',
      'capsh',
      (site, id) =>
        `capsh --caps='cap_sys_admin,cap_dac_override+eip' -- -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'setpriv',
      'setpriv',
      (site, id) =>
        `setpriv --reuid 0 --ambient-caps +all --inh-caps +all sh -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'bwrap',
      'bwrap',
      (site, id) => `bwrap --dev-bind / / sh -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'docker',
      'docker',
      (site, id) => `docker run -v /:/h alpine sh -c 'echo ${id} > /h${markOf(site, id)}'`,
    ],
    [
      'systemd-run',
      'systemd-run',
      (site, id) =>
        `systemd-run --wait sh -c 'echo ${id} > ${markOf(site, id)}'; systemd-run --user sh -c 'echo ${id} > ${markOf(site, id)}'`,
    ],
    [
      'cgroup-agent',
      'mkdir',
      (site, id) =>
        `mkdir -p /sys/fs/cgroup/x && echo ${site.clone}/x > /sys/fs/cgroup/release_agent; mkdir -p cg && mount -t cgroup -o rdma cgroup cg && echo ${id} > ${markOf(site, id)}`,
    ],
    [
      'fuse',
      'sh',
      (site, id) =>
        `[ -e /dev/fuse ] && cat /dev/fuse; [ -w /dev/mem ] && echo ${id} > ${markOf(site, id)}`,
    ],
  ]),
  ...family('privilege', reads, [
    [
      'proc-mount',
      'mount',
      ({ victim }) => `mkdir -p pm && mount -t proc proc pm && cat pm/${victim}/environ`,
    ],
    [
      'kernel-memory',
      'strings',
      () => 'strings -n 20 /proc/kcore | head -c 100000; strings -n 20 /dev/mem',
    ],
    ['shadow', 'cat', ({ outside }) => `cat /etc/shadow /root/.ssh/* ${outside}/secrets/token`],
  ]),
]);

/** Settings of the kernel that start programs outside every cage; each is given the value it has. */
const SETTINGS = [
  'kernel/core_pattern',
  'kernel/modprobe',
  'kernel/hostname',
  'vm/overcommit_ratio',
];

const KERNEL = harmful(
  family(
    'kernel',
    () => ({ kind: 'say' }),
    SETTINGS.map(
      (name): Attempt => [
        name.replace(/\W/g, '-'),
        'sh',
        (_, id) =>
          `f=/proc/sys/${name}; v=$(cat $f) && echo "$v" > $f && printf '%s-%s' through ${id}`,
      ],
    ),
  ),
);

/** Rights over others, over the machine, over the kernel. */
export const PRIVILEGE_PAYLOADS: readonly Payload[] = [...KILLS, ...ESCALATIONS, ...KERNEL];
