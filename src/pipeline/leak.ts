import type { Sha } from '../domain/ids.ts';
import type { Finding } from '../domain/verdict.ts';
import { leakOptions, leakQuestion } from '../text/leak-question.ts';
import { allowanceOf } from './allowance.ts';
import type { CandidateTree } from './candidate-tree.ts';
import { type CheckEnv, scopeOf } from './check-tree.ts';
import type { SpecEnv } from './spec-env.ts';

/** A change that holds secrets: a person has to say what becomes of it. */
export interface Leak {
  readonly type: 'parked';
  readonly question: string;
  readonly options: readonly string[];
  /** The change with the secrets masked; null where nothing of it may be kept. */
  readonly tree: Sha | null;
  /** What was allowed when it was found; see `ChunkState`. */
  readonly allowance: string;
}

/** The secrets that a change on disk adds; null where it adds none. Nothing of the change is run. */
export async function findLeak(candidate: CandidateTree, check: CheckEnv): Promise<Leak | null> {
  const scope = scopeOf({ task: { kind: 'change' } }, check);
  const found = await check.env.deps.secrets.search(scope);
  return found.length === 0 ? null : leakOf(found, candidate, check.env);
}

/** What becomes of a change in which the gate found what this machine knows to be a secret. */
export async function knownLeak(
  paths: readonly string[],
  candidate: CandidateTree,
  env: SpecEnv,
): Promise<Leak> {
  const { redactor } = env.deps;
  const { texts } = await textsOf(candidate, env);
  const found = paths.map((file) => {
    const lines = (texts.get(file) ?? '').split('\n');
    const line = lines.findIndex((each) => redactor.contains(each)) + 1;
    return {
      check: 'gate',
      file,
      line: line === 0 ? null : line,
      rule: KNOWN,
      message: KNOWN_TEXT,
    };
  });
  return leakOf(found, candidate, env);
}

const KNOWN = 'secret:known-here';
const KNOWN_TEXT = 'a secret of this machine, the value of a variable named like a credential';

async function leakOf(
  found: readonly Finding[],
  candidate: CandidateTree,
  env: SpecEnv,
): Promise<Leak> {
  const { config, git, redactor } = env.deps;
  const allowing = { allow: config.securityAllow, history: git, base: env.tally.base };
  return {
    type: 'parked',
    question: redactor.redactKnown(leakQuestion(found)),
    options: leakOptions(),
    tree: await maskedTree(candidate, env),
    allowance: await allowanceOf(allowing),
  };
}

/** Bytes of a file that is masked; a larger one is left out of what is kept: 4 MiB. */
const MAX_MASKED_BYTES = 4_194_304;
/** How the modes of regular files begin. */
const FILE = '100';

/** The change with every secret masked in all of its files; what cannot be masked stays as it was. */
async function maskedTree(candidate: CandidateTree, env: SpecEnv): Promise<Sha | null> {
  const { deps } = env;
  const { texts, rest } = await textsOf(candidate, env);
  const known = new Map([...texts].map(([path, text]) => [path, deps.redactor.redactKnown(text)]));
  const masked = new Map([...known, ...(await deps.secrets.mask(known))]);
  const isNamed = (path: string): boolean => deps.redactor.contains(path);
  const left = [...rest, ...[...masked.keys()].filter(isNamed)];
  let tree = candidate.tree;
  for (const [path, text] of masked) {
    if (text !== texts.get(path) && !isNamed(path))
      tree = await deps.git.withFile(tree, path, text);
  }
  return left.length === 0 ? tree : deps.git.withPaths(tree, candidate.before, left);
}

/** The files of a change as texts, and the paths of what is none. */
async function textsOf(
  { changes }: CandidateTree,
  { deps }: SpecEnv,
): Promise<{ readonly texts: ReadonlyMap<string, string>; readonly rest: readonly string[] }> {
  const texts = new Map<string, string>();
  const rest: string[] = [];
  for (const { path, newMode, blob } of changes.filter(({ newMode: mode }) => mode !== '000000')) {
    const bytes = newMode.startsWith(FILE) ? await deps.git.blob(blob, MAX_MASKED_BYTES) : null;
    if (bytes === null || bytes.includes(0)) rest.push(path);
    else texts.set(path, new TextDecoder().decode(bytes));
  }
  return { texts, rest };
}
