/** Shorter values are too common to be hidden wherever they occur. */
const MIN_LENGTH = 6;
/** A line of a secret of several lines, such as a key file, counts alone from this length on. */
const MIN_LINE_LENGTH = 16;

/**
 * Every way a known secret may be written in a text: as it is, base64 (at any offset of what was
 * encoded), base64url, hex, percent-encoded, as part of a JSON text (also one within another) and
 * of HTML. Longest first, so that no form hides only a part of another.
 */
export function formsOf(secrets: readonly string[]): readonly string[] {
  const values = new Set(secrets.flatMap(valuesIn));
  const forms = new Set([...values].flatMap(writings).filter((form) => form.length >= MIN_LENGTH));
  return [...forms].sort((a, b) => b.length - a.length);
}

/** The value and, where it has several, its lines. */
function valuesIn(secret: string): readonly string[] {
  const value = secret.trim();
  if (value.length < MIN_LENGTH) return [];
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const single = lines.filter(
    (line) => line.length >= MIN_LINE_LENGTH && !line.startsWith('-----'),
  );
  return lines.length > 1 ? [value, ...single] : [value];
}

function writings(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const percent = encodeURIComponent(bytes.toString());
  const json = inJson(value);
  return [
    value,
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
    percent,
    percent.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    percent.replaceAll('%20', '+'),
    json,
    inJson(json),
    inHtml(value),
  ];
}

/** The characters that depend on the value alone when it starts `offset` bytes into a group of three. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  const start = Math.ceil((offset * 8) / 6);
  const end = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(start, end);
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function inHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
