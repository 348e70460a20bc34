import type { VerifyTask } from '../../../ports/verifier.ts';
import { changedKind } from './changed-files.ts';
import { runsMembers } from './delegation.ts';
import { decidingScripts, type Project } from './project.ts';
import { upwards } from './workspaces.ts';

/** A package whose tests are to be run. */
export interface TestTarget {
  /** Repository-relative; empty for the root. */
  readonly folder: string;
  /** Repository-relative files it is about; null for all there is. */
  readonly files: readonly string[] | null;
}

/** The packages whose tests a task asks for, outer ones first. */
export async function testTargets(project: Project): Promise<readonly TestTarget[]> {
  const { task, changed } = project.scope;
  const files = aboutOf(task, changed);
  if (files === null) return whole(await allTested(project), project);
  const found = new Map<string, string[]>();
  for (const path of files) {
    const folder = await testedAbove(path, project);
    if (folder !== null) found.set(folder, [...(found.get(folder) ?? []), path]);
    // Settings of a root without tests of its own are those of all packages.
    else if (task.kind === 'change' && changedKind(path) === 'settings') {
      return whole(await allTested(project), project);
    }
  }
  const isPlain = (await rootRunsMembers(project)) === 'plainly';
  if (isPlain && found.has('')) return whole(await allTested(project), project);
  return [...found].map(([folder, its]) => ({ folder, files: its })).sort(outerFirst);
}

/** What a task is about; null for everything. */
function aboutOf(task: VerifyTask, changed: readonly string[]): readonly string[] | null {
  if (task.kind === 'tests') return task.files;
  return task.kind === 'full' || changed.length === 0 ? null : changed;
}

/** Whether a package has a test script of its own. */
async function isTested(folder: string, project: Project): Promise<boolean> {
  return decidingScripts(await project.manifests(folder)).scripts.length > 0;
}

/** The nearest package at or above a file's that has tests. */
async function testedAbove(path: string, project: Project): Promise<string | null> {
  const root = await project.workspaces.rootOf(path);
  for (const folder of root === null ? [] : upwards(root)) {
    if (await isTested(folder, project)) return folder;
  }
  return null;
}

async function allTested(project: Project): Promise<readonly string[]> {
  const found: string[] = [];
  // A root whose manifest the change deletes is judged all the same.
  for (const folder of new Set(['', ...(await project.workspaces.all())])) {
    if (await isTested(folder, project)) found.push(folder);
  }
  return found;
}

/** All of these packages; a root that does nothing but run the others is left out. */
async function whole(folders: readonly string[], project: Project): Promise<readonly TestTarget[]> {
  const members = folders.filter((folder) => folder !== '');
  const how = members.length < folders.length ? await rootRunsMembers(project) : 'no';
  const once = how === 'plainly' && members.length > 0 ? members : folders;
  return once.map((folder) => ({ folder, files: null }));
}

/** Whether the root's test script runs those of the packages below it. */
export async function rootRunsMembers(project: Project): Promise<'plainly' | 'somehow' | 'no'> {
  return runsMembers(decidingScripts(await project.manifests('')).scripts);
}

function outerFirst(a: TestTarget, b: TestTarget): number {
  return a.folder < b.folder ? -1 : 1;
}
