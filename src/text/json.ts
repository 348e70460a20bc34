/** One token: a string, another scalar, or a sign; whitespace around it. */
const TOKEN =
  /[ \t\n\r]*(?:("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([[\]{},:]))[ \t\n\r]*/y;
/** Deepest nesting that is read; ours need three. */
const MAX_DEPTH = 16;

/**
 * The value of a JSON text; undefined when it is none. `JSON.parse` answers a bad text by throwing,
 * and these rooms decide by values.
 */
export function readJson(text: string): unknown {
  return isJson(text) ? (JSON.parse(text) as unknown) : undefined;
}

/** Folds the tokens from the leaves up until one value is left. */
function isJson(text: string): boolean {
  let shape = shapeOf(text);
  for (let depth = 0; depth < MAX_DEPTH && shape.length > 1; depth += 1) {
    shape = shape
      .replace(/\{(?:s:[sv](?:,s:[sv])*)?\}/g, 'v')
      .replace(/\[(?:[sv](?:,[sv])*)?\]/g, 'v');
  }
  return shape === 's' || shape === 'v';
}

/** One character a token: `s` for a string, `v` for another scalar, signs as they are; empty when the text holds anything else. */
function shapeOf(text: string): string {
  const shape: string[] = [];
  const token = new RegExp(TOKEN);
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) return '';
    const [, string, , sign] = found;
    shape.push(string === undefined ? (sign ?? 'v') : 's');
  }
  return shape.join('');
}
