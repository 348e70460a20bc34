import type { PlanOutcome } from '../domain/data.ts';
import { plain } from '../domain/text-limits.ts';
import type { Look } from './look.ts';

/** How specs would be rewritten, as diffs, for a person; ends with a blank line where there is anything. */
export function splitView({ split }: PlanOutcome, { palette }: Look): string {
  if (split === undefined) return '';
  if (split.length === 0) return `${palette.dim('No spec would be divided.')}\n\n`;
  const colour = (line: string): string => {
    if (/^(?:diff |index |---|\+\+\+)/.test(line)) return palette.dim(line);
    if (line.startsWith('+')) return palette.green(line);
    if (line.startsWith('-')) return palette.red(line);
    return line.startsWith('@@') ? palette.cyan(line) : line;
  };
  return split
    .map(({ diff }) => `${plain(diff).trimEnd().split('\n').map(colour).join('\n')}\n\n`)
    .join('');
}
