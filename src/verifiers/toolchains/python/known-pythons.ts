import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { type CheckContext, environmentOf } from '../../runner.ts';
import { askPython, type Interpreter, interpreterOf, type Python, upwards } from './interpreter.ts';

/** The Python of each folder; null where there is none. */
export type PythonOf = (folder: string) => Promise<Python | null>;

interface Known {
  readonly python: Promise<Python>;
  /** What its answer depends on, as it was when it was asked. */
  readonly marks: Promise<string>;
}

/** Files by which programs that stand for Python choose one. */
const CHOICES = ['.python-version', '.tool-versions', 'mise.toml', '.mise.toml'];

/**
 * Asks each interpreter once what it has, and again only when something was installed for it or another one was chosen:
 * its start may cost more than the tests. What a tool sets up before each start is asked for at each run.
 */
export function rememberPythons(): (context: CheckContext) => PythonOf {
  const all = new Map<string, Known>();
  return (context) => {
    const known = new Map<string, Promise<Python | null>>();
    const find = async (folder: string): Promise<Python | null> => {
      const interpreter = await interpreterOf(folder, context);
      if (interpreter === null) return null;
      const key = keyOf(interpreter, folder, context);
      const old = all.get(key);
      if (old !== undefined && (await isSame(old, folder, context))) return old.python;
      const python = askPython(interpreter, folder, context);
      const marks = python.then((said) => marksOf(said, folder, context));
      if (interpreter.tool === null) all.set(key, { python, marks });
      return python;
    };
    return async (folder) => {
      const python = known.get(folder) ?? find(folder);
      known.set(folder, python);
      return python;
    };
  };
}

/** What it is started by and in; the variables of a job tell nothing of it. */
function keyOf({ argv, own }: Interpreter, folder: string, context: CheckContext): string {
  const variables = Object.entries(environmentOf(context)).filter(
    ([name]) => !name.startsWith('CODELICIOUS_'),
  );
  return JSON.stringify([argv, own === null ? folder : '', context.scope.root, variables.sort()]);
}

async function isSame(known: Known, folder: string, context: CheckContext): Promise<boolean> {
  const python = await known.python;
  if (python.cut !== null || python.version === null) return false;
  return (await known.marks) === marksOf(python, folder, context);
}

/** Whatever is installed or removed changes the folder it is in. */
function marksOf({ places }: Python, folder: string, { scope }: CheckContext): string {
  const choices = upwards(folder).flatMap((each) =>
    CHOICES.map((name) => join(scope.root, each, name)),
  );
  return [...places, ...choices].map(markOf).join('\n');
}

function markOf(path: string): string {
  const stat = lstatSync(path, { throwIfNoEntry: false, bigint: true });
  return stat === undefined ? '-' : [stat.ino, stat.mtimeNs, stat.ctimeNs].join(' ');
}
