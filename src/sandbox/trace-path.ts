import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import type { Piece } from './bubblewrap/pieces.ts';

/** As many symbolic links as Linux follows in one path: path_resolution(7). */
const MAX_LINKS = 40;

/** Where a path leads, and the symbolic links on the way there. */
export interface Traced {
  /** The path without symbolic links. */
  readonly real: string;
  readonly links: readonly Piece[];
}

/** Follows an absolute path as the system would; null where it leads nowhere, or nowhere that we may look. */
export function tracePath(path: string): Traced | null {
  const links: Piece[] = [];
  const names = namesOf(path);
  let at = '/';
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const next = join(at, name);
    const target = targetOf(next);
    if (target === null || links.length > MAX_LINKS) return null;
    if (target === '') {
      at = next;
      continue;
    }
    links.push({ kind: 'link', path: next, target });
    at = target.startsWith('/') ? '/' : dirname(next);
    names.unshift(...namesOf(target));
  }
  return { real: at, links };
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

/** What a symbolic link says, empty for everything else; null where there is nothing. */
function targetOf(path: string): string | null {
  try {
    return lstatSync(path).isSymbolicLink() ? readlinkSync(path) : '';
  } catch {
    return null;
  }
}
