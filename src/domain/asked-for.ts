import type { Chunk } from './chunk.ts';

/** Words of a task that ask for files which are no text, or large. */
const MEDIA =
  /\b(?:image|logo|icon|favicon|picture|photo|screenshot|font|audio|sound|video|binary|asset|sprite|pdf|archive|model weights|data ?set|fixture|snapshot|sample data|seed data|wasm)s?\b/i;

/** Whether a task asks for a file that nobody would add unasked: by its path, its name, its ending or its kind. */
export function asksFor(
  path: string,
  { title, instructions, fileHints }: Pick<Chunk, 'title' | 'instructions' | 'fileHints'>,
): boolean {
  if (fileHints.includes(path)) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const ending = name.includes('.') ? name.slice(name.lastIndexOf('.')) : name;
  const words = `${title}\n${instructions}`;
  return words.includes(name) || wordOf(ending).test(words) || MEDIA.test(words);
}

function wordOf(ending: string): RegExp {
  const letters = ending.replace(/^\./, '').replace(/[^\w]/g, '');
  return new RegExp(String.raw`(?:^|[^\w])\.?${letters === '' ? 'binary' : letters}\b`, 'i');
}
