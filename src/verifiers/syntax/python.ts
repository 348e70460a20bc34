import { join } from 'node:path';
import * as z from 'zod';
import type { ProcessOutcome } from '../../ports/process.ts';
import { type CheckContext, environmentOf } from '../runner.ts';
import { isExecutable, readTreeFile } from '../toolchains/tree-files.ts';
import type { SyntaxFault } from './fault.ts';
import { PYTHON_PROGRAM } from './python-program.ts';

/** Environments a project keeps in its own tree, the usual name first. */
const OWN_INTERPRETERS = ['.venv/bin/python', 'venv/bin/python'];
/** By itself: no module of the tree or of the environment is loaded before the program. */
const ALONE = ['-I', '-S', '-c', PYTHON_PROGRAM];
/** Bytes of answer kept: some hundred characters for each of some ten thousand files. */
const KEEP_BYTES = 4_194_304;

const answerSchema = z.object({
  version: z.tuple([z.number(), z.number()]),
  faults: z.array(z.tuple([z.string(), z.number().nullable(), z.string()])),
});

/** What Python says of files; or why it says nothing. */
export type PythonReading =
  | { readonly kind: 'read'; readonly faults: ReadonlyMap<string, SyntaxFault> }
  | { readonly kind: 'skipped'; readonly note: string };

/** A file of the tree, or with a text the file as it would be with it. */
export type PythonFile = readonly [path: string, text: string | null];

/** Compiles all files in one process of the project's own Python, inside the sandbox; nothing is run or written. */
export async function readPython(
  files: readonly PythonFile[],
  context: CheckContext,
): Promise<PythonReading> {
  const python = await interpreterOf(context);
  if (python === null) {
    return skip('python3 is not on PATH; get it from https://www.python.org');
  }
  const answer = answerOf(await run(python, files, context));
  if (answer === null) return skip(`${python} could not compile the files`);
  const wanted = await neededMinor(context.scope.root);
  const [major, minor] = answer.version;
  if (major < 3 || minor < wanted) {
    return skip(`Python 3.${wanted} is asked for, ${python} is ${major}.${minor}`);
  }
  const faults = answer.faults.map(
    ([path, line, message]) => [path, { line, message: withoutKind(message) }] as const,
  );
  return { kind: 'read', faults: new Map(faults) };
}

function skip(note: string): PythonReading {
  return { kind: 'skipped', note };
}

/** `SyntaxError` says nothing that the check's name does not; its kinds, such as `TabError`, do. */
function withoutKind(message: string): string {
  return message.replace(/^SyntaxError: /, '');
}

async function run(
  python: string,
  files: readonly PythonFile[],
  context: CheckContext,
): Promise<ProcessOutcome> {
  const { deps, scope, signal } = context;
  const { root, borrows } = scope;
  const command = {
    file: python,
    args: ALONE,
    cwd: root,
    env: environmentOf(context),
    stdin: JSON.stringify({ root, files }),
    timeoutMs: deps.timeoutMs,
    signal,
    keepBytes: KEEP_BYTES,
  };
  const cage = { writable: [], readable: [root, ...borrows], network: { kind: 'none' } } as const;
  return deps.sandbox.run(command, cage);
}

function answerOf({ status, exitCode, stdout }: ProcessOutcome) {
  if (status !== 'exited' || exitCode !== 0) return null;
  const line = new TextDecoder().decode(stdout).trim().split('\n').at(-1) ?? '';
  try {
    return answerSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

async function interpreterOf(context: CheckContext): Promise<string | null> {
  for (const own of OWN_INTERPRETERS.map((each) => join(context.scope.root, each))) {
    if (await isExecutable(own)) return own;
  }
  const path = environmentOf(context)['PATH'] ?? '';
  const { processes } = context.deps;
  return (await processes.find('python3', path)) ?? (await processes.find('python', path));
}

/** The least minor version of Python 3 that the project asks for: an older one would refuse its newer grammar. */
async function neededMinor(root: string): Promise<number> {
  const project = (await readTreeFile(root, 'pyproject.toml')) ?? '';
  const pinned = (await readTreeFile(root, '.python-version')) ?? '';
  const [, asked = pinned] =
    /^\s*(?:requires-)?python\s*=\s*["']([^"'\n]+)["']/m.exec(project) ?? [];
  return Number(/(?:>=?|~=|\^|==|^)\s*3\.(\d{1,3})/.exec(asked)?.[1] ?? 0);
}
