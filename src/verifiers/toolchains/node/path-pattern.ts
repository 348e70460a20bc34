/** More alternatives than this are not written out. */
const MAX_ALTERNATIVES = 64;
/** More of `**` in a path, or of `*` in a name, fits nothing: the ways to try grow with each. */
const MAX_STARS = 5;

/**
 * Whether a path fits a pattern of names: `*` and `?` within a name, `**` for any folders, `{a,b}` and `[ab]` for
 * alternatives, each as the shells and test runners have them. Anything else stands for itself.
 */
export function matchesPath(path: string, pattern: string): boolean {
  return withoutBraces(pattern.replace(/^\.\//, '')).some((one) => fits(path, one));
}

/** Whether a name holds characters that make a pattern of it. */
export function isPattern(name: string): boolean {
  return /[*?[\]{}()!+@\\]/.test(name);
}

function withoutBraces(pattern: string): readonly string[] {
  let done = [pattern];
  while (done.length <= MAX_ALTERNATIVES) {
    const next = done.flatMap(openFirst);
    if (next.length === done.length && next.every((each, at) => each === done[at])) break;
    done = next;
  }
  return done;
}

/** The innermost alternatives first, since they hold no others. */
function openFirst(pattern: string): readonly string[] {
  const [whole, inner = ''] = /\{([^{}]*,[^{}]*)\}/.exec(pattern) ?? [];
  if (whole === undefined) return [pattern];
  return inner.split(',').map((each) => pattern.replace(whole, () => each));
}

function fits(path: string, pattern: string): boolean {
  const names = pattern.split('/').filter((name, at, all) => name !== '**' || all[at - 1] !== '**');
  if (names.filter((name) => name === '**').length > MAX_STARS) return false;
  return namesFit(path.split('/'), names);
}

/** By folders, so that no expression ever spans several of them. */
function namesFit(names: readonly string[], patterns: readonly string[]): boolean {
  const [first, ...rest] = patterns;
  if (first === undefined) return names.length === 0;
  if (first === '**') {
    if (rest.length === 0) return true;
    return names.some((_, at) => namesFit(names.slice(at), rest));
  }
  const [name, ...others] = names;
  return name !== undefined && nameFits(name, first) && namesFit(others, rest);
}

function nameFits(name: string, pattern: string): boolean {
  if ((pattern.match(/\*+/g) ?? []).length > MAX_STARS) return false;
  const source = pattern.replace(/\*+|\?|\[[^\]/]+\]|[^*?[]+|\[/g, (part) => {
    if (part.startsWith('*')) return '[^/]*';
    if (part === '?') return '[^/]';
    if (part.length > 2 && part.startsWith('[')) return classOf(part);
    return part.replace(/[.+^${}()|\\[\]]/g, '\\$&');
  });
  try {
    return new RegExp(`^${source}$`).test(name);
  } catch {
    // A class that ends before it begins fits nothing.
    return false;
  }
}

function classOf(part: string): string {
  const inner = part
    .slice(1, -1)
    .replace(/^!/, '^')
    .replace(/[\\[\]]/g, '\\$&');
  return `[${inner}]`;
}
