import { execFileSync } from 'node:child_process';

/** The Python on PATH itself, not what finds it; null where there is none. */
export const PYTHON: string | null = said('python3', '-c', 'import sys; print(sys.executable)');

/** Where pyenv has its programs: below a HOME that tests do not have. */
const root = /^(.*\/\.pyenv)\/versions\//.exec(PYTHON ?? '')?.[1];
export const PYENV: Readonly<Record<string, string>> =
  root === undefined ? {} : { PYENV_ROOT: root };

/** Whether a module can be imported. */
export function hasModule(name: string): boolean {
  return PYTHON !== null && said(PYTHON, '-c', `import ${name}`) !== null;
}

function said(file: string, ...args: readonly string[]): string | null {
  try {
    return execFileSync(file, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return null;
  }
}
