/** `type(scope)!: description` of Conventional Commits 1.0.0, with the types of commitlint's usual set. */
const CONVENTIONAL =
  /^(?:feat|fix|docs|test|refactor|perf|build|ci|chore|style|revert)(?:\([^()]{1,60}\))?!?: \S/;

/** Words of a title that tell the type of a commit; the first row that has one decides. */
const TYPE_WORDS: readonly (readonly [string, RegExp])[] = [
  ['revert', /^(?:revert|roll back)\b/i],
  [
    'fix',
    /^(?:fix|correct|repair|resolve|prevent|handle bug|patch)\b|\b(?:bug|regression|crash)\b/i,
  ],
  ['docs', /^(?:document|describe|explain)\b|\b(?:docs?|documentation|readme|changelog|tsdoc)\b/i],
  ['test', /^(?:test|cover)\b|\b(?:unit|integration|e2e|regression|property) tests?\b/i],
  ['perf', /^(?:speed up|optimi[sz]e)\b|\b(?:faster|performance)\b/i],
  ['refactor', /^(?:refactor|rename|extract|simplify|restructure|move|split|clean up|inline)\b/i],
  ['ci', /\b(?:github actions?|ci pipeline|ci workflow|continuous integration)\b/i],
  ['build', /\b(?:build script|bundler|packaging|dockerfile)\b|^(?:package|bundle)\b/i],
  ['chore', /^(?:upgrade|bump|update dependenc|remove unused|housekeeping)/i],
];

/** Whether a subject follows Conventional Commits. */
export function isConventional(subject: string): boolean {
  return CONVENTIONAL.test(subject);
}

/** A title as a conventional subject; one that is such a subject already stays as it is. */
export function conventionalSubject(title: string): string {
  if (isConventional(title)) return title;
  const type = TYPE_WORDS.find(([, words]) => words.test(title))?.[0] ?? 'feat';
  return `${type}: ${lowerFirst(title)}`;
}

/** The description of a conventional subject; any other subject as it is. */
export function withoutType(subject: string): string {
  return isConventional(subject) ? subject.slice(subject.indexOf(': ') + 2) : subject;
}

/** `Add` → `add`; `API`, `GitHub`, `I` stay: only an ordinary capitalised word is lowered. */
function lowerFirst(title: string): string {
  return title.replace(/^\p{Lu}\p{Ll}+(?![\p{L}\p{N}_])/u, (word) => word.toLowerCase());
}
