import type { CheckResult, Finding } from '../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../ports/verifier.ts';
import { changedFiles } from './changed-file.ts';
import { constructFindings } from './construct-findings.ts';
import { allowedBy } from './ignore-files.ts';
import { SECURITY, secretFindings } from './secret-findings.ts';

export interface SecurityDeps {
  /** `security.allow`: fingerprints, rules, globs of paths. */
  readonly allow: readonly string[];
}

/** More findings than this help no repair. */
const MAX_FINDINGS = 20;
const SHOWN = 'security of the added lines';

/** Secrets and dangerous constructs on the lines a change adds. Always on. */
export function createSecurityVerifier({ allow }: SecurityDeps): Verifier {
  return {
    name: SECURITY,
    applies: ({ task, changed }) => Promise.resolve(task.kind !== 'tests' && changed.length > 0),
    check: async (scope, signal) => [await checkAll(allow, { scope, signal })],
  };
}

async function checkAll(
  allow: readonly string[],
  { scope, signal }: { readonly scope: VerifyScope; readonly signal: AbortSignal },
): Promise<CheckResult> {
  const start = performance.now();
  const isAllowed = await allowedBy(allow, scope);
  const found: Finding[] = [];
  for await (const file of changedFiles(scope)) {
    if (signal.aborted) break;
    found.push(...(await secretFindings(file, isAllowed)));
    found.push(...(await constructFindings(file, isAllowed)));
  }
  const durationMs = Math.round(performance.now() - start);
  return resultOf(found, { durationMs, aborted: signal.aborted });
}

/** Secrets first: they decide what happens to the whole attempt. */
function resultOf(
  found: readonly Finding[],
  { durationMs, aborted }: { readonly durationMs: number; readonly aborted: boolean },
): CheckResult {
  const ordered = [...found.filter(isSecret), ...found.filter((finding) => !isSecret(finding))];
  const findings = ordered.slice(0, MAX_FINDINGS);
  const lines = findings.map(
    ({ file, line, rule, message }) => `${file}:${line}: ${message} (${rule})`,
  );
  return {
    name: SECURITY,
    command: SHOWN,
    kind: 'security',
    status: found.length > 0 || aborted ? 'failed' : 'passed',
    findings,
    output: lines.join('\n'),
    durationMs,
    note: aborted ? 'interrupted' : null,
  };
}

function isSecret({ rule }: Finding): boolean {
  return rule?.startsWith('secret:') === true;
}
