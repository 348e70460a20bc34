import type { Piece } from './pieces.ts';

/** How strictly user namespaces are handled; older kernels, containers and versions of the program allow less. */
export type Strictness = readonly string[];

/** From the strictest down: no user namespaces inside; an own one; none where root needs none. */
export const STRICTNESSES: readonly Strictness[] = [
  ['--unshare-user', '--disable-userns'],
  ['--unshare-user'],
  [],
];

/** What is the same for every cage. A name that `/etc/hosts` knows keeps programs from asking for their own. */
const ALWAYS = [
  ['--unshare-all', '--die-with-parent', '--cap-drop', 'ALL', '--hostname', 'localhost'],
  ['--proc', '/proc', '--dev', '/dev'],
].flat();

/** A cage as bubblewrap is told it. */
export interface CagePlan {
  readonly strictness: Strictness;
  /** In the order they are put in. */
  readonly pieces: readonly Piece[];
  /** Variables that bubblewrap itself must not be started with. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** The arguments of `bwrap` up to the program that is to run. */
export function bubblewrapArguments({ strictness, pieces, env, cwd }: CagePlan): readonly string[] {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]);
  return [...ALWAYS, ...strictness, ...pieces.flatMap(flagsOf), ...variables, '--chdir', cwd, '--'];
}

function flagsOf(piece: Piece): readonly string[] {
  const { path } = piece;
  switch (piece.kind) {
    case 'link':
      return ['--symlink', piece.target, path];
    case 'folder':
      return ['--dir', path];
    case 'empty':
      return ['--tmpfs', path];
    case 'read':
      return ['--ro-bind-try', path, path];
    case 'write':
      return ['--bind', path, path];
    case 'blank':
      // Without the right to use devices there, opening it fails.
      return ['--ro-bind', '/dev/null', path];
  }
}
