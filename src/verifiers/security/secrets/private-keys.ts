import type { FoundSecret, SearchedFile } from './secret.ts';

const BEGIN = /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----/gi;
/** Characters of a key that are looked at. */
const SPAN = 8192;
/** Fewer letters than this between the armour are no key. */
const LEAST_BODY = 64;

/** Private keys in armour, also where their lines were made one. */
export function privateKeys({ text }: SearchedFile): readonly FoundSecret[] {
  return [...text.matchAll(BEGIN)].flatMap(({ 0: begin, index }) => {
    const rest = text.slice(index + begin.length, index + begin.length + SPAN);
    const end = rest.indexOf('-----');
    const body = end === -1 ? rest : rest.slice(0, end);
    const letters = body.match(/[A-Za-z0-9+/=]/g)?.length ?? 0;
    const value = begin + body.trimEnd();
    return letters < LEAST_BODY ? [] : [{ rule: 'private-key', value, index }];
  });
}
