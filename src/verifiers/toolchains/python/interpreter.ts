import { join } from 'node:path';
import * as z from 'zod';
import type { ProcessOutcome } from '../../../ports/process.ts';
import { type CheckContext, environmentOf, runProgram } from '../../runner.ts';
import { parentOf } from '../packages.ts';
import { isExecutable } from '../tree-files.ts';
import { PROBE_PROGRAM } from './programs/probe.ts';

/** Environments a project keeps in its own tree, the usual name first. */
const OWN_INTERPRETERS = ['.venv/bin/python', 'venv/bin/python'];

/** Tools that know a project's environment, by the lock file that tells of them. */
const RUNNERS: readonly (readonly [lock: string, tool: string, args: readonly string[]])[] = [
  ['uv.lock', 'uv', ['run', '--frozen', 'python']],
  ['poetry.lock', 'poetry', ['run', 'python']],
];

/** Modules that checks are made of. */
const MODULES = ['pytest', 'pytest_cov', 'coverage', 'django'];
/** Linters and checkers of types, by the names of their modules and programs. */
export const LINTERS = ['ruff', 'flake8', 'bandit', 'mypy', 'pyright'];

/** Nothing is compiled into the tree that is about to be committed. */
export const PYTHON_ENV = { PYTHONDONTWRITEBYTECODE: '1' };

/** How Python is started, and whether that is an environment of the project's own. */
export interface Interpreter {
  readonly argv: readonly [string, ...string[]];
  /** Absolute path of the interpreter in the tree; null for any other. */
  readonly own: string | null;
  /** Name of the tool that starts it, such as `uv`; null where it starts by itself. */
  readonly tool: string | null;
}

/** An interpreter with what it has. */
export interface Python extends Interpreter {
  /** Such as `3.12.1`; null where it did not say. */
  readonly version: string | null;
  /** Versions of the modules that it can import, by name; empty text where a version is not known. */
  readonly modules: Readonly<Record<string, string>>;
  /** Absolute paths of itself and of the folders that its modules are in; some may not be there. */
  readonly places: readonly string[];
  /** How asking it ended, where it was cut short or could not be started. */
  readonly cut: ProcessOutcome | null;
}

/**
 * The Python of a package: of an environment in its folder or one above, else by the tool of its lock file, else the
 * one on PATH.
 * @param folder repository-relative
 */
export async function interpreterOf(
  folder: string,
  context: CheckContext,
): Promise<Interpreter | null> {
  const { scope, deps } = context;
  const path = environmentOf(context)['PATH'] ?? '';
  for (const place of upwards(folder)) {
    for (const own of OWN_INTERPRETERS.map((each) => join(scope.root, place, each))) {
      if (await isExecutable(own)) return { argv: [own], own, tool: null };
    }
  }
  for (const place of upwards(folder)) {
    for (const [lock, tool, args] of RUNNERS) {
      if ((await scope.baseFile(place === '' ? lock : `${place}/${lock}`)) === null) continue;
      const program = await deps.processes.find(tool, path);
      if (program !== null) return { argv: [program, ...args], own: null, tool };
    }
  }
  const system =
    (await deps.processes.find('python3', path)) ?? (await deps.processes.find('python', path));
  return system === null ? null : { argv: [system], own: null, tool: null };
}

/** A folder and those above it up to the repository's root. */
export function upwards(folder: string): readonly string[] {
  return folder === '' ? [''] : [folder, ...upwards(parentOf(folder))];
}

const answerSchema = z.object({
  version: z.string(),
  modules: z.record(z.string(), z.string()),
  places: z.array(z.string()),
});

/** Asks an interpreter what it has, in the folder where it would run. */
export async function askPython(
  interpreter: Interpreter,
  folder: string,
  context: CheckContext,
): Promise<Python> {
  const argv = [...interpreter.argv, '-c', PROBE_PROGRAM, ...MODULES, ...LINTERS];
  const cwd = join(context.scope.root, folder);
  const outcome = await runProgram({ argv, env: PYTHON_ENV, cwd }, context);
  const { version = null, modules = {}, places = [] } = answerOf(outcome) ?? {};
  const cut = outcome.status === 'exited' ? null : outcome;
  return { ...interpreter, version, modules, places, cut };
}

function answerOf({ stdout }: ProcessOutcome) {
  const line = new TextDecoder().decode(stdout).trim().split('\n').at(-1) ?? '';
  try {
    return answerSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
