/**
 * Code of nothing but ASCII, which the launcher reads as such. esbuild escapes strings and names; what it leaves are
 * patterns, where an escape says the same, and comments.
 * @param {string} code
 */
export function asAscii(code) {
  return code.replace(
    /[^\0-\x7F]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
