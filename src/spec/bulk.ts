import type { Dialect, Task } from '../domain/spec.ts';
import { filesHereIn, filesIn } from './hints.ts';

/** How much a task asks for, by what it says. */
export interface Bulk {
  /** Of its words and notes, lines that only name files or other tasks left out. */
  readonly characters: number;
  /** Items of lists in its notes. */
  readonly notes: number;
  /** Files it names itself. */
  readonly files: number;
}

/** Two pages, or more points or files than one small pull request can hold: plainly too big. */
export const PLAINLY_TOO_BIG: Bulk = { characters: 4_000, notes: 20, files: 20 };
/** What a person would think twice about; nothing that a plan makes is bigger. */
export const WORTH_DIVIDING: Bulk = { characters: 2_000, notes: 10, files: 16 };

const LIST_ITEM = /^[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]/;
const NAMES_ONLY = /^[ \t>]*(?:[-*+][ \t]+)?(?:files?(?: here)?|depends on)[ \t]*:/i;

/** Whether a task asks for more than the limits in any respect. */
export function isBulkier(
  task: Pick<Task, 'text' | 'body'>,
  dialect: Dialect,
  limits: Bulk,
): boolean {
  const bulk = bulkOf(task, dialect);
  return (
    bulk.characters > limits.characters || bulk.notes > limits.notes || bulk.files > limits.files
  );
}

function bulkOf({ text, body }: Pick<Task, 'text' | 'body'>, dialect: Dialect): Bulk {
  const bare = dialect === 'speckit';
  const lines = body.split(/\r\n|\n|\r/);
  const telling = lines.filter((line) => !NAMES_ONLY.test(line)).map((line) => line.trim());
  const here = filesHereIn(body, bare);
  return {
    characters: [text, ...telling].join('\n').length,
    notes: lines.filter((line) => LIST_ITEM.test(line)).length,
    files: (here.length > 0 ? here : filesIn(`${text}\n${body}`, bare)).length,
  };
}
