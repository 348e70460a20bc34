import { type PromptContext, rules, taskSections } from './rules.ts';
import { type Surroundings, surroundingSections } from './surroundings.ts';

export type BuildPromptInput = PromptContext & Surroundings;

/** The prompt that asks for one task to be built. */
export function buildPrompt(input: BuildPromptInput): string {
  const sections = [
    'You are a software engineer. Build the task below in the repository in the working directory.',
    `## Rules\n\n${rules(input)}`,
    ...taskSections(input),
    ...surroundingSections(input),
    'Begin. End with one short paragraph that says what you changed.',
  ];
  return `${sections.join('\n\n')}\n`;
}
