import { dirname } from 'node:path/posix';

/** One thing that is put into a cage, at the place where it also is outside. */
export type Piece =
  /** A symbolic link as it is outside. */
  | { readonly kind: 'link'; readonly path: string; readonly target: string }
  | {
      /**
       * `folder`: an empty folder. `empty`: an empty file system of its own. `read`, `write`: the file or folder
       * of the machine. `blank`: nothing can be read there.
       */
      readonly kind: 'folder' | 'empty' | 'read' | 'write' | 'blank';
      readonly path: string;
    };

/** What of several pieces at one place counts: the last. */
const RANKS: readonly Piece['kind'][] = ['link', 'folder', 'empty', 'read', 'write', 'blank'];

/**
 * The pieces in an order in which each can be put onto what was there before: what holds others comes first, and
 * what another piece shows anyway is left out.
 */
export function arrange(pieces: readonly Piece[]): readonly Piece[] {
  const places = new Map<string, Piece>();
  for (const piece of pieces) {
    const there = places.get(piece.path);
    if (there === undefined || rank(there) < rank(piece)) places.set(piece.path, piece);
  }
  return [...places.values()]
    .filter((piece) => isNeeded(piece, holderOf(piece.path, places)))
    .sort((a, b) => depth(a.path) - depth(b.path) || (a.path < b.path ? -1 : 1));
}

/** Whether a place of the machine can be seen with these pieces. */
export function isShown(path: string, pieces: readonly Piece[]): boolean {
  const places = new Map(pieces.map((piece) => [piece.path, piece]));
  const holder = places.get(path) ?? holderOf(path, places);
  return holder?.kind === 'read' || holder?.kind === 'write';
}

/** The nearest piece above a place that decides what is seen there; a link leads elsewhere and decides nothing. */
function holderOf(path: string, places: ReadonlyMap<string, Piece>): Piece | null {
  for (let at = dirname(path); ; at = dirname(at)) {
    const piece = places.get(at);
    if (piece !== undefined && piece.kind !== 'link' && piece.kind !== 'folder') return piece;
    if (at === '/') return null;
  }
}

function isNeeded(piece: Piece, holder: Piece | null): boolean {
  if (holder === null || holder.kind === 'empty') return true;
  // What lies in a folder of the machine is there already, but perhaps with other rights.
  return piece.kind !== 'link' && piece.kind !== 'folder' && piece.kind !== holder.kind;
}

function rank({ kind }: Piece): number {
  return RANKS.indexOf(kind);
}

function depth(path: string): number {
  return path === '/' ? 0 : path.split('/').length - 1;
}
