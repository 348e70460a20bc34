import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodeliciousError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { COMMANDS, type CommandName } from './flags.ts';
import { usageError } from './usage.ts';

/** What a command line says about where to work. */
export interface Place {
  readonly command: CommandName;
  /** Whether the command was written, or is the default. */
  readonly named: boolean;
  readonly operands: readonly string[];
  /** The folder of `-C`, or null. */
  readonly folder: string | null;
}

/** Where to work: absolute paths, and the repository as a person would name it again. */
export interface Location {
  /** The folder that relative paths of the command line are relative to. */
  readonly cwd: string;
  readonly repo: string;
  readonly shown: string;
}

/**
 * The folder of the repository.
 * @throws CodeliciousError `usage` for a word that is neither command nor folder, and for more than one
 */
export async function locate(place: Place, cwd: string): Promise<Location> {
  const from = place.folder === null ? cwd : resolve(cwd, place.folder);
  if (place.folder !== null && (await kindOf(from)) !== 'folder') {
    throw usageError('-C', place.folder, 'no such directory');
  }
  const [first, second] = place.operands;
  if (first === undefined) return { cwd: from, repo: from, shown: place.folder ?? '.' };
  const repo = resolve(from, first);
  const kind = first === '' ? 'nothing' : await kindOf(repo);
  if (kind === 'file') throw fileGiven(first);
  if (kind === 'nothing') throw notFound(first, place);
  if (second !== undefined) {
    throw new CodeliciousError(
      'usage',
      `unexpected argument '${second}'; one repository at a time`,
    );
  }
  return { cwd: from, repo, shown: place.folder === null ? first : repo };
}

/** Refuses what a command without operands was given. */
export function refuseOperands(
  command: CommandName,
  operands: readonly string[],
  takes = 'none',
): void {
  const [first] = operands;
  if (first === undefined) return;
  throw new CodeliciousError('usage', `unexpected argument '${first}'; ${command} takes ${takes}`);
}

function notFound(word: string, place: Place): CodeliciousError {
  if (place.named) return new CodeliciousError('usage', `no such directory '${word}'`);
  const meant = nearest(word, COMMANDS);
  const advice =
    meant === null ? `the commands are ${COMMANDS.join(', ')}` : `did you mean '${meant}'?`;
  return new CodeliciousError('usage', `unknown command or directory '${word}'; ${advice}`);
}

function fileGiven(word: string): CodeliciousError {
  return new CodeliciousError(
    'usage',
    `'${word}' is a file, not a directory; to build one spec: codelicious --spec ${word}`,
  );
}

async function kindOf(path: string): Promise<'folder' | 'file' | 'nothing'> {
  const [found] = await Promise.allSettled([stat(path)]);
  if (found.status === 'rejected') return 'nothing';
  return found.value.isDirectory() ? 'folder' : 'file';
}
