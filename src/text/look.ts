import { oneLine } from '../domain/text-limits.ts';
import type { Palette } from './palette.ts';

/** How a view is to be drawn, and for whom. */
export interface Look {
  readonly palette: Palette;
  /** Columns of a line; addresses and paths may go beyond. */
  readonly width: number;
  /** The repository as it was named on the command line, for the commands a view suggests. */
  readonly repo: string;
  /** The specs it was named with, for the same; none where left out. */
  readonly specs?: readonly string[];
}

/** The command line that does something with this repository, as a person would type it. */
export function commandFor(look: Look, command: 'build' | 'plan' | 'status' | 'unlock'): string {
  const repo = quoted(look.repo);
  const named = command === 'unlock' ? [] : (look.specs ?? []);
  const specs = named.map((spec) => ` --spec ${quoted(spec)}`).join('');
  if (command === 'build') return `codelicious ${repo}${specs}`;
  const words = look.repo === '.' ? `codelicious ${command}` : `codelicious ${command} ${repo}`;
  return `${words}${specs}`;
}

/** A word of a POSIX shell command line, quoted where it has to be. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./~-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** `1 task`, `3 tasks`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Foreign text on one line, with a capital where a sentence starts and no full stop at its end. */
export function sentence(text: string): string {
  return oneLine(text).replace(/\.$/, '');
}
