import { clip, oneLine } from '../domain/text-limits.ts';
import type { CheckResult } from '../domain/verdict.ts';
import type { Verifier } from '../ports/verifier.ts';
import { runMeasured } from './coverage/measured-check.ts';
import type { CheckContext, VerifierDeps } from './runner.ts';

/** Characters of a command that name its check. */
const NAME_CHARS = 60;

/** The commands of the configuration, in order; all of them, so that one repair sees every fault. */
export function createCustomVerifier(deps: VerifierDeps): Verifier {
  return {
    name: 'commands',
    applies: () => Promise.resolve(deps.commands.length > 0),
    tools: () => Promise.resolve([process.version, ...deps.commands].join('\n')),
    check: async (scope, signal) => runAll(deps.commands, { deps, scope, signal }),
  };
}

async function runAll(
  commands: readonly string[],
  context: CheckContext,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  const { only } = context.scope;
  for (const command of commands) {
    const shown = oneLine(command);
    const name = clip(shown, NAME_CHARS);
    if (only?.includes(name) === false) continue;
    const argv = ['/bin/sh', '-c', command];
    results.push(await runMeasured({ name, shown, argv }, context));
    if (context.signal.aborted) break;
  }
  return results;
}
