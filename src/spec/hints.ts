/** Paths kept of one task. */
const MAX_FILES = 32;
/** Paths kept of one task that says what its files are: its own, its parents' and its section's. */
const MAX_FILES_HERE = 3 * MAX_FILES;
/** Hints kept of one task. */
const MAX_HINTS = 16;

/** Endings by which a back-quoted name without a folder is taken for a file. */
const FILE_ENDINGS =
  /\.(?:astro|bash|bat|bazel|bzl|c|cc|cfg|cjs|clj|cmake|conf|cpp|cs|css|csv|cts|cxx|dart|dockerfile|ejs|env|erl|ex|exs|fish|go|gql|gradle|graphql|h|hbs|hcl|hpp|hs|htm|html|ini|ipynb|java|jinja|jinja2|js|json|json5|jsonc|jsonl|jsx|kt|kts|less|liquid|lock|lua|m|md|mdx|mjs|ml|mod|mts|nix|php|pl|po|prisma|properties|proto|ps1|py|pyi|r|rb|rs|rst|sass|scala|scss|sh|sol|sql|sum|svelte|svg|swift|tf|toml|ts|tsv|tsx|txt|vue|xml|yaml|yml|zig|zsh)$/i;
const ENDING = /[^/.]\.[A-Za-z][A-Za-z0-9]{0,9}$|\/\.[A-Za-z][\w.-]{0,30}$/;

const QUOTED = /`([^`\n]{1,260})`/g;
const FILE_LINE =
  /(?:^|[\s(*_])(?:files?|path)(?:\*\*|__)?:(?:\*\*|__)?[ \t]*`?([^\s`,;()]{1,260})/gim;
const BARE =
  /(?:^|[\s(])((?:[\w.@+-]{1,80}\/){1,16}[\w.@+-]{1,80}\.[A-Za-z][A-Za-z0-9]{0,9})(?=$|[\s),.:;])/gm;

/**
 * Paths a text names: back-quoted ones with an ending, and `File: path`; unique, in order.
 * @param bare also paths with a folder that stand without quotes, as Spec Kit writes them
 */
export function filesIn(text: string, bare: boolean, max = MAX_FILES): readonly string[] {
  const forms = bare ? [QUOTED, FILE_LINE, BARE] : [QUOTED, FILE_LINE];
  const found = forms
    .flatMap((form) => [...text.matchAll(form)])
    .sort((a, b) => a.index - b.index)
    .flatMap((match) => match.slice(1))
    .flatMap(safePath);
  return [...new Set(found)].slice(0, max);
}

/** Paths a text names by `File: path` alone. */
export function namedFilesIn(text: string): readonly string[] {
  const found = captures(FILE_LINE, text).flatMap(safePath);
  return [...new Set(found)].slice(0, MAX_FILES);
}

const FILES_HERE = /(?:^|[\s>*+-])files here:[ \t]*(\S[^\n\r]*)/i;

/** The paths a text says it is about and no others, by `files here: …`; none where it does not say so. */
export function filesHereIn(text: string, bare: boolean): readonly string[] {
  return filesIn(FILES_HERE.exec(text)?.[1] ?? '', bare, MAX_FILES_HERE);
}

/** The path in canonical form, alone in a list; none when it is no file below the repository. */
function safePath(written: string): readonly string[] {
  const path = written
    .trim()
    .replace(/:\d{1,7}(?:[-:]\d{1,7})?$/, '')
    .replace(/^(?:\.\/)+/, '');
  if (!/^[\p{L}\p{N}_.@+()[\]/-]+$/u.test(path) || path.startsWith('/')) return [];
  const segments = path.split('/');
  if (segments.some((part) => ['', '.', '..'].includes(part) || /^\.git$/i.test(part))) return [];
  if (segments.length === 1 ? !FILE_ENDINGS.test(path) : !ENDING.test(path)) return [];
  return [path];
}

const HINT =
  /(?:^|[\s(*_>–—-])(?:verify|validate|validation|test|check)(?:\*\*|__)?:(?:\*\*|__)?[ \t]*(\S[^\n\r]{0,500})/gim;

/** How a text says its result is judged: what follows `verify:`, `validate:`, `test:`, `check:` on the line. */
export function validationIn(text: string): readonly string[] {
  const found = captures(HINT, text).map((hint) => hint.trim());
  return [...new Set(found)].slice(0, MAX_HINTS);
}

function captures(form: RegExp, text: string): readonly string[] {
  return [...text.matchAll(form)].flatMap((match) => match.slice(1));
}
