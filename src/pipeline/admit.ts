import type { Chunk, FailureCode } from '../domain/chunk.ts';
import type { Sha } from '../domain/ids.ts';
import type { Finding } from '../domain/verdict.ts';
import type { InstallResult } from '../ports/workspace.ts';
import { type CandidateTree, inspectCandidate, takeCandidate } from './candidate-tree.ts';
import { findLeak, knownLeak, type Leak } from './leak.ts';
import type { Progress } from './progress.ts';
import { runSignal, type SpecEnv } from './spec-env.ts';

/** Whether a change may be checked, and committed when its checks pass. */
export type Admission =
  | { readonly type: 'admitted'; readonly candidate: CandidateTree }
  | Leak
  | {
      readonly type: 'refused';
      readonly code: FailureCode;
      readonly message: string;
      readonly findings: readonly Finding[];
      /** What was tried; null where it must not be kept. */
      readonly tree: Sha | null;
      /** Whether an engine could mend it. */
      readonly mendable: boolean;
    };

/** What is to be let in. */
export interface Entrant {
  readonly chunk: Chunk;
  readonly specText: string;
  readonly candidate: CandidateTree;
}

/**
 * The search for secrets, the gate, then the installation of what changed manifests ask for, then both again where
 * lock files came to the change. Nothing of a change is installed that the gate would refuse.
 */
export async function admit(
  entrant: Entrant,
  progress: Progress,
  env: SpecEnv,
): Promise<Admission> {
  const { candidate, specText } = entrant;
  const refused = await atGate(entrant, progress, env);
  if (refused !== null) return refused;
  const installed = await install(entrant, progress, env);
  if (installed.type === 'nothing') return { type: 'admitted', candidate };
  if (installed.type !== 'installed') return notInstalled(installed, candidate.tree);
  const completed = await takeCandidate(progress, env, specText);
  const again = await atGate({ ...entrant, candidate: completed }, progress, env);
  return again ?? { type: 'admitted', candidate: completed };
}

/** Secrets first: nothing of a change that holds one goes into a prompt. */
async function atGate(
  { candidate, chunk }: Entrant,
  progress: Progress,
  env: SpecEnv,
): Promise<Admission | null> {
  const { tree, changes } = candidate;
  const leak = await findLeak(candidate, { request: { chunk, tree, changes }, progress, env });
  if (leak !== null) return leak;
  const refusals = await inspectCandidate(candidate, chunk, env);
  if (refusals.length === 0) return null;
  const findings = refusals.map(({ path, code, message }) => {
    return { check: 'gate', file: path, line: null, rule: code, message };
  });
  const secrets = refusals.filter(({ code }) => code === 'secret').map(({ path }) => path);
  if (secrets.length > 0) return knownLeak(secrets, candidate, env);
  return {
    type: 'refused',
    code: 'gate',
    message: refusals.map((refusal) => refusal.message).join('; '),
    findings,
    tree: refusals.some(({ code }) => code === 'credentials') ? null : tree,
    mendable: true,
  };
}

async function install(
  { chunk, candidate }: Entrant,
  progress: Progress,
  { deps, workspace }: SpecEnv,
) {
  const changed = candidate.changes.flatMap(({ path, from }) => [path, ...(from ? [from] : [])]);
  const result = await workspace.install(changed, { env: deps.setupEnv, signal: runSignal(deps) });
  if (result.type === 'nothing') return result;
  const ok = result.type === 'installed';
  const how = ok ? result.how : deps.redactor.redactKnown(result.message);
  const about = { spec: progress.spec.path, chunk: chunk.id, title: chunk.title };
  deps.events.emit({ type: 'workspace.installed', ...about, how, ok });
  return ok ? result : { ...result, message: how };
}

function notInstalled(
  { type, message }: Extract<InstallResult, { readonly message: string }>,
  tree: Sha,
): Admission {
  const finding = { check: 'install', file: null, line: null, rule: null, message };
  return {
    ...{ type: 'refused', code: 'setup', tree, findings: [finding], mendable: type === 'failed' },
    message: `dependencies could not be installed: ${message}`,
  };
}
