import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addedLines } from '../../src/domain/added-lines.ts';
import type { CheckResult } from '../../src/domain/verdict.ts';
import type { VerifyScope, VerifyTask } from '../../src/ports/verifier.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import type { VerifierDeps } from '../../src/verifiers/runner.ts';
import { createNodeVerifier } from '../../src/verifiers/toolchains/node/node.ts';

export type Files = Readonly<Record<string, string>>;

/** Programs of this repository, and those that only tests of real tools need. */
const OWN = fileURLToPath(new URL('../../node_modules', import.meta.url));
export const REAL_TOOLS = fileURLToPath(new URL('../real-tools/node_modules', import.meta.url));

/** A tree of files on disk and the base it comes from. */
export interface NodeProject {
  readonly root: string;
  /** Gives a package the programs and packages of a folder of installed ones, by links. */
  install(names: readonly string[], folder?: string): void;
  check(
    task: VerifyTask,
    more?: Partial<VerifierDeps & VerifyScope>,
  ): Promise<readonly CheckResult[]>;
  close(): void;
}

/** @param changes the change on top of the base; null for what it deletes */
export function nodeProject(
  base: Files,
  changes: Readonly<Record<string, string | null>> = {},
): NodeProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-node-')));
  const files = new Map(Object.entries<string | null>({ ...base, ...changes }));
  for (const [path, text] of files) if (text !== null) write(root, path, text);
  return {
    root,
    install: (names, folder = '') => names.forEach((name) => installOne(join(root, folder), name)),
    check: async (task, more = {}) => {
      const scope: VerifyScope = {
        root,
        borrows: [OWN, REAL_TOOLS],
        changed: Object.keys(changes),
        task,
        added: async (path) => {
          const after = files.get(path) ?? null;
          return after === null ? null : addedLines(base[path] ?? null, after);
        },
        baseFile: async (path) => base[path] ?? null,
        env: {},
        ...more,
      };
      const deps: VerifierDeps = {
        commands: [],
        timeoutMs: 60_000,
        processes: createProcesses(),
        sandbox: createSandbox('none', createProcesses()),
        // Without the folders of programs that whoever started the tests has put into it.
        env: { PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, HOME: root },
        passEnv: [],
        ...more,
      };
      return createNodeVerifier(deps).check(scope, new AbortController().signal);
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

function write(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** A package by its name, and its programs by `name:program`. */
function installOne(folder: string, wanted: string): void {
  const [name = '', program] = wanted.split(':');
  const from = [OWN, REAL_TOOLS].find((modules) => existsSync(join(modules, name))) ?? OWN;
  const modules = join(folder, 'node_modules');
  mkdirSync(dirname(join(modules, name)), { recursive: true });
  symlinkSync(join(from, name), join(modules, name));
  if (program === undefined) return;
  mkdirSync(join(modules, '.bin'), { recursive: true });
  symlinkSync(realpathSync(join(from, '.bin', program)), join(modules, '.bin', program));
}
