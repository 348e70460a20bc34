/** A set of characters, whatever stands in it. */
const SET = String.raw`\[(?:[^\]\\]|\\.)*\]`;
/** What stands in a group that holds no further one. */
const PLAIN = String.raw`(?:[^()[\\]|\\.|${SET})*`;
/** A look-behind, with groups one deep. */
const LOOK_BEHIND = String.raw`\(\?<[=!](?:[^()[\\]|\\.|${SET}|\(${PLAIN}\))*\)`;
/** What asks for a place and takes no characters. */
const PLACES = new RegExp(String.raw`^(?:\\b|${LOOK_BEHIND})*`);
/** Characters that stand for themselves, the last of them not repeated. */
const LITERALS = /^((?:[A-Za-z0-9_~=-]|\\\.)*)(?![?*+{]).*$/s;

/**
 * What every match of a pattern begins with, in small letters, so that a text without it need not be searched; empty
 * where that cannot be told from the pattern's beginning. The pattern has its alternatives within groups.
 */
export function literalPrefix(source: string): string {
  return source.replace(PLACES, '').replace(LITERALS, '$1').replaceAll('\\', '').toLowerCase();
}
