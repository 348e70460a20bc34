import type { CheckResult } from '../../../domain/verdict.ts';
import type { Verifier } from '../../../ports/verifier.ts';
import type { VerifierDeps } from '../../runner.ts';
import { perScope } from '../per-scope.ts';
import { createVersions } from '../versions.ts';
import { scriptsOf } from './scripts.ts';
import { checkScripts } from './shellcheck.ts';
import { checkSyntax } from './syntax.ts';

const PROGRAMS = [['shellcheck', '--version'] as const, ['bash', '--version'] as const];

/** Shell scripts: whether they can be read, and shellcheck where the project uses it. */
export function createShellVerifier(deps: VerifierDeps): Verifier {
  const versions = createVersions();
  const all = perScope(scriptsOf);
  return {
    name: 'shell',
    structured: true,
    applies: async (scope) => (await all(scope)).length > 0,
    tools: (scope) => versions(PROGRAMS, { deps, scope, signal: new AbortController().signal }),
    check: async (scope, signal) => {
      const context = { deps, scope, signal };
      const scripts = await all(scope);
      if (scripts.length === 0) return [];
      const isWanted = (name: string): boolean => scope.only?.includes(name) !== false;
      const results: (CheckResult | null)[] = [];
      if (isWanted('shell syntax')) results.push(await checkSyntax(scripts, context));
      if (isWanted('shellcheck')) results.push(await checkScripts(scripts, context));
      return results.filter((result) => result !== null);
    },
  };
}
