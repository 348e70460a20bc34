import type { Chunk } from '../domain/chunk.ts';
import { type CheckResult, judge, type Verdict } from '../domain/verdict.ts';
import type { Progress } from './progress.ts';
import { jobEnv, runSignal, type SpecEnv } from './spec-env.ts';

/** What is judged: the tree on disk, for one chunk. */
export interface VerifyRequest {
  readonly chunk: Chunk;
  readonly changed: readonly string[];
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
    changed: request.changed,
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

/** What a check prints goes into prompts and records. */
function withoutSecrets(check: CheckResult, clean: (text: string) => string): CheckResult {
  const findings = check.findings.map((finding) => ({
    ...finding,
    message: clean(finding.message),
  }));
  return { ...check, findings, output: clean(check.output) };
}
