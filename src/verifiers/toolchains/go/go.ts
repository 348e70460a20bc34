import type { CheckResult } from '../../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../../ports/verifier.ts';
import { type CheckContext, environmentOf, skipped, type VerifierDeps } from '../../runner.ts';
import { type BuildFolder, createBuildFolder } from '../build-folder.ts';
import { perScope } from '../per-scope.ts';
import { createVersions } from '../versions.ts';
import { checkFormat } from './gofmt.ts';
import { type GoModule, modulesOf } from './module.ts';
import { planFor } from './plan.ts';
import { checkTests } from './test.ts';
import { checkVet } from './vet.ts';

/** Checks by name, in the order they run. */
const CHECKS = ['gofmt', 'go vet', 'go test'] as const;
const HOW_TO_GET = 'go is not on PATH; get it from https://go.dev/dl';

/**
 * gofmt, vet and tests of Go modules: of the packages that a change touches and of those that import them, by Go's own
 * graph.
 */
export function createGoVerifier(deps: VerifierDeps): Verifier {
  const build = createBuildFolder(deps.cacheDir);
  const versions = createVersions();
  const modules = perScope(modulesOf);
  return {
    name: 'go',
    structured: true,
    applies: async (scope) => (await modules(scope)).length > 0,
    tools: (scope) => versions([['go', 'version']], contextOf(deps, scope)),
    check: async (scope, signal) => {
      const context = { deps, scope, signal };
      const results: CheckResult[] = [];
      for (const module of await modules(scope)) {
        if (!signal.aborted) results.push(...(await checkModule(module, { context, build })));
      }
      return results;
    },
  };
}

function contextOf(deps: VerifierDeps, scope: VerifyScope): CheckContext {
  return { deps, scope, signal: new AbortController().signal };
}

async function checkModule(
  module: GoModule,
  { context, build }: { readonly context: CheckContext; readonly build: BuildFolder },
): Promise<readonly CheckResult[]> {
  const { deps, scope } = context;
  const isRepeat = scope.task.kind === 'tests';
  const wanted = CHECKS.filter((name) => scope.only?.includes(name) !== false);
  const format = wanted.includes('gofmt') && !isRepeat ? await checkFormat(module, context) : null;
  const results = format === null ? [] : [format];
  if (!wanted.some((name) => name !== 'gofmt')) return results;
  const program = await deps.processes.find('go', environmentOf(context)['PATH'] ?? '');
  if (program === null) return [...results, missing(module)];
  const go = { program, context, build };
  const plan = await planFor(module, go);
  if (plan === null) return results;
  if (wanted.includes('go vet') && plan.vet.length > 0) {
    results.push(await checkVet(plan.vet, module, go));
  }
  if (wanted.includes('go test')) results.push(await checkTests(plan, module, go));
  return results;
}

function missing({ folder }: GoModule): CheckResult {
  return skipped(
    { name: 'go test', shown: 'go test ./...', kind: 'test', package: folder },
    HOW_TO_GET,
  );
}
