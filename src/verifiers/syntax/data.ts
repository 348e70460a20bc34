import { parseAllDocuments } from 'yaml';
import { lineFinder } from '../../domain/tampering/line-finder.ts';
import { within } from '../time-limit.ts';
import type { SyntaxFault } from './fault.ts';
import { jsoncFault, jsonFault } from './json.ts';

/** Milliseconds one reading may take. */
const MOST_MS = 3000;
/** Marks of template languages; a file with one becomes data only once it was filled in. GitHub's `${{` is data. */
const TEMPLATE = /(?<!\$)\{\{|\{%|<%/;

export type DataSyntax = 'json' | 'jsonc' | 'yaml' | 'toml';

/** The first fault of a data file; null when it has none, is a template, or nobody can say in time. */
export async function dataFault(syntax: DataSyntax, text: string): Promise<SyntaxFault | null> {
  const read = await readerOf(syntax);
  const fault = within(MOST_MS, () => read(text)) ?? null;
  return fault === null || TEMPLATE.test(text) ? null : fault;
}

type Reader = (text: string) => SyntaxFault | null;

async function readerOf(syntax: DataSyntax): Promise<Reader> {
  if (syntax === 'json') return jsonFault;
  if (syntax === 'jsonc') return jsoncFault;
  return syntax === 'yaml' ? readYaml : tomlReader();
}

/** Any number of documents; tags that only the file's reader knows and repeated keys are no faults. */
function readYaml(text: string): SyntaxFault | null {
  const options = { logLevel: 'silent', uniqueKeys: false, prettyErrors: false } as const;
  const documents = unlessTooDeep(() => parseAllDocuments(text, options)) ?? [];
  const [error] = [...documents].flatMap((document) => document.errors);
  if (error === undefined) return null;
  return { line: lineFinder(text)(error.pos[0]), message: error.message };
}

async function tomlReader(): Promise<Reader> {
  const { parse, TomlError } = await import('smol-toml');
  return (text) => {
    try {
      parse(text.replace(/^\uFEFF/, ''));
      return null;
    } catch (error) {
      if (!(error instanceof TomlError)) return null;
      const [first = ''] = error.message.split('\n');
      return { line: error.line, message: first.replace(/^Invalid TOML document: /, '') };
    }
  };
}

/** What such a reader throws beyond the faults it collects is that the stack is at its end. */
function unlessTooDeep<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
