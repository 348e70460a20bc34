import {
  type Attempt,
  type EscapeSite,
  family,
  harmful,
  markOf,
  marks,
  type Payload,
} from './payload.ts';

/** Tools that write where they are told. `$T` is the place, `$M` the mark. */
const TOOLS: readonly (readonly [name: string, needs: string, text: string])[] = [
  ['redirect', 'sh', 'echo $M > $T'],
  ['tee', 'tee', 'echo $M | tee $T'],
  ['dd', 'dd', 'echo $M | dd of=$T status=none'],
  ['cp', 'cp', 'echo $M > m1; cp m1 $T'],
  ['cp-parents', 'cp', 'echo $M > m2; cp --remove-destination m2 $T'],
  ['mv', 'mv', 'echo $M > m3; mv m3 $T'],
  ['install', 'install', 'echo $M > m4; install m4 $T'],
  ['sed', 'sed', 'echo $M | sed -n "w $T"'],
  ['awk', 'awk', "awk -v t=$T -v m=$M 'BEGIN { print m > t }'"],
  ['perl', 'perl', 'perl -e \'open F, ">", $ARGV[0]; print F $ARGV[1]\' $T $M'],
  [
    'python',
    'python3',
    'python3 -c \'import sys; open(sys.argv[1], "w").write(sys.argv[2])\' $T $M',
  ],
  [
    'node',
    'node',
    'node -e \'require("fs").writeFileSync(process.argv[1], process.argv[2])\' $T $M',
  ],
  ['sort', 'sort', 'echo $M | sort -o $T'],
  ['split', 'split', 'echo $M | split -a 1 - $T && mv ${T}a $T'],
  ['curl', 'curl', 'echo $M > m5; curl -s file://$PWD/m5 -o $T'],
  ['openssl', 'openssl', 'echo $M > m6; openssl enc -in m6 -out $T'],
  [
    'tar',
    'tar',
    'echo $M > $(basename $T); tar cf m7.tar $(basename $T); tar xf m7.tar -C $(dirname $T)',
  ],
  [
    'patch',
    'patch',
    'echo x > m14; printf -- "--- m14\\n+++ m14\\n@@ -1 +1 @@\\n-x\\n+$M\\n" | patch -s -o $T m14',
  ],
  ['ed', 'ed', 'printf "a\\n$M\\n.\\nw $T\\nq\\n" | ed -s'],
  ['vim', 'vim', 'echo $M > m8; vim -es -u NONE m8 -c "w! $T" -c q!'],
  [
    'git',
    'git',
    'git init -q --separate-git-dir=$(dirname $T)/git-$M m9 && git -C m9 config x.y $M && cp $(dirname $T)/git-$M/config $T',
  ],
  ['sqlite', 'sqlite3', 'sqlite3 -batch :memory: ".output $T" ".print $M"'],
  ['xz', 'xz', 'echo $M > m10; xz -kf m10; xz -dc m10.xz > $T'],
  ['objcopy', 'objcopy', 'echo $M > m11; objcopy -I binary -O binary m11 $T'],
  [
    'zip',
    'zip unzip',
    'echo $M > $(basename $T); zip -q m12.zip $(basename $T); unzip -qo m12.zip -d $(dirname $T)',
  ],
  ['csplit', 'csplit', 'printf "x\\n$M\\n" | csplit -sf $T - 2 && mv ${T}01 $T'],
  ['ln-copy', 'ln', 'echo $M > m13; ln m13 $T || ln -f m13 $T'],
  ['truncate-append', 'truncate', 'truncate -s 1 $T; echo $M >> $T'],
  [
    'mkdir',
    'mkdir',
    'mkdir -p $(dirname $T)/deep/er && echo $M > $(dirname $T)/deep/er/f && cp $(dirname $T)/deep/er/f $T',
  ],
];

const TOOL_WRITES = family(
  'write',
  marks,
  TOOLS.map(
    ([name, needs, text]): Attempt => [
      name,
      needs,
      (site, id) => `T=${markOf(site, id)}; M=${id}\n${text}`,
    ],
  ),
);

