import { join } from 'node:path';
import type { Git } from '../ports/git.ts';
import { createAttributeIndexes } from './attribute-index.ts';
import type { CallOptions, GitCall } from './call.ts';
import { type NumstatRow, parseNumstat, parseRaw } from './parse.ts';
import { decodePath, joinNul, splitNul } from './paths.ts';

/** Renames found and lines matched alike on every machine, whatever `diff.*` says. */
const DIFF: readonly string[] = [
  'diff-tree',
  '-r',
  '-M',
  '-l1000',
  '-O/dev/null',
  '--no-ext-diff',
  '--no-textconv',
  '--no-abbrev',
  '--no-relative',
  '--diff-algorithm=myers',
  '--ignore-submodules=none',
];
/** No attributes but those of the commit asked about: the user's own would differ by machine. */
const NO_USER_ATTRIBUTES = ['-c', 'core.attributesFile=/dev/null'];
/** GitHub's attribute for files that no reviewer reads. */
const GENERATED = 'linguist-generated';

type Compare = Pick<Git, 'changes' | 'numstat' | 'diff'>;

/**
 * @param call git with an explicit `--git-dir`
 * @param scratch a folder for index files, made anew where it was removed
 */
export function createCompare(call: GitCall, scratch: () => Promise<string>): Compare {
  const indexOf = createAttributeIndexes(call, scratch);
  const run = async (args: readonly string[]): Promise<Uint8Array> =>
    call.bytes([...NO_USER_ATTRIBUTES, ...args], await aside(scratch));
  const generated = async (revision: string, rows: Rows): Promise<ReadonlySet<string>> => {
    if (rows.length === 0) return new Set();
    const args = [...NO_USER_ATTRIBUTES, 'check-attr', '--cached', '--stdin', '-z', GENERATED];
    const place = await aside(scratch);
    const env = { ...place.env, GIT_INDEX_FILE: await indexOf(revision) };
    const stdin = joinNul(rows.map((row) => row.path));
    return generatedPaths(splitNul(await call.bytes(args, { ...place, env, stdin })));
  };

  return {
    changes: async (from, tree) =>
      parseRaw(splitNul(await run([...DIFF, '--raw', '-z', from, tree]))),
    async numstat(from, tree, attributesOf) {
      const rows = parseNumstat(splitNul(await run([...DIFF, '--numstat', '-z', from, tree])));
      const exempt = await generated(attributesOf, rows);
      return rows.map((row) => ({ ...row, generated: exempt.has(row.path) }));
    },
    diff: async (from, tree, maxBytes) =>
      boundedDiff(call, { trees: [from, tree], maxBytes, place: await aside(scratch) }),
  };
}

type Rows = readonly NumstatRow[];

/** A call that finds no attributes: not the system's, and none in an empty working tree without an index. */
async function aside(scratch: () => Promise<string>): Promise<CallOptions> {
  const cwd = await scratch();
  const index = join(cwd, 'no-index');
  return { cwd, env: { GIT_ATTR_NOSYSTEM: '1', GIT_WORK_TREE: cwd, GIT_INDEX_FILE: index } };
}

/** Fields of `check-attr -z`: path, attribute, value. */
function generatedPaths(fields: readonly string[]): ReadonlySet<string> {
  const paths = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    if (['set', 'true'].includes(fields[at + 2] ?? '')) paths.add(fields[at] ?? '');
  }
  return paths;
}

interface BoundedDiff {
  readonly trees: readonly string[];
  readonly maxBytes: number;
  readonly place: CallOptions;
}

async function boundedDiff(
  call: GitCall,
  { trees, maxBytes, place }: BoundedDiff,
): Promise<string> {
  const style = ['-p', '--no-color', '--src-prefix=a/', '--dst-prefix=b/', '-U3'];
  const args = [...NO_USER_ATTRIBUTES, ...DIFF, ...style, ...trees];
  const lines: string[] = [];
  let room = maxBytes;
  const onLine = (line: string): void => {
    const size = Buffer.byteLength(line) + 1;
    if (room >= size) lines.push(line);
    room = room >= size ? room - size : 0;
  };
  await call.attempt(args, { ...place, keepBytes: 0, onLine });
  return lines.map((line) => `${decodePath(Buffer.from(line))}\n`).join('');
}
