import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CodeliciousError } from '../../domain/errors.ts';
import type { Processes } from '../../ports/process.ts';
import type { Env } from '../repository.ts';
import { SAMPLE_PROJECT } from './sample-project.ts';

/** Settings of the sample alone: nothing of the user's configuration decides how the demo goes. */
const SETTINGS: readonly (readonly [string, string])[] = [
  ['user.name', 'Demo'],
  ['user.email', 'demo@example.invalid'],
  ['commit.gpgsign', 'false'],
  ['core.autocrlf', 'false'],
];

/** Writes the sample project and commits it, as a person would have. */
export async function makeSampleRepository(
  folder: string,
  { processes, env }: { readonly processes: Processes; readonly env: Env },
): Promise<void> {
  for (const [path, text] of Object.entries(SAMPLE_PROJECT)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  const file = await processes.find('git', env['PATH'] ?? '');
  const git = async (...args: string[]): Promise<void> => {
    const outcome = file === null ? null : await processes.run({ file, args, cwd: folder, env });
    if (outcome?.exitCode === 0) return;
    throw new CodeliciousError('git_missing', 'the sample repository could not be made with git', {
      hint: 'install git 2.31 or later',
    });
  };
  await git('init', '-q', '-b', 'main');
  for (const [name, value] of SETTINGS) await git('config', name, value);
  await git('add', '--all');
  await git('commit', '-q', '-m', 'Start pocket-helpers');
}
