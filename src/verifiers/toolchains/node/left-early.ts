import { languageOf } from '../../../domain/tampering/language.ts';
import { testBlocks } from '../../../domain/tampering/test-blocks.ts';
import type { Project } from './project.ts';
import type { TestOutcome } from './test-outcome.ts';

const LEFT = 'the process ended before its tests ran';

/**
 * node:test takes a file for good that ends with exit code 0, whatever became of the tests in it. One that declares
 * tests and told of none was left early, and counts as failed.
 */
export async function withoutLeavers(
  outcomes: readonly TestOutcome[],
  project: Project,
): Promise<readonly TestOutcome[]> {
  return Promise.all(
    outcomes.map(async (one) => {
      const isWhole = one.titles.length === 0 && one.status === 'passed';
      const left = isWhole && one.file !== null && (await declaresTests(one.file, project));
      return left ? { ...one, status: 'failed' as const, failure: LEFT } : one;
    }),
  );
}

async function declaresTests(file: string, project: Project): Promise<boolean> {
  const text = await project.text(file, 'tree');
  if (text === null) return false;
  return testBlocks(text, languageOf(file)).some(({ skipped }) => !skipped);
}
