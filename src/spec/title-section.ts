import type { Section } from '../domain/spec.ts';

/** The section whose heading names the whole text: the first one, where it is of level 1. */
export function titleSection(sections: readonly Section[]): Section | undefined {
  const first = sections[1];
  return first?.level === 1 ? first : undefined;
}

/** Takes the title of the text off a heading path: it says what the text is about, not what kind of section this is. */
export function belowTitle(
  sections: readonly Section[],
): (headings: readonly string[]) => readonly string[] {
  const title = titleSection(sections)?.title;
  return (headings) => (headings[0] === title ? headings.slice(1) : headings);
}

/** Asks once for each list of headings, which all tasks below them share. */
export function ofHeadings<T>(
  ask: (headings: readonly string[]) => T,
): (task: { readonly headings: readonly string[] }) => T {
  const told = new Map<readonly string[], T>();
  return ({ headings }) => {
    const answer = told.get(headings) ?? ask(headings);
    told.set(headings, answer);
    return answer;
  };
}
