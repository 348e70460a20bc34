import { digest, specId, specKey, specLabel } from '../domain/ids.ts';
import type { Dialect, Section, Spec, SpecProblem, SpecProblemCode } from '../domain/spec.ts';
import { oneLine } from '../domain/text-limits.ts';
import { dialectOf } from './dialect.ts';
import { type FrontMatter, frontMatterOf } from './front-matter.ts';
import { normalHeading } from './headings.ts';
import { linesOf } from './lines.ts';
import { outlineOf } from './outline.ts';
import { sectionsOf } from './sections.ts';
import { ownersOf, tasksOf } from './tasks.ts';

/** Bytes of the largest spec that is read: 1 MiB. */
export const MAX_SPEC_BYTES = 1_048_576;

/** Takes what is no UTF-8 for U+FFFD and keeps a byte order mark. */
const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

export type ParseResult =
  | { readonly ok: true; readonly spec: Spec }
  | { readonly ok: false; readonly problem: SpecProblem };

type Refusal = Extract<ParseResult, { readonly ok: false }>;

function refuse(
  path: string,
  code: SpecProblemCode,
  { message, line = null }: { readonly message: string; readonly line?: number | null },
): Refusal {
  return { ok: false, problem: { path, code, message, line } };
}

/**
 * The text of a spec, from its bytes.
 * @param path repository-relative, with forward slashes
 */
export function decodeSpec(
  path: string,
  bytes: Uint8Array,
): Refusal | { readonly ok: true; readonly text: string } {
  if (bytes.length > MAX_SPEC_BYTES) {
    return refuse(path, 'too_large', {
      message: 'The spec is larger than 1 MiB: divide it into several.',
    });
  }
  const text = UTF8.decode(bytes);
  // What is no UTF-8 is decoded to U+FFFD, which may also stand in a text that is.
  if (text.includes('\uFFFD') && !sameBytes(new TextEncoder().encode(text), bytes)) {
    return refuse(path, 'not_utf8', { message: 'The spec is not valid UTF-8: save it as UTF-8.' });
  }
  const nul = text.indexOf('\0');
  if (nul >= 0) {
    const line = text.slice(0, nul).split(/\r\n|\n|\r/).length;
    const message = 'The spec holds a NUL character: save it as plain text.';
    return refuse(path, 'nul', { message, line });
  }
  return { ok: true, text };
}

/**
 * Reads a spec from its bytes.
 * @param path repository-relative, with forward slashes
 */
export function parseSpec(path: string, bytes: Uint8Array): ParseResult {
  const decoded = decodeSpec(path, bytes);
  return decoded.ok ? parseDecoded(path, decoded.text) : decoded;
}

/** Reads a spec from the text that `decodeSpec` gave. */
export function parseDecoded(path: string, text: string): ParseResult {
  const read = readText(path, text);
  const { fault, bodyLine } = read.matter;
  if (fault !== null) {
    return refuse(path, 'front_matter', {
      message: `The front matter ${fault}: mend it.`,
      line: 1,
    });
  }
  if (read.lines.text.slice(read.lines.start(bodyLine)).replace('\uFEFF', '').trim() === '') {
    return refuse(path, 'empty', {
      message: 'The spec is empty: write down what is to be built.',
    });
  }
  if (read.tooDeep !== null) {
    const message = 'A list or quote of the spec is too deep or too long to be read: divide it.';
    return refuse(path, 'too_large', { message, line: read.tooDeep + 1 });
  }
  return { ok: true, spec: read.spec };
}

/** Reads a spec from text that `parseSpec` has accepted before; total, whatever the text. */
export function parseText(path: string, text: string): Spec {
  return readText(path, text).spec;
}

/** Whether a text may ask for work by itself or be at fault; false spares reading one that nobody asked for. */
export function mayHoldWork(text: string): boolean {
  return /\[[ \t~-]\]/.test(text) || /^\uFEFF?---/.test(text) || text.trim() === '';
}

function readText(path: string, text: string) {
  const lines = linesOf(text);
  const matter = frontMatterOf(lines);
  const dialect = dialectOf(path, text);
  const outline = outlineOf(lines, matter.bodyLine, dialect);
  const owners = ownersOf(lines, outline, matter.bodyLine);
  const anatomy = { path, dialect, lines, outline, owners };
  const sections = sectionsOf(anatomy);
  const spec: Spec = {
    id: specId(path),
    path,
    label: specLabel(path),
    title: titleOf({ path, dialect, matter, sections }),
    dialect,
    hash: digest([text], 64),
    text,
    tasks: tasksOf(anatomy, sections),
    sections,
    dependsOn: matter.dependsOn,
    status: matter.status,
  };
  return { spec, matter, lines, tooDeep: outline.tooDeep };
}

/** First headings that the dialects' own templates give to every task file. */
const EMPTY_TITLES = ['tasks', 'task list', 'implementation plan', 'implementation tasks', 'todo'];

function titleOf(about: {
  readonly path: string;
  readonly dialect: Dialect;
  readonly matter: FrontMatter;
  readonly sections: readonly Section[];
}): string {
  if (about.matter.title !== null) return oneLine(about.matter.title);
  const heading = oneLine(about.sections.find(({ level }) => level === 1)?.title ?? '');
  const says = !EMPTY_TITLES.includes(normalHeading(heading)) || about.dialect === 'plain';
  return heading !== '' && says ? heading : nameOf(about.path);
}

function nameOf(path: string): string {
  const key = specKey(path);
  const words = key.slice(key.lastIndexOf('/') + 1).replace(/[_-]+/g, ' ');
  return oneLine(words) || 'Spec';
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
