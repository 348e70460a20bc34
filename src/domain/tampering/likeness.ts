/** Words that any test has. */
const COMMON: ReadonlySet<string> = new Set(
  'const let var await async function return new the and for not with from import test tests describe expect assert equal equals strictequal deepequal tobe toequal tostrictequal tothrow true false null none undefined def self func testing fatal fatalf error errorf unwrap assert_eq assertequal should'.split(
    ' ',
  ),
);

/** Characters of a test that are compared. */
const MAX_CHARS = 4000;

/** The words of a test that tell what it is about. */
export function tellingWords(text: string): ReadonlySet<string> {
  const apart = text.slice(0, MAX_CHARS).replace(/([a-z\d])([A-Z])/g, '$1 $2');
  const words = [...apart.matchAll(/\p{L}[\p{L}\d]{2,}/gu)].map(([word]) => word.toLowerCase());
  return new Set(words.filter((word) => !COMMON.has(word)));
}

/** 0 where two sets of words share nothing, 1 where they are the same. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((word) => b.has(word)).length;
  const all = a.size + b.size - shared;
  return all === 0 ? 0 : shared / all;
}
