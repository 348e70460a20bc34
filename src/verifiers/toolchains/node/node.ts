import type { CheckResult } from '../../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../../ports/verifier.ts';
import type { VerifierDeps } from '../../runner.ts';
import { checkLint, LINT_NAMES } from './lint/lint-check.ts';
import { projectOf } from './project.ts';
import { checkPackage, type NodeEnv } from './test-check.ts';
import { testTargets } from './test-targets.ts';
import { toolVersions } from './tool-versions.ts';
import { checkTypes, TYPES_NAME } from './types-check.ts';
import { withRoot } from './with-root.ts';

/**
 * Projects of Node.js, package by package: the tests of their `test` scripts, told apart where the script is one call of
 * a known runner, their linters and their types. What is run is what the base says.
 */
export function createNodeVerifier(deps: VerifierDeps): Verifier {
  return {
    name: 'node',
    structured: true,
    applies: async (scope) => isNode(scope),
    tools: toolVersions,
    check: async (scope, signal) => {
      const project = projectOf(scope);
      const env: NodeEnv = { project, context: { deps, scope, signal } };
      // What is quick to say comes first.
      const isTests = scope.task.kind === 'tests';
      const read = isTests ? [] : [...(await checkLint(env)), ...(await checkTypes(env))];
      return [...read, ...(await checkTests(env))];
    },
  };
}

async function checkTests(env: NodeEnv): Promise<readonly CheckResult[]> {
  const { signal, scope } = env.context;
  const results: CheckResult[] = [];
  const others = [...LINT_NAMES, TYPES_NAME];
  if (scope.only?.every((name) => others.includes(name)) === true) return results;
  for (const target of await testTargets(env.project)) {
    if (signal.aborted) return results;
    results.push(...(await checkPackage(target, env)));
  }
  return withRoot(results, env);
}

async function isNode(scope: VerifyScope): Promise<boolean> {
  const project = projectOf(scope);
  if ((await project.manifests('')).base !== null) return true;
  return (await project.packages.all()).length > 0;
}
