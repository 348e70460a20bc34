import { globMatcher } from '../../domain/glob.ts';
import type { VerifyScope } from '../../ports/verifier.ts';

/** A finding as the lists of what is allowed see it. */
export interface Allowable {
  readonly path: string;
  readonly line: number;
  /** As it is reported, such as `secret:github-pat`. */
  readonly rule: string;
  /** Made when it is asked for. */
  readonly fingerprint: () => string;
}

/**
 * What the configuration and the base's ignore files let pass.
 * @param allow fingerprints, rules with or without their kind, globs of paths
 */
export async function allowedBy(
  allow: readonly string[],
  scope: VerifyScope,
): Promise<(found: Allowable) => boolean> {
  const read = scope.onBase ?? scope.baseFile;
  const gitleaks = entriesOf(await read('.gitleaksignore'));
  const isIgnored = ignoredBy(entriesOf(await read('.secretlintignore')));
  const isAllowedPath = globMatcher(allow);
  const prints = new Set([...allow, ...gitleaks].filter((each) => FINGERPRINT.test(each)));
  return (found) => {
    if (allow.some((each) => isRule(each, found.rule)) || isAllowedPath(found.path)) return true;
    if (gitleaks.some((entry) => isEntryOf(entry, found))) return true;
    if (found.rule.startsWith('secret:') && isIgnored(found.path)) return true;
    return prints.size > 0 && prints.has(found.fingerprint());
  };
}

function isRule(name: string, rule: string): boolean {
  return name === rule || name === rule.slice(rule.indexOf(':') + 1);
}

/** A fingerprint of ours. */
const FINGERPRINT = /^[0-9a-f]{16}$/;

/** `path:rule:line`, with a commit before it or not. */
function isEntryOf(entry: string, { path, line, rule }: Allowable): boolean {
  const place = `${path}:${rule.slice(rule.indexOf(':') + 1)}:${line}`;
  return entry === place || (/^[0-9a-f]{7,64}:/.test(entry) && entry.endsWith(`:${place}`));
}

function entriesOf(text: string | null): readonly string[] {
  const lines = (text ?? '').split(/\r?\n/).map((line) => line.trim());
  return lines.filter((line) => line !== '' && !line.startsWith('#'));
}

/** Paths by the patterns of a file like `.gitignore`; the last that fits decides. */
function ignoredBy(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.map((pattern) => {
    const isKept = pattern.startsWith('!');
    const glob = isKept ? pattern.slice(1) : pattern;
    return { isKept, matches: globMatcher(globsOf(glob)) };
  });
  return (path) => {
    const last = rules.findLast(({ matches }) => matches(path));
    return last !== undefined && !last.isKept;
  };
}

/** A pattern without a slash inside is one of a name at any depth; every pattern is also one of what lies below. */
function globsOf(pattern: string): readonly string[] {
  const bare = pattern.replace(/\/$/, '');
  const anchored = bare.includes('/') ? bare.replace(/^\//, '') : `**/${bare}`;
  return pattern.endsWith('/') ? [`${anchored}/**`] : [anchored, `${anchored}/**`];
}
