import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inFolder, least, median, quietEnvironment, time } from './measure.js';
import { codelicious } from './program.js';
import { makeRepository } from './repositories.js';

const FEW = 1;
const MANY = 9;

/** A `claude` that takes no time: writes one small file named for its chunk and reports success. */
const INSTANT_AGENT = `#!/bin/sh
case "$1" in --version) echo '2.1.0 (Claude Code)'; exit 0;; esac
cat >/dev/null
echo "export const done = '$CODELICIOUS_CHUNK';" > "chunk-$CODELICIOUS_CHUNK.ts"
echo '{"type":"system","subtype":"init","session_id":"bench","model":"none","tools":[]}'
echo '{"type":"result","subtype":"success","is_error":false,"result":"done","num_turns":1,"session_id":"bench","total_cost_usd":0,"usage":{"input_tokens":0,"output_tokens":0}}'
`;

const BUILD = ['build', '--yes', '--engine', 'claude', '--platform', 'local', '--sandbox', 'none'];

/** What the work around the agent costs for each chunk: a build of many chunks less a build of one. */
export function perChunk({ rounds }) {
  return inFolder((folder) => {
    const env = environmentWithAgent(folder);
    const few = template({ folder, env, tasks: FEW });
    const many = template({ folder, env, tasks: MANY });
    const pairs = Array.from({ length: rounds }, (_, round) => ({
      few: build({ from: few, to: `${few}-${round}`, env }),
      many: build({ from: many, to: `${many}-${round}`, env }),
      git: commitsByHand({ from: few, to: `${few}-git-${round}`, env }),
    }));
    return [compare(pairs)];
  });
}

function compare(pairs) {
  const each = (what) =>
    (least(column(pairs, 'many'), what) - least(column(pairs, 'few'), what)) / (MANY - FEW);
  const gitWall = least(column(pairs, 'git'), 'wallMs') / MANY;
  const gitCpu = least(column(pairs, 'git'), 'cpuMs') / MANY;
  const paired = pairs.map(
    ({ few, many, git }) => (many.wallMs - few.wallMs) / (MANY - FEW) / (git.wallMs / MANY),
  );
  return {
    name: 'each chunk, in bare git add + commit',
    limit: null,
    ratio: each('wallMs') / gitWall,
    cpuRatio: each('cpuMs') / gitCpu,
    pairedRatio: median(paired),
    ms: each('wallMs'),
  };
}

function column(pairs, name) {
  return pairs.map((pair) => pair[name]);
}

function environmentWithAgent(folder) {
  const programs = join(folder, 'programs');
  const home = join(folder, 'home');
  mkdirSync(programs);
  mkdirSync(home);
  writeFileSync(join(programs, 'claude'), INSTANT_AGENT);
  chmodSync(join(programs, 'claude'), 0o755);
  const env = quietEnvironment(home);
  return { ...env, PATH: `${programs}:${env.PATH}`, XDG_CACHE_HOME: join(folder, 'cache') };
}

function template({ folder, env, tasks }) {
  const root = join(folder, `tasks-${tasks}`);
  makeRepository({ root, env, files: 50, specs: 1, open: 1, tasks });
  const bare = `${root}.git`;
  execFileSync('git', ['clone', '--quiet', '--bare', root, bare], { env, stdio: 'ignore' });
  execFileSync('git', ['remote', 'add', 'origin', bare], { cwd: root, env });
  return root;
}

function build({ from, to, env }) {
  cpSync(from, to, { recursive: true });
  return time(codelicious(BUILD, { cwd: to, env }));
}

/** The same commits with nothing around them. */
function commitsByHand({ from, to, env }) {
  cpSync(from, to, { recursive: true });
  const script =
    `for n in $(seq ${MANY}); do echo "export const done = $n;" > "chunk-$n.ts"; ` +
    'git add "chunk-$n.ts" && git commit --quiet --message "Chunk $n"; done';
  return time({ file: 'bash', args: ['-c', script], cwd: to, env });
}
