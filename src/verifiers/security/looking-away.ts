/** A comment that tells a check to look away, and from where to where. */
interface Comment {
  readonly pattern: RegExp;
  readonly reach: 'line' | 'next' | 'begin' | 'end';
}

/** Comments about secrets, of the scanners in use. */
export const SECRET_COMMENTS: readonly Comment[] = [
  { pattern: /gitleaks:allow|pragma:\s*allowlist\s+secret/, reach: 'line' },
  { pattern: /secretlint-disable-line|codelicious-allow\s+secret/, reach: 'line' },
  { pattern: /secretlint-disable-next-line|codelicious-allow\s+secret/, reach: 'next' },
  { pattern: /secretlint-disable(?!-)/, reach: 'begin' },
  { pattern: /secretlint-enable/, reach: 'end' },
];

/** Comments about dangerous constructs; `eslint-disable` for the rules that are about the same. */
export const CONSTRUCT_COMMENTS: readonly Comment[] = [
  {
    pattern:
      /\bnosec\b|nosemgrep|NOSONAR|noqa:\s*S\d|eslint-disable-line|(?:biome|oxlint|deno-lint)-(?:ignore|disable-line)/,
    reach: 'line',
  },
  {
    pattern: /eslint-disable-next-line|biome-ignore|deno-lint-ignore(?!-)|nosemgrep/,
    reach: 'next',
  },
  { pattern: /eslint-disable(?!-)/, reach: 'begin' },
  { pattern: /eslint-enable/, reach: 'end' },
];

/** By our own name, for one rule; on the line or on the one before. */
const OWN = /codelicious-allow\s+([\w-]+(?::[\w-]+)?)/;

/** A file and what it was. */
export interface Versions {
  readonly text: string;
  readonly base: string | null;
}

/**
 * Which findings of a file somebody told to look away from. A comment counts only where the base has its line: what a
 * change brings along excuses nothing.
 * @returns whether a rule's finding on a 1-based line is excused
 */
export function excuses(
  { text, base }: Versions,
  comments: readonly Comment[],
): (line: number, rule: string) => boolean {
  if (base === null) return () => false;
  const known = new Set(linesOf(base));
  const lines = linesOf(text).map((line) => (known.has(line) ? line.slice(0, MAX_LINE) : ''));
  const says = (line: number, reach: Comment['reach']): boolean => {
    const told = lines[line - 1] ?? '';
    return told !== '' && comments.some((each) => each.reach === reach && each.pattern.test(told));
  };
  const disabled = blocks(lines.length, says);
  return (line, rule) =>
    says(line, 'line') ||
    says(line - 1, 'next') ||
    disabled.has(line) ||
    [line, line - 1].some((at) => isFor(rule, OWN.exec(lines[at - 1] ?? '')?.[1] ?? ''));
}

/** What follows a colon may be the reason. */
function isFor(rule: string, told: string): boolean {
  return told === rule || told.replace(/:.*/, '') === rule;
}

/** Characters of a line that are looked at. */
const MAX_LINE = 2000;

function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/).map((line) => line.trim());
}

/** Lines between a comment that turns a check off and one that turns it on again. */
function blocks(
  count: number,
  says: (line: number, reach: 'begin' | 'end') => boolean,
): ReadonlySet<number> {
  const off = new Set<number>();
  let isOff = false;
  for (let line = 1; line <= count; line += 1) {
    isOff = (isOff && !says(line, 'end')) || says(line, 'begin');
    if (isOff) off.add(line);
  }
  return off;
}
