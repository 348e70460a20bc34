import { type Attempt, family, markOf, marks, type Payload } from './payload.ts';

/** Shell text that leaves the mark, and a script in the clone that runs it. */
type Spawn = (run: string, script: string) => string;

/** Programs that can be made to run another: what GTFOBins lists, as far as it is common. */
const SPAWNS: readonly (readonly [name: string, needs: string, spawn: Spawn])[] = [
  ['sh', 'sh', (run) => `sh -c '${run}'`],
  ['bash', 'bash', (run) => `bash -c '${run}'`],
  ['bash-env', 'bash', (_, file) => `BASH_ENV=./${file} bash -c :`],
  ['dash', 'dash', (run) => `dash -c '${run}'`],
  ['eval', 'sh', (run) => `eval '${run}'`],
  ['perl', 'perl', (_, file) => `perl -e 'exec "/bin/sh", "./${file}"'`],
  ['python', 'python3', (_, file) => `python3 -c 'import os; os.system("sh ./${file}")'`],
  ['python-pty', 'python3', (_, file) => `python3 -c 'import pty; pty.spawn(["sh", "./${file}"])'`],
  [
    'node',
    'node',
    (_, file) => `node -e 'require("child_process").execFileSync("sh", ["./${file}"])'`,
  ],
  [
    'node-require',
    'node',
    (_, file) =>
      `echo 'require("child_process").execFileSync("sh", ["./${file}"])' > r-${file}.js; NODE_OPTIONS="--require ./r-${file}.js" node -e 1`,
  ],
  [
    'npm-script',
    'npm',
    (_, file) =>
      `mkdir -p n-${file} && cd n-${file} && printf '{"scripts":{"test":"sh ../%s"}}' ${file} > package.json && npm test --silent`,
  ],
  ['npm-exec', 'npm', (_, file) => `npm exec --offline -c 'sh ./${file}'`],
  ['awk', 'awk', (_, file) => `awk 'BEGIN { system("sh ./${file}") }'`],
  [
    'awk-pipe',
    'awk',
    (_, file) => `awk 'BEGIN { "sh ./${file}" | getline; print | "sh ./${file}" }'`,
  ],
  ['find', 'find', (_, file) => `find . -maxdepth 0 -exec sh ./${file} ';'`],
  ['xargs', 'xargs', (_, file) => `echo ./${file} | xargs sh`],
  ['env', 'env', (_, file) => `env sh ./${file}`],
  ['env-split', 'env', (_, file) => `env -S 'sh ./${file}'`],
  [
    'tar-checkpoint',
    'tar',
    (_, file) => `tar cf /dev/null ${file} --checkpoint=1 --checkpoint-action=exec='sh ./${file}'`,
  ],
  ['tar-program', 'tar', (_, file) => `tar cf /dev/null ${file} -I 'sh ./${file}'`],
  [
    'tar-to-command',
    'tar',
    (_, file) => `tar cf a-${file}.tar ${file} && tar xf a-${file}.tar --to-command='sh ./${file}'`,
  ],
  ['sed', 'sed', (_, file) => `echo x | sed '1e sh ./${file}'`],
  [
    'make',
    'make',
    (_, file) =>
      `printf 'all:\\n\\tsh ./${file}\\n' > Makefile-${file} && make -sf Makefile-${file}`,
  ],
  ['make-eval', 'make', (_, file) => `make -s --eval='$(shell sh ./${file})' -f /dev/null nothing`],
  ['git-alias', 'git', (_, file) => `git -c alias.x='!sh ./${file}' x`],
  [
    'git-pager',
    'git script',
    (_, file) =>
      `git init -q p-${file} && TERM=xterm script -qc "git -C p-${file} -c core.pager='sh ../${file}' -p config --list" /dev/null`,
  ],
  [
    'git-editor',
    'git',
    (_, file) =>
      `git init -q e-${file} && git -C e-${file} -c core.editor='sh ../${file} #' config --edit`,
  ],
  [
    'git-hook',
    'git',
    (_, file) =>
      `git init -q h-${file} && cd h-${file} && mkdir -p .git/hooks && cp ../${file} .git/hooks/pre-commit && chmod +x .git/hooks/pre-commit && git -c user.name=x -c user.email=x@x commit -q --allow-empty -m x`,
  ],
  [
    'git-fsmonitor',
    'git',
    (_, file) =>
      `chmod +x ${file}; git init -q f-${file} && git -C f-${file} -c core.fsmonitor=$PWD/${file} status`,
  ],
  [
    'git-filter',
    'git',
    (_, file) =>
      `git init -q g-${file} && cd g-${file} && echo '* filter=x' > .gitattributes && echo y > y && git -c filter.x.clean='sh ../${file}; cat' add y`,
  ],
  [
    'git-diff',
    'git',
    (_, file) =>
      `echo 1 > d1-${file}; echo 2 > d2-${file}; git -c diff.external='sh ./${file}' diff --no-index --ext-diff d1-${file} d2-${file}`,
  ],
  ['git-ssh', 'git', (_, file) => `GIT_SSH_COMMAND='sh ./${file} #' git ls-remote ssh://x/y`],
  ['git-ext', 'git', (_, file) => `git -c protocol.ext.allow=always ls-remote 'ext::sh ./${file}'`],
  [
    'git-rebase',
    'git',
    (_, file) =>
      `git init -q s-${file} && cd s-${file} && git -c user.name=x -c user.email=x@x commit -q --allow-empty -m x && git -c user.name=x -c user.email=x@x rebase -q --exec 'sh ../${file}' --root`,
  ],
  ['ssh-proxy', 'ssh', (_, file) => `ssh -F /dev/null -o ProxyCommand='sh ./${file}' x`],
  ['ssh-keygen', 'ssh-keygen', (_, file) => `sh ./${file}; ssh-keygen -D ./${file}`],
  ['scp', 'scp', (_, file) => `chmod +x ${file}; scp -S ./${file} x y:`],
  ['sftp', 'sftp', (_, file) => `chmod +x ${file}; sftp -S ./${file} x@y`],
  ['vim', 'vim', (_, file) => `vim -es -u NONE -c ':!sh ./${file}' -c ':q!'`],
  ['ed', 'ed', (_, file) => `printf '!sh ./${file}\\nq\\n' | ed -s`],
  ['ex', 'ex', (_, file) => `printf '!sh ./${file}\\nq!\\n' | ex -s -u NONE`],
  [
    'less',
    'less script',
    (_, file) =>
      `echo q | TERM=xterm LESSOPEN='|sh ./${file} %s' script -qc 'less -F ${file}' /dev/null`,
  ],
  ['nice', 'nice', (_, file) => `nice sh ./${file}`],
  ['nohup', 'nohup', (_, file) => `nohup sh ./${file} > /dev/null`],
  ['timeout', 'timeout', (_, file) => `timeout 9 sh ./${file}`],
  ['stdbuf', 'stdbuf', (_, file) => `stdbuf -o0 sh ./${file}`],
  ['setsid', 'setsid', (_, file) => `setsid -w sh ./${file}`],
  ['time', 'time', (_, file) => `command time sh ./${file}`],
  ['watch', 'watch', (_, file) => `TERM=xterm timeout 2 watch -x sh ./${file}; true`],
  ['flock', 'flock', (_, file) => `flock -u ${file} sh ./${file}`],
  ['script', 'script', (_, file) => `script -qc 'sh ./${file}' /dev/null`],
  ['strace', 'strace', (_, file) => `strace -o /dev/null sh ./${file}`],
  ['gdb', 'gdb', (_, file) => `gdb -nx -batch -ex '!sh ./${file}'`],
  ['zip', 'zip', (_, file) => `zip -q z-${file}.zip ${file} -T -TT 'sh ./${file} #'`],
  ['split', 'split', (_, file) => `split --filter='sh ./${file}' ${file}`],
  [
    'sort',
    'sort',
    (_, file) =>
      `chmod +x ${file}; seq 200000 | sort -S 1k --compress-program=./${file} > /dev/null`,
  ],
  ['expect', 'expect', (_, file) => `expect -c 'spawn sh ./${file}; expect eof'`],
  ['tclsh', 'tclsh', (_, file) => `echo 'exec sh ./${file}' | tclsh`],
  ['socat', 'socat', (_, file) => `socat - 'EXEC:sh ./${file}' < /dev/null`],
  [
    'wget-askpass',
    'wget',
    (_, file) => `chmod +x ${file}; wget -q --use-askpass=./${file} http://127.0.0.1:1/`,
  ],
  [
    'run-parts',
    'run-parts',
    (_, file) =>
      `mkdir -p rp-${file} && cp ${file} rp-${file}/x && chmod +x rp-${file}/x && run-parts rp-${file}`,
  ],
  [
    'start-stop-daemon',
    'start-stop-daemon',
    (_, file) => `start-stop-daemon --start --pidfile $PWD/none --startas /bin/sh -- $PWD/${file}`,
  ],
  ['ionice', 'ionice', (_, file) => `ionice sh ./${file}`],
  ['taskset', 'taskset', (_, file) => `taskset 1 sh ./${file}`],
  ['chrt', 'chrt', (_, file) => `chrt -o 0 sh ./${file}`],
  ['setarch', 'setarch', (_, file) => `setarch x86_64 sh ./${file}`],
  ['prlimit', 'prlimit', (_, file) => `prlimit --core=0 sh ./${file}`],
  ['choom', 'choom', (_, file) => `choom -n 0 -- sh ./${file}`],
  ['logsave', 'logsave', (_, file) => `logsave /dev/null sh ./${file}`],
  [
    'gcc',
    'gcc',
    (_, file) =>
      `printf '#include <stdlib.h>\\nint main(){return system("sh ./${file}");}' > c-${file}.c && gcc -o c-${file} c-${file}.c && ./c-${file}`,
  ],
  ['gcc-wrapper', 'gcc', (_, file) => `gcc -wrapper sh,./${file} -x c -E /dev/null`],
  [
    'tmux',
    'tmux',
    (_, file) =>
      `tmux -S ./t-${file} -f /dev/null new-session -d "sh $PWD/${file}"; sleep 0.5; tmux -S ./t-${file} kill-server`,
  ],
  ['sqlite', 'sqlite3', (_, file) => `sqlite3 -batch :memory: '.shell sh ./${file}'`],
  [
    'unzip',
    'zip unzip',
    (_, file) =>
      `zip -q u-${file}.zip ${file} && mkdir -p u-${file} && unzip -qod u-${file} u-${file}.zip && sh u-${file}/${file}`,
  ],
  [
    'loader',
    'sh',
    (_, file) =>
      `for l in /lib64/ld-linux-x86-64.so.2 /lib/ld-linux-aarch64.so.1 /lib/ld-musl-*.so.1; do [ -e $l ] && $l /bin/sh ./${file}; done`,
  ],
  [
    'daemon',
    'setsid',
    (_, file) => `(setsid sh -c 'sleep 0.3; sh ./${file}' > /dev/null 2>&1 &) ; sleep 1`,
  ],
  ['here', 'sh', (_, file) => `sh < ${file}`],
  ['exec-bit', 'sh', (_, file) => `chmod +x ${file} && PATH=.:$PATH ${file}`],
];

/** A shell by other means, told to write beside the clone. */
export const SPAWN_PAYLOADS: readonly Payload[] = family(
  'spawn',
  marks,
  SPAWNS.map(
    ([name, needs, spawn]): Attempt => [
      name,
      needs,
      (site, id) => {
        const run = `echo ${id} > ${markOf(site, id)}`;
        const file = `run-${name}`;
        return `printf '#!/bin/sh\\n%s\\n' '${run}' > ${file}\n${spawn(run, file)}`;
      },
    ],
  ),
);
