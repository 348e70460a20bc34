import type { NumstatEntry } from '../../domain/changeset.ts';
import { listed, section } from './parts.ts';
import { type PromptContext, rules, taskSections } from './rules.ts';
import { type Surroundings, surroundingSections } from './surroundings.ts';

export interface ShrinkPromptInput extends PromptContext, Surroundings {
  /** Lines the whole change had. */
  readonly lines: number;
  /** What it consisted of. */
  readonly entries: readonly NumstatEntry[];
}

/** Name of the fenced block in which an engine lists what is left of a task. */
const REMAINING_FENCE = 'remaining';

/** The prompt that asks for a first step of a task whose whole change was too big. */
export function shrinkPrompt(input: ShrinkPromptInput): string {
  const over = input.lines - input.maxLoc;
  const sections = [
    'You are a software engineer. Build a first step of the task below in the repository in the working directory.',
    `The whole task was built once: ${input.lines} changed lines. At most ${input.maxLoc} can be reviewed at once, so it was ${over} too many and has been taken out of the working directory again. Its list of files below shows what there is to leave for later.`,
    `## Rules\n\n${rules(input)}\n${shrinkRules(input.maxLoc)}`,
    ...taskSections(input),
    ...section('The change that was too big', statOf(input.entries)),
    ...surroundingSections(input),
    `## How to end\n\n${ending()}`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function shrinkRules(maxLoc: number): string {
  return [
    `- The first step has at most ${maxLoc} changed lines and stands on its own: it builds, its tests are in it and pass, and it is of use without the rest.`,
    '- Leave everything else out. It is built later, from the list you end with.',
    '- Do not squeeze: no lines joined, no tests or comments dropped to save room.',
  ].join('\n');
}

/** One row a file, the biggest first: that is where there is something to take out. */
function statOf(entries: readonly NumstatEntry[]): string {
  const rows = [...entries].sort((a, b) => weight(b) - weight(a));
  return listed(rows.map(({ path, added, deleted }) => `${path} ${rowOf(added, deleted)}`));
}

function rowOf(added: number | null, deleted: number | null): string {
  return added === null || deleted === null ? '(binary)' : `+${added} -${deleted}`;
}

function weight({ added, deleted }: NumstatEntry): number {
  return (added ?? 0) + (deleted ?? 0);
}

function ending(): string {
  return [
    'Begin the last message with one line that names the step you built. End it with what is left of the task, as a list in a fenced block named',
    `\`${REMAINING_FENCE}\`: one item a line, each a task of its own that a person could hand out,`,
    'in the order in which they are to be built. Nothing may follow the block.',
    '',
    `\`\`\`${REMAINING_FENCE}`,
    '- <the next piece of work>',
    '- <the piece after it>',
    '```',
  ].join('\n');
}
