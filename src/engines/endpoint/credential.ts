/** What a header can carry: anything else was pasted along with the key. */
const CREDENTIAL = /^[\u0021-\u007e]+$/;

/** What a variable is set to; null when it is empty. */
export function readSetting(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
): string | null {
  const value = (env[name] ?? '').trim();
  return value === '' ? null : value;
}

/** The first of several variables that holds a credential. */
export function findCredential(
  env: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): { readonly name: string; readonly value: string } | null {
  for (const name of names) {
    const value = (env[name] ?? '').trim();
    if (CREDENTIAL.test(value)) return { name, value };
  }
  return null;
}
