import type { Section } from '../domain/spec.ts';
import { type Anatomy, headingPaths } from './tasks.ts';

/** The headings of a spec with the prose beneath each, tasks left out; the text before them is the first, of level 0. */
export function sectionsOf({ lines, outline, owners }: Omit<Anatomy, 'path'>): readonly Section[] {
  const headingsAt = headingPaths(outline.headings);
  const starts = [{ level: 0, title: '', line: 0, end: -1 }, ...outline.headings];
  return starts.map((start, index) => {
    const stop = starts[index + 1]?.line ?? lines.count;
    const prose: string[] = [];
    for (let line = start.end + 1; line < stop; line += 1) {
      if (owners[line] === null) prose.push(lines.at(line));
    }
    return {
      level: start.level,
      title: start.title,
      headings: start.level === 0 ? [] : headingsAt(start.line),
      line: start.line + 1,
      prose: trimBlankLines(prose.join('\n')),
    };
  });
}

function trimBlankLines(text: string): string {
  return text.replace(/^(?:[ \t\uFEFF]*\n)+/, '').trimEnd();
}
