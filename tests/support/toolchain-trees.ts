import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CheckResult } from '../../src/domain/verdict.ts';
import type { Sandbox } from '../../src/ports/sandbox.ts';
import type { Verifier, VerifyScope, VerifyTask } from '../../src/ports/verifier.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import type { VerifierDeps } from '../../src/verifiers/registry.ts';

/** Texts of files by their paths; null for one that the change takes away. */
export type Files = Readonly<Record<string, string | null>>;

/** A base, what a change makes of it, and how much of it is looked at. */
export interface TreeCase {
  readonly base: Files;
  readonly change?: Files;
  readonly task?: VerifyTask;
  readonly only?: readonly string[];
}

/** Where rustup keeps its toolchains: below a HOME that tests do not have. */
const cargoFolder = (process.env['PATH'] ?? '')
  .split(':')
  .find((one) => one.endsWith('/.cargo/bin'));
const RUSTUP: Readonly<Record<string, string>> =
  cargoFolder === undefined ? {} : { RUSTUP_HOME: join(dirname(dirname(cargoFolder)), '.rustup') };

/** Whether a program answers here. */
export function answers(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore', env: { ...RUSTUP, ...process.env } });
    return true;
  } catch {
    return false;
  }
}

/** A folder in which one test file makes trees and keeps what compilers make. */
export function toolchainTrees(make: (deps: VerifierDeps) => Verifier) {
  const dir = mkdtempSync(join(tmpdir(), 'codelicious-trees-'));
  let trees = 0;

  const scopeOf = ({
    base,
    change = {},
    task = { kind: 'change' },
    only,
  }: TreeCase): VerifyScope => {
    const root = join(dir, `tree-${(trees += 1)}`);
    mkdirSync(root);
    for (const [path, text] of Object.entries({ ...base, ...change })) {
      if (text === null) continue;
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return {
      root,
      borrows: [],
      task,
      changed: Object.keys(change),
      added: async () => null,
      ...(only === undefined ? {} : { only }),
      baseFile: (path) => Promise.resolve(base[path] ?? null),
      env: {},
    };
  };

  const verifierWith = (more: Partial<VerifierDeps> = {}): Verifier => {
    const processes = createProcesses();
    const sandbox: Sandbox = createSandbox('none', processes);
    const env = { ...RUSTUP, ...process.env, HOME: dir };
    return make({
      ...{ commands: [], passEnv: [], timeoutMs: 60_000 },
      processes,
      sandbox,
      env,
      cacheDir: dir,
      ...more,
    });
  };
  const shared = verifierWith();

  return {
    dir,
    scopeOf,
    verifierWith,
    check: async (tree: TreeCase, verifier = shared): Promise<readonly CheckResult[]> => {
      const scope = scopeOf(tree);
      if (!(await verifier.applies(scope))) return [];
      return verifier.check(scope, new AbortController().signal);
    },
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** One check of several by its name. */
export function named(checks: readonly CheckResult[], name: string): CheckResult {
  const found = checks.find((check) => check.name === name);
  if (found === undefined)
    throw new Error(`no ${name} among ${checks.map((one) => one.name).join(', ')}`);
  return found;
}
