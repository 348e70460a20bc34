import type { FileCoverage } from '../../domain/coverage.ts';

/** Lines beyond this are not believed: no file that is read holds as many. */
const MAX_LINE = 1_000_000;

/** Whether a report's number can be that of a line. */
export function isLine(line: unknown): line is number {
  return Number.isInteger(line) && Number(line) > 0 && Number(line) <= MAX_LINE;
}

/** A file's coverage from how often each of its lines ran. */
export function fileOf(path: string, hits: ReadonlyMap<number, number>): FileCoverage {
  const lines = [...hits].sort(([a], [b]) => a - b);
  return {
    path,
    covered: lines.filter(([, count]) => count > 0).map(([line]) => line),
    uncovered: lines.filter(([, count]) => count <= 0).map(([line]) => line),
  };
}

/** How often the lines of one file of several ran; made where there is none yet. */
export function hitsFor(
  files: Map<string, Map<number, number>>,
  path: string,
): Map<number, number> {
  const known = files.get(path) ?? new Map<number, number>();
  files.set(path, known);
  return known;
}

/** An object as JSON has it. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
