import { type ChunkId, digest, specKey } from '../domain/ids.ts';
import type { Dialect } from '../domain/spec.ts';
import { foldBlanks } from '../domain/text-limits.ts';
import { marksOf } from './dialect.ts';
import { normalHeading } from './headings.ts';

/** A task's words as they count for identity: lower case, without numbering or spare blanks. */
export function normalText(text: string, dialect: Dialect): string {
  const folded = foldBlanks(text.normalize('NFC'));
  return marksOf(folded, dialect).words.toLowerCase() || folded.toLowerCase();
}

/** Where a task or section stands, outermost first. */
export interface Place {
  readonly headings: readonly string[];
  /** Normalised texts of the tasks it is a sub-task of. */
  readonly parents: readonly string[];
  /** Normalised; empty for a section, which its headings name. */
  readonly text: string;
}

/**
 * Gives the ids of one spec's places, in the order of the text: what tells identical places apart
 * is how many came before.
 */
export function idsOf(path: string): (place: Place) => ChunkId {
  const seen = new Map<string, number>();
  const normal = new Map<readonly string[], readonly string[]>();
  const spec = specKey(path);
  return ({ headings, parents, text }) => {
    const above = normal.get(headings) ?? headings.map(normalHeading);
    normal.set(headings, above);
    const key = [spec, '#', ...above, '-', ...parents, '=', text];
    const identity = key.join('\0');
    const ordinal = seen.get(identity) ?? 0;
    seen.set(identity, ordinal + 1);
    return digest([...key, String(ordinal)]) as ChunkId;
  };
}
