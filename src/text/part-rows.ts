import type { PartOutcome } from '../domain/outcome.ts';
import type { PullRequest } from '../domain/pull.ts';
import { padLeft, padTo } from './columns.ts';
import { count, type Look } from './look.ts';

/** The parts of a spec with their size and where to read them, one line each, in columns. */
export function partRows(parts: readonly PartOutcome[], look: Look): readonly string[] {
  const { palette } = look;
  const cells = parts.map((part) => ({
    name: `part ${part.number}`,
    commits: count(part.commits, 'commit'),
    lines: `${count(part.lines, 'line')}${part.oversize ? ' (over the cap)' : ''}`,
    state: part.pull === null ? 'no pull request' : pullState(part.pull),
    where: part.pull === null ? part.branch : part.pull.url,
  }));
  const widest = (key: 'name' | 'commits' | 'lines' | 'state') =>
    Math.max(...cells.map((cell) => cell[key].length));
  return cells.map((cell) => {
    const left = `  ${padTo(cell.name, widest('name'))}  ${padLeft(cell.commits, widest('commits'))}`;
    const size = padLeft(cell.lines, widest('lines'));
    const state = padTo(cell.state, widest('state'));
    return `${left}  ${size}  ${palette.dim(state)}  ${palette.cyan(cell.where)}`;
  });
}

/** How far a pull request has come, in one word. */
export function pullState(pull: PullRequest): string {
  if (pull.state !== 'open') return pull.state;
  return pull.draft ? 'draft' : 'ready';
}