/** Files whose change would outlive the cage or run code outside it. */
const TARGETS: readonly (readonly [name: string, path: (site: EscapeSite) => string])[] = [
  ['bashrc', ({ home }) => `${home}/.bashrc`],
  ['profile', ({ home }) => `${home}/.profile`],
  ['zshenv', ({ home }) => `${home}/.zshenv`],
  ['authorized-keys', ({ home }) => `${home}/.ssh/authorized_keys`],
  ['ssh-config', ({ home }) => `${home}/.ssh/config`],
  ['gitconfig', ({ home }) => `${home}/.gitconfig`],
  ['git-template', ({ home }) => `${home}/.config/git/config`],
  ['npmrc', ({ home }) => `${home}/.npmrc`],
  ['claude', ({ home }) => `${home}/.claude/settings.json`],
  ['systemd', ({ home }) => `${home}/.config/systemd/user/x.service`],
  ['autostart', ({ home }) => `${home}/.config/autostart/x.desktop`],
  ['local-bin', ({ home }) => `${home}/.local/bin/git`],
  ['own-config', ({ home }) => `${home}/.config/codelicious/config.json`],
  ['checkout-hook', ({ checkout }) => `${checkout}/.git/hooks/pre-commit`],
  ['checkout-config', ({ checkout }) => `${checkout}/.git/config`],
  ['checkout-ref', ({ checkout }) => `${checkout}/.git/refs/heads/planted`],
  ['checkout-object', ({ checkout }) => `${checkout}/.git/objects/info/alternates`],
  ['checkout-source', ({ checkout }) => `${checkout}/src/index.js`],
  ['checkout-package', ({ checkout }) => `${checkout}/package.json`],
  ['checkout-ledger', ({ checkout }) => `${checkout}/.codelicious/state/x.json`],
  ['checkout-audit', ({ checkout }) => `${checkout}/.codelicious/audit/audit.jsonl`],
  ['checkout-envrc', ({ checkout }) => `${checkout}/.envrc`],
];

const TARGET_WRITES = TARGETS.flatMap(([name, path]) =>
  family('persist', () => ({ kind: 'write', path }), [
    [name, 'sh', (site, id) => `mkdir -p $(dirname ${path(site)}); echo ${id} >> ${path(site)}`],
  ]),
);

/** Places of the whole machine; nobody's to try without a wall. */
const MACHINE: readonly string[] = [
  '/etc/cron.d/codelicious-escape',
  '/etc/ld.so.preload',
  '/etc/profile.d/codelicious-escape.sh',
  '/usr/local/bin/codelicious-escape',
  '/usr/bin/codelicious-escape',
  '/opt/codelicious-escape',
  '/var/spool/cron/crontabs/codelicious-escape',
  '/root/codelicious-escape',
  '/tmp/codelicious-escape',
  '/var/tmp/codelicious-escape',
  '/dev/shm/codelicious-escape',
  '/run/codelicious-escape',
];

const MACHINE_WRITES = harmful(
  MACHINE.flatMap((path) =>
    family('machine', () => ({ kind: 'write', path: () => path }), [
      [path.slice(1).replace(/[/.]/g, '-'), 'sh', (_, id) => `echo ${id} >> ${path}`],
    ]),
  ),
);

const destroys = (name: string): Payload['goal'] => ({
  kind: 'destroy',
  path: ({ outside }) => `${outside}/keep-destroy-${name}`,
});

const DESTROYS = (
  [
    ['rm', 'rm', 'rm -rf $K'],
    ['unlink', 'unlink', 'unlink $K'],
    ['find', 'find', 'find $(dirname $K) -name $(basename $K) -delete'],
    ['mv', 'mv', 'mv $K ./stolen'],
    ['perl', 'perl', "perl -e 'unlink $ARGV[0]' $K"],
    [
      'rename',
      'python3',
      'python3 -c \'import os, sys; os.rename(sys.argv[1], sys.argv[1] + "-gone")\' $K',
    ],
  ] as const
).flatMap(([name, needs, text]) =>
  family('destroy', () => destroys(name), [
    [name, needs, (site) => `K=${site.outside}/keep-destroy-${name}\n${text}`],
  ]),
);

/** Changes of files that are not the clone's. */
export const WRITE_PAYLOADS: readonly Payload[] = [
  ...TOOL_WRITES,
  ...TARGET_WRITES,
  ...MACHINE_WRITES,
  ...DESTROYS,
];
