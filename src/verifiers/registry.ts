import type { Verifier } from '../ports/verifier.ts';
import { createAuditVerifier } from './audit/audit.ts';
import { createCustomVerifier } from './custom.ts';
import { createHookVerifier } from './hooks/hooks.ts';
import type { VerifierDeps } from './runner.ts';
import { createSecurityVerifier, type SecurityDeps } from './security/security.ts';
import { createSyntaxVerifier } from './syntax/syntax.ts';
import { createGoVerifier } from './toolchains/go/go.ts';
import { createNodeVerifier } from './toolchains/node/node.ts';
import { createPythonVerifier } from './toolchains/python/python.ts';
import { createRustVerifier } from './toolchains/rust/rust.ts';
import { createShellVerifier } from './toolchains/shell/shell.ts';

export type { VerifierDeps } from './runner.ts';

/** Among the configured commands it stands for what the toolchains find. */
const AUTO = 'auto';

/** The checks that show that a project works: what the toolchains find, else the configured commands, in their order. */
export function createVerifiers(deps: VerifierDeps): readonly Verifier[] {
  const { commands } = deps;
  const at = commands.indexOf(AUTO);
  if (commands.length > 0 && at === -1) return [createCustomVerifier(deps)];
  return [
    ...custom(deps, commands.slice(0, Math.max(0, at))),
    ...toolchains(deps),
    ...custom(deps, commands.slice(at + 1)),
  ];
}

function toolchains(deps: VerifierDeps): readonly Verifier[] {
  return [
    createNodeVerifier(deps),
    createPythonVerifier(deps),
    createGoVerifier(deps),
    createRustVerifier(deps),
    createShellVerifier(deps),
  ];
}

function custom(deps: VerifierDeps, some: readonly string[]): readonly Verifier[] {
  const commands = some.filter((command) => command !== AUTO);
  return commands.length === 0 ? [] : [createCustomVerifier({ ...deps, commands })];
}

/** The checks that every change goes through, whatever is configured: the text of what it adds, and the repository's hooks. */
export function createStandingVerifiers(deps: VerifierDeps & SecurityDeps): readonly Verifier[] {
  return [
    createSyntaxVerifier(deps),
    createSecurityVerifier(deps),
    createAuditVerifier(deps),
    createHookVerifier(deps),
  ];
}
