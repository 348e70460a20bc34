import { decode, readBytes } from './files.ts';
import { fileFilter } from './find-files.ts';
import type { Search } from './look-call.ts';
import { formatMatches, MAX_MATCHES, type Match } from './matches.ts';
import { kindOf } from './open-folder.ts';
import { MAX_READ_BYTES, RefusalError } from './refusal.ts';
import { lookAt, type Tree } from './tree.ts';
import { walk } from './walk.ts';

/**
 * The lines that fit a pattern, read by ourselves. A pattern can be made to take for ever: to be run
 * where it can be ended from outside.
 * @throws RefusalError `bad_pattern`, `missing`, `symlink`
 */
export async function searchCode(
  tree: Tree,
  names: readonly string[],
  search: Search,
): Promise<string> {
  const fits = search.glob === null ? () => true : fileFilter(search.glob);
  const expression = expressionOf(search);
  const found: Match[] = [];
  const searchFile = async ({ path, place }: { path: string; place: string }): Promise<boolean> => {
    const text = fits(path) ? await textOf(place) : null;
    if (text !== null) found.push(...matchesIn(text, expression, path));
    return found.length <= MAX_MATCHES;
  };
  if (names.length > 0 && (await isFile(tree, names))) {
    await lookAt(tree, names, async (folder, name) =>
      searchFile({ path: names.join('/'), place: folder.entry(name) }),
    );
    return formatMatches(found, true);
  }
  return formatMatches(found, await walk(tree, names, { visit: searchFile }));
}

function expressionOf({ pattern, literal, ignoreCase }: Search): RegExp {
  const source = literal ? pattern.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&') : pattern;
  const flags = ignoreCase ? 'i' : '';
  try {
    return new RegExp(source, literal ? flags : `${flags}u`);
  } catch {
    return looseExpression(source, flags);
  }
}

/** Without `u`, escapes that mean nothing are allowed. */
function looseExpression(source: string, flags: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'it cannot be read';
    throw new RefusalError('bad_pattern', message);
  }
}

async function isFile(tree: Tree, names: readonly string[]): Promise<boolean> {
  return lookAt(tree, names, async (folder, name) => (await kindOf(folder.entry(name))) === 'file');
}

/** Null for what is no text, too large, or gone meanwhile. */
async function textOf(place: string): Promise<string | null> {
  try {
    const bytes = await readBytes(place, MAX_READ_BYTES);
    return bytes.includes(0) ? null : decode(bytes);
  } catch {
    return null;
  }
}

function matchesIn(text: string, expression: RegExp, path: string): readonly Match[] {
  const found: Match[] = [];
  const lines = text.split('\n');
  // What follows the last line feed is no line.
  if (lines.at(-1) === '') lines.pop();
  for (const [index, line] of lines.entries()) {
    if (found.length > MAX_MATCHES) return found;
    if (expression.test(line)) found.push({ path, line: index + 1, text: line });
  }
  return found;
}
