import type { Dialect } from '../domain/spec.ts';

/** The task files of the dialects, by where they stand; matched against lower-case paths. */
const PLACES: readonly { readonly dialect: Dialect; readonly place: RegExp }[] = [
  { dialect: 'kiro', place: /(?:^|\/)\.kiro\/specs\/[^/]+\/tasks\.md$/ },
  { dialect: 'openspec', place: /(?:^|\/)openspec\/changes\/(?:archive\/)?[^/]+\/tasks\.md$/ },
  { dialect: 'speckit', place: /(?:^|\/)specs\/[^/]+\/tasks\.md$/ },
];

/** The dialect of a task file by its place alone; null for any other file. */
export function dialectAt(path: string): Dialect | null {
  const lower = path.toLowerCase();
  return PLACES.find(({ place }) => place.test(lower))?.dialect ?? null;
}

/** The dialect of a spec: by its place, else a `tasks.md` by what it says, else plain. */
export function dialectOf(path: string, text: string): Dialect {
  const placed = dialectAt(path);
  if (placed !== null) return placed;
  if (!/(?:^|\/)tasks\.md$/i.test(path)) return 'plain';
  if (/\] T\d{3}\b/.test(text)) return 'speckit';
  return text.includes('_Requirements:') ? 'kiro' : 'plain';
}

/** What a dialect writes before the words of a task. */
export interface Marks {
  /** `T001`, `2.1`. */
  readonly number: string | null;
  /** `[P]`: may be built beside its neighbours. */
  readonly parallel: boolean;
  /** The words of the task. */
  readonly words: string;
}

/** What every form below begins with. */
const MARKED = /^[\dTtSs[*]/;
const EMPHASIS = /^\*\*(?=T?\d)/;
const TASK_NUMBER = /^(T\d{1,5}[a-z]?)\b(?:\*\*)?[.:)]?\s*/;
const DOTTED = /^(\d{1,5}(?:\.\d{1,5}){1,6})\b(?:\*\*)?[.:)]?(?:\*\*)?(?:\s+|$)/;
const PLAIN = /^(\d{1,5})[.:)](?:\*\*)?(?:\s+|$)/;
const BARE = /^(\d{1,5})\s+/;
const NAMED = /^(?:task|step)\s+(\d{1,5}(?:\.\d{1,5}){0,6})\s*[:.)–—-]+\s*/i;
const PARALLEL = /^\[P\]\s*/;
const STORY = /^\[US\d{1,4}\]\s*/;

/** Reads number, `[P]` and `[US1]` off the front of a task's text. */
export function marksOf(text: string, dialect: Dialect): Marks {
  if (!MARKED.test(text)) return { number: null, parallel: false, words: text };
  const numbers = dialect === 'kiro' ? [DOTTED, PLAIN, BARE] : [DOTTED, PLAIN, NAMED];
  let words = text;
  let number: string | null = null;
  let parallel = false;
  for (;;) {
    const before = words;
    if (number === null) {
      const bare = words.replace(EMPHASIS, '');
      const match = [TASK_NUMBER, ...numbers].map((form) => form.exec(bare)).find(Boolean);
      number = match?.[1] ?? null;
      words = match ? bare.slice(match[0].length) : words;
    }
    parallel ||= PARALLEL.test(words);
    words = words.replace(PARALLEL, '').replace(STORY, '');
    if (words === before) return { number, parallel, words };
  }
}
