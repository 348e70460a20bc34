import { parentOf } from '../../packages.ts';
import { nearest, projectFolders } from '../packages.ts';
import type { PythonTree } from '../tree.ts';
import type { LintTool } from './lint-tool.ts';

/** A folder in which a project has set a tool up, and what that is in charge of. */
export interface Territory {
  /** Repository-relative. */
  readonly folder: string;
  /** Name of the file that says so, and its text. */
  readonly settings: string;
  readonly text: string;
  /** Modules and stubs below it that no other such folder is nearer to; repository-relative. */
  readonly files: readonly string[];
}

/** Where a tool is set up, outer folders first. */
export async function territoriesOf(
  tool: LintTool,
  tree: PythonTree,
): Promise<readonly Territory[]> {
  const found = new Map<string, Omit<Territory, 'files'>>();
  for (const [file, says] of tool.settings) {
    for (const path of tree.settings.filter((each) => isNamed(each, file))) {
      const folder = parentOf(path);
      const text = await tree.textOf(path);
      if (!found.has(folder) && says.test(text))
        found.set(folder, { folder, settings: file, text });
    }
  }
  const folders = new Set(projectFolders([...found.keys()]));
  const files = new Map([...folders].map((folder): [string, string[]] => [folder, []]));
  for (const path of tree.files) {
    const folder = nearest(path, folders);
    if (folder !== null) files.get(folder)?.push(path);
  }
  return [...found.values()]
    .filter(({ folder }) => folders.has(folder))
    .map((one) => ({ ...one, files: files.get(one.folder) ?? [] }))
    .toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
}

function isNamed(path: string, name: string): boolean {
  return path === name || path.endsWith(`/${name}`);
}
