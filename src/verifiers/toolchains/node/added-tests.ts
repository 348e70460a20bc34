import type { Project } from './project.ts';
import type { TestOutcome } from './test-outcome.ts';

/**
 * How many of the tests that ran stand in a changed file and not in the base's version of it. A title that is put
 * together while the test runs stands in neither and is not counted, unless the whole file is new.
 */
export async function addedTests(
  outcomes: readonly TestOutcome[],
  project: Project,
): Promise<{ readonly added?: number }> {
  const changed = new Set(project.scope.changed);
  if (changed.size === 0) return {};
  let added = 0;
  for (const { file, titles } of outcomes) {
    const title = titles.at(-1);
    if (file === null || title === undefined || !changed.has(file)) continue;
    const base = await project.text(file, 'base');
    const tree = (await project.text(file, 'tree')) ?? '';
    if (base === null || (tree.includes(title) && !base.includes(title))) added += 1;
  }
  return { added };
}
