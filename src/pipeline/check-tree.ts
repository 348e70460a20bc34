import { addedLines } from '../domain/added-lines.ts';
import type { Change } from '../domain/changeset.ts';
import type { Chunk, ChunkState } from '../domain/chunk.ts';
import type { Sha } from '../domain/ids.ts';
import { asksForOtherRun } from '../domain/tampering/asked-run.ts';
import type { CheckResult } from '../domain/verdict.ts';
import type { Verifier, VerifyScope, VerifyTask } from '../ports/verifier.ts';
import { nextChunk } from './next-chunk.ts';
import type { Progress } from './progress.ts';
import { jobEnv, runSignal, type SpecEnv } from './spec-env.ts';

/** What is judged: the tree on disk, for one chunk. */
export interface VerifyRequest {
  readonly chunk: Chunk;
  readonly tree: Sha;
  /** Against the last good commit. */
  readonly changes: readonly Pick<Change, 'path' | 'from'>[];
}

/** A request with what its checks are run by. */
export interface CheckEnv {
  readonly request: VerifyRequest;
  readonly progress: Progress;
  readonly env: SpecEnv;
}

/** How much of the tree is looked at, and by which of a verifier's checks; by all where left out. */
export interface Looks {
  readonly task: VerifyTask;
  readonly only?: readonly string[];
}

/** Everything where no chunk of the spec is left to build after this one, else what the chunk changed. */
export function taskOf({ progress, env }: Pick<CheckEnv, 'progress' | 'env'>): VerifyTask {
  const next = nextChunk(progress, env.deps.config.onFailure);
  return { kind: next.type === 'none' ? 'full' : 'change' };
}

/** What one verifier says of the tree on disk; nothing where it does not apply. */
export async function runVerifier(
  verifier: Verifier,
  looks: Looks,
  check: CheckEnv,
): Promise<readonly CheckResult[]> {
  const scope = scopeOf(looks, check);
  if (!(await verifier.applies(scope))) return [];
  const { deps } = check.env;
  const said = await verifier.check(scope, runSignal(deps));
  if (verifier.alters === true) await check.env.workspace.restore(check.request.tree);
  const wanted = looks.only;
  return said
    .filter(({ name }) => wanted === undefined || wanted.includes(name))
    .map((result) => withoutSecrets(result, (text) => deps.redactor.redactKnown(text)));
}

/** What a verifier is told of the tree on disk. */
export function scopeOf({ task, only }: Looks, { request, progress, env }: CheckEnv): VerifyScope {
  const { git } = env.deps;
  return {
    root: env.workspace.root,
    task,
    ...(only === undefined ? {} : { only }),
    changed: request.changes.flatMap(({ path, from }) => (from ? [path, from] : [path])),
    added: (path: string) => added(path, { request, progress, env }),
    borrows: env.workspace.borrows,
    commits: { tip: progress.tip, base: env.tally.base.sha },
    onBase: async (path: string) => git.fileAt(env.tally.base.sha, path),
    baseFile: async (path: string) =>
      (await git.fileAt(env.tally.base.sha, path)) ?? git.fileAt(progress.tip, path),
    asksForOtherRun: (path: string) =>
      tasksSoFar(request.chunk, progress).some((task) => asksForOtherRun(task, path)),
    env: jobEnv(env, progress.spec, { chunk: request.chunk, kind: 'verify' }),
  };
}

/** The task at work, and those of its spec whose commits are below it. */
function tasksSoFar(chunk: Chunk, { chunks, records }: Progress): readonly Chunk[] {
  const isBuilt = ({ id }: Chunk): boolean => BUILT.has(records.get(id)?.state.status ?? 'pending');
  return [chunk, ...chunks.filter(isBuilt)];
}

const BUILT: ReadonlySet<ChunkState['status']> = new Set(['committed', 'published', 'merged']);

async function added(
  path: string,
  { request: { tree, changes }, progress, env }: CheckEnv,
): Promise<ReadonlySet<number> | null> {
  const { git } = env.deps;
  const from = changes.find((change) => change.path === path)?.from ?? path;
  const after = await git.fileAt(tree, path);
  return after === null ? null : addedLines(await git.fileAt(progress.tip, from), after);
}

/** What a check prints goes into prompts and records. */
function withoutSecrets(check: CheckResult, clean: (text: string) => string): CheckResult {
  const findings = check.findings.map((finding) => ({
    ...finding,
    message: clean(finding.message),
  }));
  return { ...check, findings, output: clean(check.output) };
}
