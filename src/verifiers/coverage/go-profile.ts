import type { CoverageShare, FileCoverage } from '../../domain/coverage.ts';
import { fileOf, hitsFor, isLine } from './line-hits.ts';
import { relativeTo } from './relative.ts';

/** `import/path/file.go:startLine.startColumn,endLine.endColumn statements count`, in every mode. */
const BLOCK = /^(.+\.go):(\d+\.\d+,\d+\.\d+) (\d+) (\d+)$/;
const PLACE = /^(\d+)\.\d+,(\d+)\.(\d+)$/;

/** Characters of a row beyond this are no block. */
const MAX_ROW = 4096;
/** Lines of one block beyond this are not believed. */
const MAX_BLOCK_LINES = 10_000;
/** Lines of all blocks together that are looked at. */
const MAX_LINES = 2_000_000;

/**
 * Reads a profile of `go test -coverprofile`, which counts statements as `go tool cover` does. Empty for what is none.
 * @param module the module's path, which file names begin with, by its folder in the repository
 */
export function readGoProfile(
  text: string,
  module: { readonly path: string; readonly folder: string },
): readonly FileCoverage[] {
  const lines = new Map<string, Map<number, number>>();
  // By place: a block that several packages ran stands there as often.
  const blocks = new Map<string, Map<string, Block>>();
  let left = MAX_LINES;
  for (const row of text.split('\n')) {
    const block = blockOf(row);
    if (block === null || !block.file.startsWith(`${module.path}/`) || left <= 0) continue;
    const path = relativeTo('/', block.file.slice(module.path.length + 1), module.folder);
    if (path === null) continue;
    addHits(block, hitsFor(lines, path));
    const known = blocks.get(path) ?? new Map<string, Block>();
    const same = known.get(block.place);
    known.set(block.place, same !== undefined && same.count > block.count ? same : block);
    blocks.set(path, known);
    left -= block.to - block.from + 1;
  }
  return [...lines].map(([path, hits]) => {
    return { ...fileOf(path, hits), counts: statementsOf(blocks.get(path)?.values() ?? []) };
  });
}

interface Block {
  readonly file: string;
  /** As the profile has it. */
  readonly place: string;
  readonly from: number;
  readonly to: number;
  readonly statements: number;
  readonly count: number;
}

function blockOf(row: string): Block | null {
  if (row.length > MAX_ROW) return null;
  const [, file, place = '', statements, count] = BLOCK.exec(row.trim()) ?? [];
  const [, start, end, column] = PLACE.exec(place) ?? [];
  const [from, last] = [Number(start), Number(end)];
  if (file === undefined || !isLine(from) || !isLine(last)) return null;
  // A block that ends on the brace of the next line's column 2 or less holds nothing of that line.
  const inside = Number(column) <= 2 && last > from ? last - 1 : last;
  const to = Math.min(inside, from + MAX_BLOCK_LINES);
  return { file, place, from, to, statements: Number(statements), count: Number(count) };
}

function addHits({ from, to, count }: Block, hits: Map<number, number>): void {
  for (let line = from; line <= to; line += 1) {
    hits.set(line, Math.max(hits.get(line) ?? 0, count));
  }
}

function statementsOf(blocks: Iterable<Block>): CoverageShare {
  const all = [...blocks];
  const sum = (some: readonly Block[]): number =>
    some.reduce((total, { statements }) => total + statements, 0);
  return { covered: sum(all.filter(({ count }) => count > 0)), total: sum(all) };
}
