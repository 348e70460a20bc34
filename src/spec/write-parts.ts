import type { ChunkId } from '../domain/ids.ts';
import type { Spec, Task } from '../domain/spec.ts';
import { clip, oneLine } from '../domain/text-limits.ts';
import { noteWords } from './safe-words.ts';
import { type NewTask, type WrittenTasks, writeTasks } from './write-tasks.ts';

/** Characters of a task's title that its parts repeat. */
const MAX_TITLE = 80;
/** Characters of the paths that a title names. */
const MAX_NAMED = 70;
const SEPARATOR = ', ';
/** Characters of one note. */
const MAX_NOTE = 500;
/** Notes that a part is given. */
const MAX_NOTES = 12;

/**
 * Divides a task into parts by its files: each has its own instructions, waits for the one before it and is told what
 * the others do. Notes that name files go to the part that has them, all others to every part.
 * @param groups the files of each part, at least two groups
 * @returns null where the parts cannot be written so that reading them again gives them
 */
export function writeParts(
  spec: Spec,
  id: ChunkId,
  groups: readonly (readonly string[])[],
): WrittenTasks | null {
  const task = spec.tasks.find((one) => one.id === id);
  if (task === undefined) return null;
  const parts = groups.map((files, at): NewTask => {
    const name = `part ${String(at + 1)} of ${String(groups.length)}`;
    return {
      // The files first: a commit's subject is cut at its end.
      title: `P${name.slice(1)} (${named(files)}): ${clip(oneLine(task.title), MAX_TITLE)}`,
      notes: [
        `${name}, by files; files here: ${files.map((path) => `\`${path}\``).join(', ')}`,
        'Change no file of the other parts, but where this one does not work without it.',
        ...notesFor(files, { task, all: groups.flat() }),
        `The other parts are about ${others(groups, at)}.`,
      ],
      after: at === 0 ? [] : [at - 1],
    };
  });
  return writeTasks(spec, id, parts);
}

/** As many as fit, the rest counted. */
function named(files: readonly string[], max = MAX_NAMED): string {
  const shown: string[] = [];
  let length = 0;
  for (const path of files) {
    length += path.length + SEPARATOR.length;
    if (length > max && shown.length > 0) break;
    shown.push(clip(path, max));
  }
  const rest = files.length - shown.length;
  return rest > 0 ? `${shown.join(SEPARATOR)} and ${String(rest)} more` : shown.join(SEPARATOR);
}

function others(groups: readonly (readonly string[])[], at: number): string {
  return named(groups.filter((_, index) => index !== at).flat(), MAX_NOTE);
}

function notesFor(
  files: readonly string[],
  { task, all }: { readonly task: Task; readonly all: readonly string[] },
): readonly string[] {
  const kept = notesIn(task.body).filter((note) => {
    const about = all.filter((path) => names(note, path));
    return about.length === 0 || about.some((path) => files.includes(path));
  });
  return kept.slice(0, MAX_NOTES).map((note) => noteWords(note, MAX_NOTE));
}

/** By its path, or by the name of the file alone. */
function names(note: string, path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return note.includes(path) || note.includes(`\`${name}\``);
}

const BULLET = /^[ \t]*(?:[-*+]|\d{1,9}[.)])(?:[ \t]+|$)/;

/** A task's notes: each bullet of the outermost list with what stands beneath it, each paragraph. */
function notesIn(body: string): readonly string[] {
  const notes: string[][] = [];
  let depth = Infinity;
  let isNew = true;
  for (const line of body.split(/\r\n|\n|\r/).map((written) => written.replace(/^[ \t]*>/, ''))) {
    const indent = line.search(/\S|$/);
    const isBullet = BULLET.test(line);
    if (isBullet && depth === Infinity) depth = indent;
    const begins = (isBullet || isNew) && indent <= depth;
    const words = line.replace(BULLET, '').trim();
    isNew = line.trim() === '';
    if (words === '') continue;
    if (begins) notes.push([words]);
    else notes.at(-1)?.push(words);
  }
  return notes.map((lines) => lines.join(' '));
}
