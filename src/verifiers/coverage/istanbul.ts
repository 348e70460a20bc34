import type { CoverageShare, FileCoverage } from '../../domain/coverage.ts';
import { fileOf, hitsFor, isLine, isRecord } from './line-hits.ts';
import { relativeTo } from './relative.ts';

/**
 * Istanbul's `coverage-final.json`, which vitest, jest, nyc and c8 write: one record a file. A line counts as run when
 * the statement that begins on it most often ran at all; branches are not looked at. Null for what is no such report.
 */
export function readIstanbul(
  value: unknown,
  root: string,
  folder = '',
): readonly FileCoverage[] | null {
  if (!isRecord(value)) return null;
  const files = new Map<string, Map<number, number>>();
  for (const entry of Object.values(value)) {
    const record = isRecord(entry) && isRecord(entry['data']) ? entry['data'] : entry;
    if (!isFile(record)) return null;
    const path = relativeTo(root, record.path, folder);
    if (path !== null) addHits(record, hitsFor(files, path));
  }
  return [...files].map(([path, hits]) => fileOf(path, hits));
}

interface IstanbulFile {
  readonly path: string;
  readonly statementMap: Readonly<Record<string, unknown>>;
  /** How often each statement ran. */
  readonly s: Readonly<Record<string, unknown>>;
}

function isFile(value: unknown): value is IstanbulFile {
  if (!isRecord(value)) return false;
  return (
    typeof value['path'] === 'string' && isRecord(value['statementMap']) && isRecord(value['s'])
  );
}

function addHits({ statementMap, s }: IstanbulFile, hits: Map<number, number>): void {
  for (const [id, place] of Object.entries(statementMap)) {
    const start = isRecord(place) ? place['start'] : null;
    const line = isRecord(start) ? start['line'] : null;
    const count = Object.hasOwn(s, id) ? s[id] : 0;
    if (!isLine(line) || typeof count !== 'number') continue;
    hits.set(line, Math.max(hits.get(line) ?? 0, count));
  }
}

/**
 * Istanbul's `coverage-summary.json`: how many lines of each file ran, without naming them. Null for what is no such
 * report.
 */
export function readIstanbulSummary(
  value: unknown,
  root: string,
  folder = '',
): readonly FileCoverage[] | null {
  if (!isRecord(value) || countsOf(value['total']) === null) return null;
  const { total, ...files } = value;
  const each = Object.entries(files);
  const named = each.length > 0 ? each : [[`${root}/${folder || '.'}/*`, total] as const];
  return named.flatMap(([file, entry]) => {
    const path = relativeTo(root, file, folder);
    const counts = countsOf(entry);
    return path === null || counts === null ? [] : [{ path, covered: [], uncovered: [], counts }];
  });
}

function countsOf(entry: unknown): CoverageShare | null {
  const lines = isRecord(entry) ? entry['lines'] : null;
  if (!isRecord(lines)) return null;
  const { covered, total } = lines;
  const isCount = (count: unknown): count is number =>
    Number.isInteger(count) && Number(count) >= 0;
  return isCount(covered) && isCount(total) && covered <= total ? { covered, total } : null;
}
