import type { CheckResult } from '../../../../domain/verdict.ts';
import type { CheckContext } from '../../../runner.ts';
import { inPackage } from '../../packages.ts';
import type { Python } from '../interpreter.ts';
import { nearest } from '../packages.ts';
import type { PythonTree } from '../tree.ts';
import { BANDIT } from './bandit.ts';
import { FLAKE8 } from './flake8.ts';
import { lint } from './lint.ts';
import type { LintTool } from './lint-tool.ts';
import { MYPY } from './mypy.ts';
import { PYRIGHT } from './pyright.ts';
import { RUFF } from './ruff.ts';
import { type Territory, territoriesOf } from './territories.ts';

const TOOLS: readonly LintTool[] = [RUFF, FLAKE8, BANDIT, MYPY, PYRIGHT];

/** What the checks of a tree share. */
export interface LintSurroundings {
  readonly tree: PythonTree;
  /** The Python of a folder; null where there is none. */
  readonly pythonOf: (folder: string) => Promise<Python | null>;
  readonly wants: (check: string) => boolean;
}

/** Every linter and checker of types that a project has set up, where it is set up. */
export async function runLints(
  { tree, pythonOf, wants }: LintSurroundings,
  context: CheckContext,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = [];
  for (const tool of TOOLS.filter(({ name }) => wants(name))) {
    const territories = await territoriesOf(tool, tree);
    const folders = new Set(territories.map(({ folder }) => folder));
    for (const territory of territories) {
      const looked = filesFor({ tool, territory, folders }, context);
      if (looked.length === 0) continue;
      const files = tool.byFile ? looked : null;
      const python = await pythonOf(territory.folder);
      results.push(await lint({ tool, territory, python, files }, context));
      if (context.signal.aborted) return results;
    }
  }
  return results;
}

interface Place {
  readonly tool: LintTool;
  readonly territory: Territory;
  /** All folders where the tool is set up. */
  readonly folders: ReadonlySet<string>;
}

/** Files for which a tool has to be run: those that changed, else all; what is gone matters to the others' types. */
function filesFor({ tool, territory, folders }: Place, { scope }: CheckContext): readonly string[] {
  const { folder, files, settings } = territory;
  const isRead = (path: string): boolean => (tool.readsStubs ? /\.pyi?$/ : /\.py$/).test(path);
  const all = files.filter(isRead);
  if (scope.task.kind === 'full' || scope.changed.length === 0) return all;
  const changed = new Set(scope.changed);
  if (tool.byFile) return all.filter((path) => changed.has(path));
  const isTouched = scope.changed.some((path) => isRead(path) && nearest(path, folders) === folder);
  return isTouched || changed.has(inPackage(folder, settings)) ? all : [];
}
