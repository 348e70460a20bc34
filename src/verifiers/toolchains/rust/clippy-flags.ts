import type { VerifyScope } from '../../../ports/verifier.ts';
import { mentions } from '../mentions.ts';

const CLIPPY = /\bcargo(?: \+\S+)? clippy\b/;
/** What is looked at, as `cargo help clippy` has it. */
const TARGETS: ReadonlySet<string> = new Set([
  '--all-targets',
  '--tests',
  '--all-features',
  '--no-default-features',
]);
/** `-D warnings`, `-Aclippy::all`: what is an error and what is not. */
const LEVEL = /(?:^| )(-[ADWF]) ?([\w:-]+)/g;

/** How the project itself runs clippy, where it does: what is looked at, and what counts as an error. */
export async function clippyFlags(scope: VerifyScope): Promise<readonly string[]> {
  const [line = ''] = await mentions(scope, CLIPPY);
  const [, args = ''] = line.split(CLIPPY);
  const targets = args.split(/[\s"']+/).filter((word) => TARGETS.has(word));
  const levels = [...args.matchAll(LEVEL)].flatMap(([, flag = '', lint = '']) => [flag, lint]);
  return [...new Set(targets), ...(levels.length === 0 ? [] : ['--', ...levels])];
}
