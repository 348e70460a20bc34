import type { Language } from './language.ts';

type Pattern = Readonly<Record<Language, RegExp>>;

/** A comment or a string, whichever comes first; each alternative reads on without going back. */
const LITERALS: Pattern = {
  js: /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|'(?:[^'\\\n]|\\[\s\S])*'?|"(?:[^"\\\n]|\\[\s\S])*"?|`(?:[^`\\]|\\[\s\S])*`?/g,
  python:
    /#[^\n]*|'''(?:[^'\\]|\\[\s\S]|'(?!''))*(?:''')?|"""(?:[^"\\]|\\[\s\S]|"(?!""))*(?:""")?|'(?:[^'\\\n]|\\[\s\S])*'?|"(?:[^"\\\n]|\\[\s\S])*"?/g,
  go: /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|`[^`]*`?|"(?:[^"\\\n]|\\[\s\S])*"?|'(?:[^'\\\n]|\\.)+'/g,
  rust: /\/\/[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/)?|"(?:[^"\\]|\\[\s\S])*"?/g,
  other: /#[^\n]*/g,
};

/**
 * The text with the inside of comments and strings blanked, position by position, so that what is found in it is
 * code, and found where it stands.
 */
export function blankLiterals(text: string, language: Language): string {
  return text.replace(LITERALS[language], (literal) => {
    const quote = /^['"`]/.test(literal) && literal.length > 1;
    const inside = literal.replace(/[^\n]/g, ' ');
    return quote ? `${literal.charAt(0)}${inside.slice(1, -1)}${literal.slice(-1)}` : inside;
  });
}

/** For each position of an opening bracket the position after its closing one; one pass over the code. */
export function closings(code: string): ReadonlyMap<number, number> {
  const open: number[] = [];
  const found = new Map<number, number>();
  for (const { 0: sign, index } of code.matchAll(/[()[\]{}]/g)) {
    if ('([{'.includes(sign)) open.push(index);
    else found.set(open.pop() ?? index, index + 1);
  }
  return found;
}
