import type { FileCoverage } from '../../domain/coverage.ts';
import { fileOf, hitsFor, isLine, isRecord } from './line-hits.ts';
import { relativeTo } from './relative.ts';

/**
 * What `coverage json` of coverage.py writes, also by pytest-cov; null for what is no such report. Lines that the
 * project leaves out are in neither list, though they may have run.
 */
export function readCoveragePy(
  value: unknown,
  root: string,
  folder = '',
): readonly FileCoverage[] | null {
  if (!isRecord(value) || !isRecord(value['files'])) return null;
  const files = new Map<string, Map<number, number>>();
  for (const [file, entry] of Object.entries(value['files'])) {
    if (!isFile(entry)) return null;
    const path = relativeTo(root, file, folder);
    if (path === null) continue;
    const hits = hitsFor(files, path);
    for (const line of entry.missing_lines.filter(isLine)) hits.set(line, 0);
    for (const line of entry.executed_lines.filter(isLine)) hits.set(line, 1);
    for (const line of leftOut(entry)) hits.delete(line);
  }
  return [...files].map(([path, hits]) => fileOf(path, hits));
}

interface PythonFile {
  readonly executed_lines: readonly unknown[];
  readonly missing_lines: readonly unknown[];
  readonly excluded_lines?: unknown;
}

function leftOut({ excluded_lines: lines }: PythonFile): readonly number[] {
  return Array.isArray(lines) ? lines.filter(isLine) : [];
}

function isFile(value: unknown): value is PythonFile {
  if (!isRecord(value)) return false;
  return Array.isArray(value['executed_lines']) && Array.isArray(value['missing_lines']);
}
