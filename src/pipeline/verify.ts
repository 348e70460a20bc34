import { addedLines } from '../domain/added-lines.ts';
import type { Change } from '../domain/changeset.ts';
import type { Chunk } from '../domain/chunk.ts';
import type { Sha } from '../domain/ids.ts';
import { type CheckResult, judge, type Verdict } from '../domain/verdict.ts';
import type { Progress } from './progress.ts';
import { jobEnv, runSignal, type SpecEnv } from './spec-env.ts';

/** What is judged: the tree on disk, for one chunk. */
export interface VerifyRequest {
  readonly chunk: Chunk;
  readonly tree: Sha;
  /** Against the last good commit. */
  readonly changes: readonly Pick<Change, 'path' | 'from'>[];
}

/** Runs every check that applies and says what they amount to. */
export async function verify(
  request: VerifyRequest,
  progress: Progress,
  env: SpecEnv,
): Promise<Verdict> {
  const { deps, tally } = env;
  const { chunk } = request;
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  const scope = {
    root: env.workspace.root,
    task: { kind: 'change' } as const,
    changed: request.changes.map(({ path }) => path),
    added: (path: string) => added(path, request, { progress, env }),
    borrows: env.workspace.borrows,
    baseFile: async (path: string) =>
      (await deps.git.fileAt(tally.base.sha, path)) ?? deps.git.fileAt(progress.tip, path),
    env: jobEnv(env, progress.spec, { chunk, kind: 'verify' }),
  };
  const checks: CheckResult[] = [];
  for (const verifier of deps.verifiers) {
    if (!(await verifier.applies(scope))) continue;
    for (const said of await verifier.check(scope, runSignal(deps))) {
      const check = withoutSecrets(said, (text) => deps.redactor.redactKnown(text));
      const { name, status, durationMs, note } = check;
      deps.events.emit({ type: 'check.finished', ...about, check: name, status, durationMs, note });
      checks.push(check);
    }
  }
  const verdict = judge(checks);
  const findings = verdict.type === 'failed' ? verdict.findings.length : 0;
  deps.events.emit({ type: 'check.verdict', ...about, verdict: verdict.type, findings });
  return verdict;
}

async function added(
  path: string,
  { tree, changes }: VerifyRequest,
  { progress, env }: { readonly progress: Progress; readonly env: SpecEnv },
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
