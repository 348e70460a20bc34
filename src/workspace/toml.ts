/** One table of a TOML file, or one element of an array of tables, as text. */
export interface TomlTable {
  /** The header without brackets and quotes: `project`, `tool.uv.index`; empty for what stands above any. */
  readonly name: string;
  /** Key and the whole text of its value, in order. */
  readonly entries: readonly (readonly [key: string, value: string])[];
}

const HEADER = /^\s*\[{1,2}([^\]]+)\]{1,2}\s*(?:#.*)?$/;
const ENTRY = /^\s*([\w."'-]+)\s*=\s*(.*)$/;

/**
 * The tables of a TOML file, read leniently: enough to compare and to list what they hold, not to judge whether it is
 * right. Linear in the text.
 */
export function tomlTables(text: string): readonly TomlTable[] {
  const tables: Table[] = [{ name: '', entries: [] }];
  let open = 0;
  for (const line of text.split('\n').map(withoutComment)) {
    const rest = open > 0 ? goOn(line, tables) : begin(line, tables);
    open = Math.max(0, open + depthOf(rest));
  }
  return tables.map(({ name, entries }) => {
    return { name, entries: entries.map(({ key, value }) => [key, value.trim()] as const) };
  });
}

interface Table {
  readonly name: string;
  readonly entries: { readonly key: string; value: string }[];
}

/** One more line of a value that is not closed yet. */
function goOn(line: string, tables: readonly Table[]): string {
  const entry = tables.at(-1)?.entries.at(-1);
  if (entry !== undefined) entry.value += `\n${line.trim()}`;
  return line;
}

/**
 * A line that begins something, or nothing.
 * @returns what of it is a value
 */
function begin(line: string, tables: Table[]): string {
  const header = HEADER.exec(line)?.[1];
  if (header !== undefined) tables.push({ name: bare(header), entries: [] });
  const [, key, value = ''] = (header === undefined ? ENTRY.exec(line) : null) ?? [];
  if (key === undefined) return '';
  tables.at(-1)?.entries.push({ key: bare(key), value });
  return value;
}

/** The quoted texts of a value. */
export function tomlStrings(value: string): readonly string[] {
  return [...value.matchAll(QUOTED)].map(([quoted]) => quoted.slice(1, -1));
}

/** A text on one line, in either kind of quotes; one that is not closed ends with its line. */
const QUOTED = /"(?:[^"\\\n]|\\.)*(?:"|(?=\n)|$)|'[^'\n]*(?:'|(?=\n)|$)/g;

/** How many brackets more are opened than closed, those in quotes not counted. */
function depthOf(text: string): number {
  const plain = text.replace(QUOTED, '');
  return (plain.match(/[[{]/g) ?? []).length - (plain.match(/[\]}]/g) ?? []).length;
}

function withoutComment(line: string): string {
  const plain = line.replace(QUOTED, (quoted) => '_'.repeat(quoted.length));
  const at = plain.indexOf('#');
  return at === -1 ? line : line.slice(0, at);
}

function bare(name: string): string {
  return name
    .split('.')
    .map((part) => part.trim().replace(/^["']|["']$/g, ''))
    .join('.');
}
