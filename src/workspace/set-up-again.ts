import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLockFile } from '../domain/size.ts';
import type { WorkTree } from '../ports/work-tree.ts';
import type { InstallResult } from '../ports/workspace.ts';
import { resultOf, runCommands } from './commands.ts';
import { strayPaths } from './stray.ts';
import type { Site } from './supply.ts';

interface Again {
  readonly tree: WorkTree;
  readonly site: Site;
  /** Paths that are not part of the work. */
  readonly hidden: readonly string[];
  /** What became of our own installation. */
  readonly result: InstallResult;
}

/**
 * Runs the commands of `workspace.setup` once more. What they make or edit is no part of the work; lock files are,
 * where our own installation could not bring them up to date.
 */
export async function setUpAgain({
  tree,
  site,
  hidden,
  result,
}: Again): Promise<{ readonly result: InstallResult; readonly stray: readonly string[] }> {
  const before = await tree.write(hidden);
  const failure = await runCommands(site);
  if (failure !== null) return { result: resultOf(failure), stray: [] };
  const tracked = await tree.tracked();
  const stray = strayPaths(await tree.untracked(), hidden, tracked);
  const locks = result.type !== 'installed' ? await lockTexts(site.root, tracked) : [];
  await tree.checkOut(before, [...hidden, ...stray]);
  for (const [path, text] of locks) await writeFile(join(site.root, path), text);
  const ours = result.type === 'installed' ? [result.how] : [];
  const how = [...ours, 'ran the set-up commands'].join(', ');
  return { result: { type: 'installed', how }, stray };
}

async function lockTexts(
  root: string,
  tracked: readonly string[],
): Promise<readonly (readonly [path: string, text: string])[]> {
  const found: [string, string][] = [];
  for (const path of tracked.filter(isLockFile)) {
    const text = await readFile(join(root, path), 'utf8').catch(() => null);
    if (text !== null) found.push([path, text]);
  }
  return found;
}
