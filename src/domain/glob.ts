/** Alternatives one glob may stand for; a pattern that means more is taken literally. */
const MAX_ALTERNATIVES = 256;
/** Braces within braces that are read; deeper ones are taken literally. */
const MAX_BRACES = 4;

/**
 * Whether a path matches one of the globs: `*` and `?` within a segment, `**` for any number of
 * segments, `{a,b}` for either. Anchored at both ends, case-sensitive, dots are nothing special;
 * `folder/` means everything below the folder. Takes at most path × pattern steps, whatever they hold.
 */
export function globMatcher(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.flatMap((glob) => alternatives(glob, 0)).map(segmentsOf);
  return (path) => {
    const segments = path.split('/');
    return patterns.some((pattern) => matchesPath(pattern, segments));
  };
}

function segmentsOf(glob: string): readonly string[] {
  const relative = glob.replace(/^(?:\.\/)*\/?/, '');
  const whole = relative.endsWith('/') ? `${relative}**` : relative;
  return whole.split('/');
}

function matchesPath(pattern: readonly string[], segments: readonly string[]): boolean {
  const last = pattern.at(-1);
  if (last === '**' && segments.length < pattern.filter((part) => part !== '**').length + 1) {
    return false;
  }
  return matchesStars(pattern, segments, {
    isStar: (part) => part === '**',
    fits: matchesSegment,
  });
}

function matchesSegment(pattern: string, segment: string): boolean {
  return matchesStars(Array.from(pattern), Array.from(segment), {
    isStar: (char) => char === '*',
    fits: (char, other) => char === '?' || char === other,
  });
}

interface Rules {
  readonly isStar: (part: string) => boolean;
  readonly fits: (part: string, item: string) => boolean;
}

/** Matches a sequence against parts of which some stand for any run: only the last star is ever retried. */
function matchesStars(parts: readonly string[], items: readonly string[], rules: Rules): boolean {
  let part = 0;
  let item = 0;
  let star = -1;
  let resume = 0;
  for (let given = items[item]; given !== undefined; given = items[item]) {
    const wanted = parts[part];
    if (wanted !== undefined && rules.isStar(wanted)) {
      star = part;
      resume = item;
      part += 1;
    } else if (wanted !== undefined && rules.fits(wanted, given)) {
      part += 1;
      item += 1;
    } else if (star >= 0) {
      part = star + 1;
      resume += 1;
      item = resume;
    } else {
      return false;
    }
  }
  return parts.slice(part).every(rules.isStar);
}

/** The globs a pattern with braces stands for. */
function alternatives(glob: string, depth: number): readonly string[] {
  if (depth > MAX_BRACES) return [glob];
  let done: string[] = [''];
  for (const piece of pieces(glob, depth)) {
    done = done.flatMap((head) => piece.map((tail) => head + tail));
    if (done.length > MAX_ALTERNATIVES) return [glob];
  }
  return done;
}

/** Splits at the outermost braces; each piece is a list of choices. */
function pieces(glob: string, depth: number): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  let from = 0;
  for (const { start, end } of braceGroups(glob)) {
    found.push([glob.slice(from, start)]);
    found.push(
      choices(glob.slice(start + 1, end)).flatMap((choice) => alternatives(choice, depth + 1)),
    );
    from = end + 1;
  }
  found.push([glob.slice(from)]);
  return found;
}

function braceGroups(glob: string): readonly { readonly start: number; readonly end: number }[] {
  const groups: { start: number; end: number }[] = [];
  const open: number[] = [];
  for (let index = 0; index < glob.length; index += 1) {
    if (glob[index] === '{') open.push(index);
    const start = glob[index] === '}' ? open.pop() : undefined;
    if (start === undefined) continue;
    while ((groups.at(-1)?.start ?? -1) > start) groups.pop();
    groups.push({ start, end: index });
  }
  return groups;
}

function choices(inner: string): readonly string[] {
  const found: string[] = [];
  let depth = 0;
  let from = 0;
  for (let index = 0; index < inner.length; index += 1) {
    if (inner[index] === '{') depth += 1;
    else if (inner[index] === '}') depth -= 1;
    else if (inner[index] === ',' && depth === 0) {
      found.push(inner.slice(from, index));
      from = index + 1;
    }
  }
  return [...found, inner.slice(from)];
}
