import { listed, PROMPT_LIMITS, quoted, section } from './parts.ts';

/** What an engine should know besides its task. */
export interface Surroundings {
  /** CLAUDE.md, AGENTS.md and the like, as they stand on the base. */
  readonly repositoryInstructions: readonly { readonly path: string; readonly text: string }[];
  /** The commands that will judge the result, as a person would type them. */
  readonly verifyCommands: readonly string[];
  /** Titles of what is built of this spec already, oldest first. */
  readonly built: readonly string[];
  /** What failed or was left out before this task, and is therefore missing. */
  readonly missing: readonly { readonly title: string; readonly reason: string }[];
  /** Why earlier attempts at this very task were thrown away, oldest first. */
  readonly attempts: readonly string[];
}

/** The sections that tell them; empty ones are left out. */
export function surroundingSections(input: Surroundings): readonly string[] {
  return [
    ...section('Commands that will judge the result', listed(input.verifyCommands)),
    ...section('Built of this spec already', listed(input.built)),
    ...section('Missing', missing(input.missing)),
    ...section('Earlier attempts at this task', attempts(input.attempts)),
    ...repositorySection(input.repositoryInstructions),
  ];
}

/** What the repository tells everybody who works on it. */
export function repositorySection(
  files: Surroundings['repositoryInstructions'],
): readonly string[] {
  return section('Instructions of this repository', repository(files));
}

function missing(entries: Surroundings['missing']): string {
  if (entries.length === 0) return '';
  const list = listed(entries.map(({ title, reason }) => `${title} (${reason})`));
  return `These tasks of the spec were not built. Do not build them now; do without them.\n\n${list}`;
}

function attempts(entries: readonly string[]): string {
  if (entries.length === 0) return '';
  return `Each was discarded; the tree no longer holds it.\n\n${listed(entries)}`;
}

/** Every file gets an equal share of the room, so that a long one cannot push out the others. */
function repository(files: Surroundings['repositoryInstructions']): string {
  const shown = files.filter((file) => file.text.trim() !== '').slice(0, PROMPT_LIMITS.entries);
  const share = Math.floor(PROMPT_LIMITS.repository / Math.max(1, shown.length));
  return shown.map(({ path, text }) => `${listed([path])}\n\n${quoted(text, share)}`).join('\n\n');
}
