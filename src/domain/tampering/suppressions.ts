import type { ChangedText } from './changed-text.ts';
import { languageOf } from './language.ts';

/** Comments by which a check is told to look away, by language. */
const SUPPRESSIONS: readonly (readonly [extensions: RegExp, pattern: RegExp])[] = [
  [
    /\.(?:[cm]?[jt]sx?|vue|svelte|json[c5]?)$/i,
    /(?:\/\/|\/\*|<!--|\{\/\*).*?(?:eslint-disable|@ts-ignore|@ts-expect-error|@ts-nocheck|biome-ignore|oxlint-disable|prettier-ignore|istanbul ignore|c8 ignore|v8 ignore|node:coverage (?:ignore|disable)|jshint ignore|deno-lint-ignore|eslint [@\w/-]+\s*:|tslint:disable|nosemgrep|secretlint-disable|NOSONAR)/,
  ],
  [
    /\.pyi?$/i,
    /#.*?(?:\bnoqa\b|type:\s*ignore|pyright:\s*(?:ignore|basic)|pragma:\s*no\s*(?:cover|branch)|\bnosec\b|pylint:\s*(?:disable|skip-file)|mypy:\s*(?:ignore|disable)|ruff:\s*noqa|nosemgrep|NOSONAR|fmt:\s*(?:off|skip))|@(?:\w+\.)?no_type_check\b/i,
  ],
  [/\.go$/i, /\/\/\s*(?:nolint|#nosec|lint:ignore)/],
  [/\.rs$/i, /#!?\[(?:allow|expect)\(|#\[cfg\(not\(test\)\)\]|#\[coverage\(off\)\]/],
  [/\.(?:sh|bash)$/i, /#\s*shellcheck\s+disable/],
  [/./, /gitleaks:allow|pragma:\s*allowlist\s+secret|secretlint-disable/],
];

/** A line that tells a check to look away, trimmed: that tells it from others. */
export interface Suppression {
  /** 1-based. */
  readonly line: number;
  readonly text: string;
}

/** How often each such line is gone from the files of a change: there it may have moved from. */
export function leftBehind(texts: readonly ChangedText[]): Map<string, number> {
  const left = new Map<string, number>();
  for (const { path, before, after } of texts) {
    const now = counts(suppressionsIn(path, after ?? ''));
    for (const [text, count] of counts(suppressionsIn(path, before ?? ''))) {
      const gone = Math.max(0, count - (now.get(text) ?? 0));
      left.set(text, (left.get(text) ?? 0) + gone);
    }
  }
  return left;
}

/**
 * The lines that a file has more of than before.
 * @param moved what other files lost; what is found of it is taken from it
 */
export function newSuppressions(
  { path, before, after }: ChangedText,
  moved: Map<string, number>,
): readonly Suppression[] {
  if (after === null || !mayBeSuppressed(path)) return [];
  const old = counts(suppressionsIn(path, before ?? ''));
  return suppressionsIn(path, after).filter(({ text }) => {
    for (const known of [old, moved]) {
      const left = known.get(text) ?? 0;
      if (left <= 0) continue;
      known.set(text, left - 1);
      return false;
    }
    return true;
  });
}

function counts(lines: readonly Suppression[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const { text } of lines) found.set(text, (found.get(text) ?? 0) + 1);
  return found;
}

function suppressionsIn(path: string, text: string): readonly Suppression[] {
  const patterns = SUPPRESSIONS.filter(([extensions]) => extensions.test(path));
  return text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line.slice(0, MAX_LINE).trim() }))
    .filter((line) => patterns.some(([, pattern]) => pattern.test(line.text)));
}

/** Characters of a line that are looked at; minified code holds no comment a person wrote. */
const MAX_LINE = 2000;

/** Whether suppressions count in a file: not in prose. */
function mayBeSuppressed(path: string): boolean {
  return languageOf(path) !== 'other' || /\.(?:sh|bash|json[c5]?|ya?ml|toml|cfg|ini)$/i.test(path);
}

/** The words by which a check is told to look away. */
const DIRECTIVES: readonly (readonly [extensions: RegExp, pattern: RegExp])[] = [
  [
    /\.(?:[cm]?[jt]sx?|vue|svelte|json[c5]?)$/i,
    /eslint-disable|\beslint(?= [@\w/-]+\s*:)|@ts-(?:ignore|expect-error|nocheck)|biome-ignore|oxlint-disable|prettier-ignore|(?:istanbul|[cv]8|jshint) ignore|node:coverage (?:ignore|disable)|deno-lint-ignore|tslint:disable|nosemgrep|secretlint-disable|NOSONAR/g,
  ],
  [
    /\.pyi?$/i,
    /\bnoqa\b|(?:type|pyright|mypy):\s*(?:ignore|basic|disable)|pragma:\s*no\s*(?:cover|branch)|\bnosec\b|pylint:\s*(?:disable|skip-file)|nosemgrep|NOSONAR|fmt:\s*(?:off|skip)/gi,
  ],
  [/\.go$/i, /nolint|#nosec|lint:ignore/g],
  [/\.(?:sh|bash)$/i, /shellcheck\s+disable/g],
];

/** The attributes of Rust that say less, and what says it again. */
const ATTRIBUTES = /#(!?)\[(?:allow|expect)\(/g;

/** The decorator by which Python's type checkers leave a function out. */
const UNTYPED = /(@(?:\w+\.)?no_type_check\b)/;

/** The text with these lines' words made meaningless, each line as long as before. */
export function withoutSuppressions(
  path: string,
  text: string,
  found: readonly Suppression[],
): string {
  const patterns = DIRECTIVES.filter(([extensions]) => extensions.test(path));
  const meant = new Set(found.map(({ line }) => line));
  const lines = text.split('\n').map((spoken, index) => {
    if (!meant.has(index + 1)) return spoken;
    const bare = patterns.reduce((now, [, pattern]) => now.replace(pattern, meaningless), spoken);
    if (/\.pyi?$/i.test(path)) return bare.replace(UNTYPED, '#$1');
    return path.endsWith('.rs')
      ? bare.replace(ATTRIBUTES, '#$1[warn(').replace('#[coverage(off)]', '')
      : bare;
  });
  return lines.join('\n');
}

function meaningless(word: string): string {
  return word.replace(/[a-z]/gi, 'x');
}
