/** How a statement begins, in capitals; in small letters more of it has to be there, or it may be prose. */
const STATEMENT =
  /^\s*(?:SELECT\s[\s\S]{1,2000}?\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO|MERGE\s+INTO|WITH\s+\w+\s+AS\s*\()\s/;
const SMALL =
  /^\s*(?:select\s[\s\S]{1,2000}?\sfrom\s[\s\S]{1,500}?\swhere|insert\s+into\s[\s\S]{1,500}?\bvalues|update\s+\S+\s+set|delete\s+from\s+\S+\s+where)\b/;

/** Where a value is due: after a comparison, in a list of values, between quotes. */
const VALUE_DUE =
  /(?:[=<>]|\bLIKE|\bIN\s*\(|\bVALUES\s*\(|\bMATCH|\bILIKE)\s*(?:['"%(]\s*)*$|=\s*['"]$|['"]%?$/i;
const NEXT_VALUE = /\b(?:VALUES|IN)\s*\([^)]*,\s*['"]?$/i;

/** What stands for a value that is passed beside the statement, or was made safe for it. */
const HARMLESS =
  /placeholder|\bmarks\b|\bparams?\b|bind|escape|quote|['"`](?:\?|\$|%s)|^[A-Z][A-Z0-9_]*$|^\d+$|^(?:int|Number|parseInt|len|float)\(/;

/** One piece of a text that is put together: what stands there, or the source of what is put in. */
export type Piece = { readonly text: string } | { readonly source: string };

/** Whether a text put together from pieces is SQL with something put in where a value is due. */
export function isSpliced(pieces: readonly Piece[]): boolean {
  const whole = pieces.map((piece) => ('text' in piece ? piece.text : '?')).join('');
  if (!STATEMENT.test(`${whole} `) && !SMALL.test(whole)) return false;
  let before = '';
  for (const piece of pieces) {
    if ('text' in piece) {
      before += piece.text;
      continue;
    }
    const isDue = isValueDue(before.slice(-REACH));
    if (isDue && !HARMLESS.test(piece.source.trim())) return true;
    before += '?';
  }
  return false;
}

/** Characters before a value that are looked at. */
const REACH = 500;

function isValueDue(before: string): boolean {
  return VALUE_DUE.test(before) || NEXT_VALUE.test(before);
}
