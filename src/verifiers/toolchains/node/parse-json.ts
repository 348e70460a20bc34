/** The value of a JSON text; null for what is none. */
export function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : (JSON.parse(text.replace(/^\ufeff/, '')) as unknown);
  } catch {
    return null;
  }
}
