/** One pair of a JSON object: offsets in the text, the end exclusive. */
export interface Member {
  readonly key: string;
  /** Of the key, its quotes included. */
  readonly start: number;
  /** Of the value. */
  readonly from: number;
  readonly end: number;
}

/** A string, a sign, or a run of anything else that is no space. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * The pairs of the first object of a text, in order; its values are not looked into. What is no JSON gives what can be
 * told of it.
 */
export function membersOf(text: string): readonly Member[] {
  return pairsOf(text).flatMap((tokens) => {
    const [key, colon, first] = tokens;
    const last = tokens.at(-1);
    if (key === undefined || first === undefined || last === undefined) return [];
    if (String(colon) !== ':') return [];
    const name = key[0].slice(1, -1);
    return [{ key: name, start: key.index, from: first.index, end: last.index + last[0].length }];
  });
}

/** The tokens of each pair, between the commas of the object itself. */
function pairsOf(text: string): readonly (readonly RegExpExecArray[])[] {
  let pair: RegExpExecArray[] = [];
  const pairs = [pair];
  let depth = 0;
  for (const token of text.matchAll(TOKEN)) {
    const [sign] = token;
    const closes = sign === '}' || sign === ']';
    if (closes) depth -= 1;
    if (closes && depth < 1) return pairs;
    if (depth === 1 && sign === ',') {
      pair = [];
      pairs.push(pair);
    } else if (depth > 0) pair.push(token);
    if (sign === '{' || sign === '[') depth += 1;
  }
  return pairs;
}

/**
 * The text of one object with some of its pairs as another text has them: those that are gone come back, those that
 * are new go under a name that says nothing.
 */
export function withMembers(
  before: string,
  after: string,
  wanted: (key: string) => boolean,
): string {
  const old = new Map(membersOf(before).map((member) => [member.key, member]));
  const now = membersOf(after);
  const valueOf = ({ from, end }: Member): string => before.slice(from, end);
  const back = [...old.values()]
    .filter(({ key }) => wanted(key) && !now.some((member) => member.key === key))
    .map((member) => `"${member.key}": ${valueOf(member)}, `);
  const kept = now
    .filter(({ key }) => wanted(key))
    .reduceRight((text, { key, start, from, end }) => {
      const former = old.get(key);
      const pair =
        former === undefined
          ? `"-${key}": ${text.slice(from, end)}`
          : `"${key}": ${valueOf(former)}`;
      return text.slice(0, start) + pair + text.slice(end);
    }, after);
  const inserted = now.length === 0 ? back.join('').replace(/, $/, '') : back.join('');
  return kept.replace('{', () => `{${inserted}`);
}
