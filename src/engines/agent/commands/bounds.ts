/** Arguments, and characters of one, that a command may have. */
const MAX_ARGUMENTS = 200;
const MAX_ARGUMENT_CHARS = 4096;
/** `https://…`, `file:///…`. */
const URL = /^[a-z][a-z0-9+.-]*:\/\//i;

/**
 * Why an argument reaches out of the tree by its text; null when none does. Also the part behind `=`
 * and what is glued to a short flag count as paths.
 * @param root absolute; paths below it are the tree's
 */
export function reachesOut(args: readonly string[], root: string): string | null {
  if (args.length > MAX_ARGUMENTS) return 'there are too many arguments';
  const bad = args.find((arg) => !isInside(arg, root));
  return bad === undefined
    ? null
    : `${JSON.stringify(bad.slice(0, 200))} leads out of the repository`;
}

function isInside(arg: string, root: string): boolean {
  if (arg.length > MAX_ARGUMENT_CHARS || /[\u0000-\u001f\u007f]/.test(arg)) return false;
  const glued = /^-[A-Za-z](?=[/~.])/.exec(arg) === null ? [] : [arg.slice(2)];
  return [arg, ...arg.split(/[=,:]/).slice(1), ...glued].every((part) => isTreePath(part, root));
}

function isTreePath(part: string, root: string): boolean {
  if (URL.test(part) || part.startsWith('//')) return false;
  const path = part === root || part.startsWith(`${root}/`) ? part.slice(root.length + 1) : part;
  if (path.startsWith('/') || path.startsWith('~') || path.startsWith('@')) return false;
  return !path.split(/[\\/]/).some((name) => name === '..' || name.toLowerCase() === '.git');
}
