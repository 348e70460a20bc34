import { dirname } from 'node:path/posix';
import { traceUnplanted, traceWritable } from '../planted-links.ts';
import { type Traced, tracePath } from '../trace-path.ts';
import { isWithin, wideness } from '../wide-folders.ts';
import { arrange, isShown, type Piece } from './pieces.ts';
import { systemPieces } from './system-pieces.ts';

/** What a cage is to show besides the system; all paths absolute, as they are outside. */
export interface ContentsRequest {
  readonly writable: readonly string[];
  readonly readable: readonly string[];
  /** Toolchains, to be read; what would show too much is left out. */
  readonly toolchains: readonly string[];
  /** Home folders: empty inside, but for what is named here. */
  readonly homes: readonly string[];
  /** The program to run. */
  readonly program: string;
}

/** Where the system's own pieces are; a home folder in one of them stays as it is. */
const SYSTEM = ['/usr', '/bin', '/sbin', '/lib', '/opt', '/nix', '/proc', '/dev', '/etc', '/tmp'];

/** Everything a cage shows, in the order it is put together; null where something to be written is not there. */
export function cageContents(request: ContentsRequest): readonly Piece[] | null {
  const written = traceWritable(request.writable);
  if (written === null) return null;
  const folders = written.map(({ real }) => real);
  const isInside = (path: string): boolean => folders.some((folder) => isWithin(path, folder));
  const traced = (paths: readonly string[]): readonly Traced[] => traceUnplanted(paths, folders);
  const homes = request.homes.filter(isHome).flatMap(emptied);
  const hidden = homes.filter(({ path }) => !isInside(path));
  const isWide = wideness([...folders, ...hidden.map(({ path }) => path)]);
  const tools = traced(request.toolchains).filter(({ real }) => !isWide(real) && !isInside(real));
  const pieces = [
    ...systemPieces(),
    ...hidden,
    ...[...tools, ...traced(request.readable)].flatMap(piecesOf('read')),
    ...written.flatMap(piecesOf('write')),
  ];
  const [program] = traced([request.program]);
  return arrange([...pieces, ...programPieces(program, pieces, isWide)]);
}

function piecesOf(kind: 'read' | 'write'): (traced: Traced) => readonly Piece[] {
  return ({ real, links }) => [...links, { kind, path: real }];
}

/** A home folder that is worth hiding: not one of the folders that are empty or the system's anyway. */
function isHome(home: string): boolean {
  return home.startsWith('/') && home !== '/' && !SYSTEM.includes(home);
}

function emptied(home: string): readonly Piece[] {
  const traced = tracePath(home);
  if (traced !== null) return [...traced.links, { kind: 'empty', path: traced.real }];
  // A home that is nowhere (`/nonexistent`) can be made where nothing of the machine lies above it.
  return SYSTEM.some((folder) => isWithin(home, folder)) ? [] : [{ kind: 'empty', path: home }];
}

/** The program itself, where it is not in what is shown: with the packages beside it, else with its folder. */
function programPieces(
  program: Traced | undefined,
  pieces: readonly Piece[],
  isWide: (path: string) => boolean,
): readonly Piece[] {
  if (program === undefined) return [];
  const { real, links } = program;
  if (isShown(real, arrange(pieces))) return links;
  const packages = /^.*?\/node_modules(?=\/)/.exec(real)?.[0];
  const places = [packages, dirname(real), real].filter((place) => place !== undefined);
  const place = places.find((path) => !isWide(path)) ?? real;
  return [...links, { kind: 'read', path: place }];
}
