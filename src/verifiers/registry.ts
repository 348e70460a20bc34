import type { Verifier } from '../ports/verifier.ts';
import { createCustomVerifier } from './custom.ts';
import type { VerifierDeps } from './runner.ts';
import { createNodeVerifier } from './toolchains/node.ts';
import { createPythonVerifier } from './toolchains/python.ts';

export type { VerifierDeps } from './runner.ts';

/** The checks of a run: the configured commands, else the tests that each toolchain finds. */
export function createVerifiers(deps: VerifierDeps): readonly Verifier[] {
  if (deps.commands.length > 0) return [createCustomVerifier(deps)];
  return [createNodeVerifier(deps), createPythonVerifier(deps)];
}
