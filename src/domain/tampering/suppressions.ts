import { languageOf } from './language.ts';

/** Comments by which a check is told to look away, by language. */
const SUPPRESSIONS: readonly (readonly [extensions: RegExp, pattern: RegExp])[] = [
  [
    /\.(?:[cm]?[jt]sx?|vue|svelte|json[c5]?)$/i,
    /(?:\/\/|\/\*|<!--|\{\/\*).*?(?:eslint-disable|@ts-ignore|@ts-expect-error|@ts-nocheck|biome-ignore|oxlint-disable|prettier-ignore|istanbul ignore|c8 ignore|v8 ignore|jshint ignore|tslint:disable|nosemgrep|secretlint-disable|NOSONAR)/,
  ],
  [
    /\.pyi?$/i,
    /#.*?(?:\bnoqa\b|type:\s*ignore|pyright:\s*ignore|pragma:\s*no\s*cover|\bnosec\b|pylint:\s*disable|mypy:\s*ignore|nosemgrep|NOSONAR|fmt:\s*off)/i,
  ],
  [/\.go$/i, /\/\/\s*(?:nolint|#nosec|lint:ignore)/],
  [/\.rs$/i, /#!?\[(?:allow|expect)\(|#\[cfg\(not\(test\)\)\]|#\[coverage\(off\)\]/],
  [/\.(?:sh|bash)$/i, /#\s*shellcheck\s+disable/],
  [/./, /gitleaks:allow|pragma:\s*allowlist\s+secret|secretlint-disable/],
];

/** 1-based lines of a text that tell a check to look away, with the trimmed line as what tells them apart. */
export function suppressionsIn(
  path: string,
  text: string,
): readonly { readonly line: number; readonly text: string }[] {
  const patterns = SUPPRESSIONS.filter(([extensions]) => extensions.test(path));
  return text
    .split('\n')
    .map((line, index) => ({ line: index + 1, text: line.slice(0, MAX_LINE).trim() }))
    .filter((line) => patterns.some(([, pattern]) => pattern.test(line.text)));
}

/** Characters of a line that are looked at; minified code holds no comment a person wrote. */
const MAX_LINE = 2000;

/** Whether suppressions count in a file: not in prose. */
export function mayBeSuppressed(path: string): boolean {
  return languageOf(path) !== 'other' || /\.(?:sh|bash|json[c5]?|ya?ml|toml|cfg|ini)$/i.test(path);
}
