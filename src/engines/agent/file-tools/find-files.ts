import { globMatcher } from '../../../domain/glob.ts';
import { clipList } from './result.ts';
import type { Tree } from './tree.ts';
import { walk } from './walk.ts';

/** Paths found before a search is ended. */
const MAX_FOUND = 1000;

/**
 * The paths of files that fit a glob, in the order of their names.
 * @throws RefusalError `missing`, `symlink`, `not_a_folder`
 */
export async function findFiles(
  tree: Tree,
  names: readonly string[],
  pattern: string,
): Promise<string> {
  const fits = fileFilter(pattern);
  const found: string[] = [];
  const whole = await walk(tree, names, {
    visit: ({ path }) => {
      if (fits(path)) found.push(path);
      return Promise.resolve(found.length < MAX_FOUND);
    },
  });
  if (found.length === 0) return whole ? '[no file fits]' : '[none found; not all was looked at]';
  const more = whole ? null : 'of more';
  return clipList(found, { more, advice: 'a narrower pattern or path finds the rest' });
}

/** Whether a path fits a glob; one without a slash is for names in any folder. */
export function fileFilter(glob: string): (path: string) => boolean {
  return globMatcher([glob.includes('/') ? glob : `**/${glob}`]);
}
