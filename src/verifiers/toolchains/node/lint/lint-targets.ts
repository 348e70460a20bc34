import { inPackage, parentOf } from '../../packages.ts';
import type { Project } from '../project.ts';
import { upwards } from '../workspaces.ts';
import type { LintSettings, LintTool } from './lint-tool.ts';

/** A folder with settings of a linter, and what is to be looked at below it. */
export interface LintTarget {
  /** Repository-relative. */
  readonly folder: string;
  readonly settings: LintSettings;
  /** Paths below the folder; null for everything. */
  readonly files: readonly string[] | null;
}

/** Folders of files that are meant to be wrong. */
const MEANT_SO = /(?:^|\/)(?:(?:__)?fixtures?(?:__)?|test-?data)(?:\/|$)/i;
/** More changed files than this are not named one by one. */
const MAX_FILES = 200;

/** Where a linter is to be run, and on what; outer folders first. */
export async function lintTargets(
  tool: LintTool,
  project: Project,
): Promise<readonly LintTarget[]> {
  const { task, changed } = project.scope;
  const isWhole = task.kind === 'full' || changed.length === 0;
  const found = isWhole ? await everywhere(tool, project) : await byChange(tool, project);
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

async function byChange(
  tool: LintTool,
  project: Project,
): Promise<ReadonlyMap<string, LintTarget>> {
  const found = new Map<string, LintTarget>();
  for (const path of project.scope.changed) {
    const above = await settingsAbove(parentOf(path), tool, project);
    if (above === null || MEANT_SO.test(path)) continue;
    const { folder, settings } = above;
    const before = found.get(folder) ?? { folder, settings, files: [] };
    const file = folder === '' ? path : path.slice(folder.length + 1);
    if (isSettings(path, tool)) found.set(folder, { ...before, files: null });
    else if (before.files !== null && tool.handles(path, settings)) {
      const isThere = (await project.text(path, 'tree')) !== null;
      const files = isThere ? [...before.files, file] : before.files;
      found.set(folder, { ...before, files: files.length > MAX_FILES ? null : files });
    }
  }
  return new Map([...found].filter(([, { files }]) => files === null || files.length > 0));
}

async function everywhere(
  tool: LintTool,
  project: Project,
): Promise<ReadonlyMap<string, LintTarget>> {
  const found = new Map<string, LintTarget>();
  for (const root of await project.packages.all()) {
    const above = MEANT_SO.test(root) ? null : await settingsAbove(root, tool, project);
    if (above !== null) found.set(above.folder, { ...above, files: null });
  }
  return found;
}

function isSettings(path: string, tool: LintTool): boolean {
  return tool.settings.includes(path.slice(path.lastIndexOf('/') + 1));
}

/** The nearest settings at or above a folder; null where the linter is not set up. */
async function settingsAbove(
  start: string,
  tool: LintTool,
  project: Project,
): Promise<Pick<LintTarget, 'folder' | 'settings'> | null> {
  for (const folder of upwards(start)) {
    for (const name of tool.settings) {
      const text = await project.text(inPackage(folder, name), 'tree');
      if (text !== null) return { folder, settings: { name, text } };
    }
    const { now } = await project.manifests(folder);
    if (now !== null && tool.isSetIn(now)) {
      return { folder, settings: { name: null, text: JSON.stringify(now.eslintConfig) } };
    }
  }
  return null;
}
