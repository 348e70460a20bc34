import type { FileCoverage } from '../../domain/coverage.ts';
import { fileOf, hitsFor, isLine } from './line-hits.ts';
import { relativeTo } from './relative.ts';

/**
 * Reads an lcov tracefile (geninfo's format: `SF:` a file, `DA:<line>,<hits>` its lines, `end_of_record`), which vitest,
 * jest, c8, nyc, node:test and many others write. Empty for what is none.
 */
export function readLcov(text: string, root: string, folder = ''): readonly FileCoverage[] {
  const files = new Map<string, Map<number, number>>();
  let lines: Map<number, number> | null = null;
  for (const row of text.split('\n')) {
    if (row.startsWith('SF:')) {
      const path = relativeTo(root, row.slice(3).trim(), folder);
      lines = path === null ? null : hitsFor(files, path);
    } else if (row.startsWith('DA:') && lines !== null) addHits(row.slice(3), lines);
    else if (row.trim() === 'end_of_record') lines = null;
  }
  return [...files].map(([path, hits]) => fileOf(path, hits));
}

function addHits(row: string, lines: Map<number, number>): void {
  const [line, hits] = row.split(',', 2).map(Number);
  if (!isLine(line) || hits === undefined || Number.isNaN(hits)) return;
  lines.set(line, (lines.get(line) ?? 0) + Math.max(0, hits));
}
