import type { Sha } from '../domain/ids.ts';
import { chooseFormat } from '../text/commit-message.ts';
import type { Deps } from './deps.ts';
import type { RunTally } from './spec-env.ts';

/** Where repositories keep what agents must know. */
const INSTRUCTION_FILES = ['AGENTS.md', 'CLAUDE.md'];
/** Commits whose subjects show a repository's habit. */
const RECENT = 20;

/** What the repository's base tells about how it is worked on: instructions for agents, style of commits. */
export async function readHabits(
  deps: Pick<Deps, 'git' | 'config' | 'checkout'>,
  base: Sha,
): Promise<Pick<RunTally, 'style' | 'instructions'>> {
  const { git, config, checkout } = deps;
  const texts = await git.filesAt(base, INSTRUCTION_FILES);
  const recent = config.commitFormat === 'auto' ? await git.commits(null, base, RECENT) : [];
  const format = chooseFormat(
    config.commitFormat,
    recent.map((commit) => commit.subject),
  );
  const signoff = config.signoff ? await checkout.identity() : null;
  return {
    style: { format, signoff },
    instructions: [...texts].map(([path, text]) => ({ path, text })),
  };
}
