import type { Change } from '../domain/changeset.ts';
import { type GateRefusal, inspect } from '../domain/gate.ts';
import type { Sha } from '../domain/ids.ts';
import type { Progress } from './progress.ts';
import type { SpecEnv } from './spec-env.ts';

/** The tree that would be committed, and how it differs from the last good commit. */
export interface CandidateTree {
  readonly tree: Sha;
  /** The last good commit. */
  readonly before: Sha;
  /** Without the spec itself, whose edits are ours alone. */
  readonly changes: readonly Change[];
}

/** Blobs above this size are not searched for secrets: 4 MiB. */
const MAX_SEARCHED_BYTES = 4_194_304;

/** The clone's tree with the engine's edits of the spec dropped and ours put in their place; also on disk. */
export async function takeCandidate(
  progress: Progress,
  env: SpecEnv,
  specText: string,
): Promise<CandidateTree> {
  const { git } = env.deps;
  const path = progress.spec.path;
  const found = await env.workspace.snapshot();
  const neutral = await git.withPaths(found, progress.tip, [path]);
  const changes = await git.changes(progress.tip, neutral);
  const tree = await git.withFile(neutral, path, specText);
  await env.workspace.restore(tree);
  return { tree, before: progress.tip, changes };
}

/** What the gate says of a change before anything of it is run or committed. */
export async function inspectCandidate(
  candidate: CandidateTree,
  env: SpecEnv,
): Promise<readonly GateRefusal[]> {
  const present = candidate.changes.filter((change) => change.newMode !== '000000');
  const links = new Map<string, string>();
  const holdsSecret: string[] = [];
  for (const change of present.filter((one) => one.newMode !== '160000')) {
    const bytes = await env.deps.git.blob(change.blob, MAX_SEARCHED_BYTES);
    if (bytes === null) continue;
    const text = new TextDecoder().decode(bytes);
    if (change.newMode === '120000') links.set(change.path, text);
    if (await addsSecret(change, { text, before: candidate.before }, env))
      holdsSecret.push(change.path);
  }
  return inspect(candidate.changes, {
    allowCiChanges: env.deps.config.allowCiChanges,
    links,
    holdsSecret,
  });
}

/** Whether a file holds a secret of this machine that it did not hold before. */
async function addsSecret(
  change: Change,
  { text, before }: { readonly text: string; readonly before: Sha },
  { deps }: SpecEnv,
): Promise<boolean> {
  if (!deps.redactor.contains(text)) return false;
  const former = await deps.git.fileAt(before, change.from ?? change.path);
  return former === null || !deps.redactor.contains(former);
}
