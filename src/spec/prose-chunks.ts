import type { Section, Spec } from '../domain/spec.ts';
import { explains, namesCriteria } from './headings.ts';
import { belowTitle, titleSection } from './title-section.ts';

/**
 * The sections of a spec without boxes that ask for work. A section with such sub-sections is their
 * context; what stands before the first heading or right below the title counts only when nothing
 * else does.
 */
export function workSections(spec: Spec): readonly Section[] {
  const title = titleSection(spec.sections);
  const [preamble] = spec.sections;
  const under = belowTitle(spec.sections);
  const parts = spec.sections.filter((part) => {
    if (part === preamble || part === title || part.prose === '') return false;
    return !under(part.headings).some((heading) => explains(heading) || namesCriteria(heading));
  });
  if (parts.length === 0) return [title, preamble].filter(hasProse).slice(0, 1);
  const outer = new Set(parts.flatMap(({ headings }) => pathsAbove(headings)));
  return parts.filter(({ headings }) => !outer.has(pathOf(headings)));
}

function hasProse(section: Section | undefined): section is Section {
  return section !== undefined && section.prose !== '';
}

function pathsAbove(headings: readonly string[]): readonly string[] {
  return headings.slice(0, -1).map((_, depth) => pathOf(headings.slice(0, depth + 1)));
}

function pathOf(headings: readonly string[]): string {
  return headings.join('\0');
}
