import { resolve } from 'node:path';

/** What `--engine` may name. */
const ENGINES = ['auto', 'claude', 'anthropic', 'huggingface', 'replay'] as const;

const KNOWN = 'auto, claude, anthropic, huggingface, replay:FILE';

const MODELLED = ENGINES.filter((name) => name !== 'auto').join(', ');

/** A parsed value, or the rule it breaks. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rule: string };

/**
 * Engine names in order of preference, each once.
 * @param folder where the file of `replay:FILE` is looked for when it is relative
 */
export function parseEngines(text: string, folder: string): Parsed<readonly string[]> {
  const names = text.split(',').map((name) => name.trim());
  const known = names.map((name) => parseEngine(name, folder));
  const bad = known.find((parsed) => !parsed.ok);
  if (bad !== undefined) return bad;
  const values = known.flatMap((parsed) => (parsed.ok ? [parsed.value] : []));
  return { ok: true, value: [...new Set(values)] };
}

/** `NAME` for every engine, or `ENGINE=NAME`; several in one table, the later ones prevailing. */
export function parseModels(texts: readonly string[]): Parsed<Readonly<Record<string, string>>> {
  const pairs: (readonly [string, string])[] = [];
  for (const text of texts) {
    const [engine, name] = splitModel(text);
    if (name === '') return { ok: false, rule: 'must be NAME or ENGINE=NAME' };
    if (engine !== '*' && !isEngine(engine)) {
      return { ok: false, rule: `no engine is called "${engine}"; known are ${MODELLED}` };
    }
    pairs.push([engine, name]);
  }
  return { ok: true, value: Object.fromEntries(pairs) };
}

function splitModel(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? ['*', text.trim()] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function isEngine(name: string): boolean {
  return name !== 'auto' && ENGINES.some((known) => known === name);
}

function parseEngine(name: string, folder: string): Parsed<string> {
  const file = /^replay:(.*)$/s.exec(name)?.[1];
  if (name === 'replay' || file === '') {
    return { ok: false, rule: 'replay needs its file: replay:FILE' };
  }
  if (file !== undefined) return { ok: true, value: `replay:${resolve(folder, file)}` };
  if (ENGINES.some((known) => known === name)) return { ok: true, value: name };
  const said = name === '' ? 'an engine name is empty' : `no engine is called "${name}"`;
  return { ok: false, rule: `${said}; known are ${KNOWN}` };
}
