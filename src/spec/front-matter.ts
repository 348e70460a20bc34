import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Lines } from './lines.ts';

/** What the head of a spec says about it. */
export interface FrontMatter {
  readonly title: string | null;
  readonly dependsOn: readonly string[];
  /** Lower case. */
  readonly status: string | null;
  /** The first line of the Markdown itself. */
  readonly bodyLine: number;
  /** What is wrong with it, as the end of a sentence; null when nothing is. */
  readonly fault: string | null;
}

/** UTF-16 units; far beyond any honest head, and small enough for a recursive parser. */
const MAX_LENGTH = 16_384;
/** Brackets and block markers that could open a level; bounds the parser's recursion. */
const MAX_LEVELS = 256;

const NONE: FrontMatter = { title: null, dependsOn: [], status: null, bodyLine: 0, fault: null };

/** Reads the YAML between `---` and `---` at the very start; a spec without it has none to fault. */
export function frontMatterOf(lines: Lines): FrontMatter {
  if (!/^\uFEFF?---[ \t]*$/.test(lines.at(0))) return NONE;
  const close = closingLine(lines);
  if (close === null) return NONE;
  const found = { ...NONE, bodyLine: close + 1 };
  const yaml = lines.text.slice(lines.start(1), lines.start(close));
  if (yaml.length > MAX_LENGTH) return { ...found, fault: 'is longer than 16 KiB' };
  if ((yaml.match(/[[{]|[-?:](?=\s)/g) ?? []).length > MAX_LEVELS) {
    return { ...found, fault: 'holds more than 256 entries' };
  }
  return { ...found, ...readFields(yaml) };
}

function closingLine(lines: Lines): number | null {
  for (let line = 1; line < lines.count; line += 1) {
    if (/^(?:---|\.\.\.)[ \t]*$/.test(lines.at(line))) return line;
  }
  return null;
}

type Fields = Omit<FrontMatter, 'bodyLine'>;

/** Every scalar is read as written (`007` stays `007`). */
function readFields(yaml: string): Fields {
  const document = parseDocument(yaml, { schema: 'failsafe', prettyErrors: false });
  const none = { title: null, dependsOn: [], status: null };
  const [error] = document.errors;
  if (error) return { ...none, fault: `is not valid YAML (${error.code})` };
  const root: unknown = document.contents;
  if (root === null || (isScalar(root) && textOf(root) === '')) return { ...none, fault: null };
  if (!isMap(root)) return { ...none, fault: 'is not a list of `key: value` lines' };
  const title = textOf(root.get('title', true));
  const status = textOf(root.get('status', true));
  const dependsOn = textsOf(root.get('depends_on', true));
  if (title === null) return { ...none, fault: 'has a `title` that is not text' };
  if (status === null) return { ...none, fault: 'has a `status` that is not text' };
  if (dependsOn === null)
    return { ...none, fault: 'has a `depends_on` that is not a list of specs' };
  return { title: title || null, status: status.toLowerCase() || null, dependsOn, fault: null };
}

/** The text of a scalar, empty for an absent one; null for anything else. */
function textOf(node: unknown): string | null {
  if (node === undefined || node === null) return '';
  return isScalar<string>(node) ? node.value.replace(/\s+/g, ' ').trim() : null;
}

function textsOf(node: unknown): readonly string[] | null {
  const texts = isSeq(node) ? node.items.map(textOf) : [textOf(node)];
  if (texts.some((text) => text === null)) return null;
  return texts.flatMap((text) => (text ? [text] : []));
}
