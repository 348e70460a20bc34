import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import type { CheckResult } from '../../src/domain/verdict.ts';
import type { VerifyScope, VerifyTask } from '../../src/ports/verifier.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import type { VerifierDeps } from '../../src/verifiers/runner.ts';
import { createPythonVerifier } from '../../src/verifiers/toolchains/python/python.ts';
import { cagedSandbox, canCage } from './caged.ts';

export type Files = Readonly<Record<string, string>>;

/** The system's own: it starts at once. */
const PATH = '/usr/bin:/bin';
const CAGED = await canCage();

/** Whether a command of the system ends well. */
export function has(...argv: readonly string[]): boolean {
  const [file = '', ...args] = argv;
  try {
    execFileSync(file, args, { stdio: 'ignore', env: { PATH } });
    return true;
  } catch {
    return false;
  }
}

/** A folder of the tests of one file. */
export let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-python-test-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** A tree, and what of it is looked at. */
export interface Case {
  readonly tree: Files;
  readonly base?: Files;
  readonly changed?: readonly string[];
  readonly task?: VerifyTask;
  readonly only?: readonly string[];
}

let trees = 0;
/** The tree, made. */
export function scopeOf({ tree, base = tree, changed = [], task, only }: Case): VerifyScope {
  const root = join(dir, `tree-${(trees += 1)}`);
  mkdirSync(root);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    ...{ root, borrows: [], changed, task: task ?? { kind: 'change' }, env: {} },
    ...(only === undefined ? {} : { only }),
    added: async () => null,
    baseFile: (path) => Promise.resolve(base[path] ?? null),
  };
}

/** What a verifier of Python is made of, with a real cage where there can be one. */
export function depsOf(path = PATH): VerifierDeps {
  const env = { PATH: path, HOME: dir };
  const processes = createProcesses();
  const sandbox = CAGED ? cagedSandbox(env) : createSandbox('none', processes);
  return { commands: [], timeoutMs: 60_000, processes, sandbox, env, passEnv: [] };
}

/** What is said of a tree, in a cage where there can be one; the tree is as before afterwards. */
export async function check(given: Case): Promise<readonly CheckResult[]> {
  const scope = scopeOf(given);
  const before = listing(scope.root);
  const results = await createPythonVerifier(depsOf()).check(scope, new AbortController().signal);
  expect(listing(scope.root)).toEqual(before);
  return results;
}

function listing(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted();
}
