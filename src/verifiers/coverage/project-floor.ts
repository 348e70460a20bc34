import { CodeliciousError } from '../../domain/errors.ts';
import type { FloorReader, OwnFloor } from '../../ports/floor-reader.ts';
import { isRecord } from './line-hits.ts';

/** Where a floor may stand: in both, that of the first holds. */
const FLOOR_FILES = ['pyproject.toml', 'package.json'] as const;

/** `[tool.codelicious] min_coverage` of a `pyproject.toml`, else `"codelicious": { "minCoverage" }` of a `package.json`. */
export const manifestFloor: FloorReader = { files: FLOOR_FILES, read: readOwnFloor };

async function readOwnFloor(texts: ReadonlyMap<string, string>): Promise<OwnFloor> {
  const warnings: string[] = [];
  for (const path of FLOOR_FILES) {
    const text = texts.get(path) ?? '';
    // Parsed only where it can say something: most projects ask for nothing.
    if (!text.includes('codelicious')) continue;
    const asked = path === 'pyproject.toml' ? await askedInToml(text) : askedInJson(text);
    if (asked === UNREADABLE) warnings.push(path);
    else if (asked.value !== undefined)
      return { percent: percentOf(asked.value, `${path}: ${asked.key}`), warning: null };
  }
  const [unreadable] = warnings;
  if (unreadable === undefined) return { percent: null, warning: null };
  return {
    percent: null,
    warning: `${unreadable} does not parse: a coverage floor in it is not known`,
  };
}

interface Asked {
  readonly key: string;
  readonly value: unknown;
}

const UNREADABLE = 'unreadable';

async function askedInToml(text: string): Promise<Asked | typeof UNREADABLE> {
  const { parse } = await import('smol-toml');
  const data = attempt(() => parse(text));
  if (data === UNREADABLE) return UNREADABLE;
  const value = at(data, ['tool', 'codelicious', 'min_coverage']);
  return { key: 'tool.codelicious.min_coverage', value };
}

function askedInJson(text: string): Asked | typeof UNREADABLE {
  const data = attempt(() => JSON.parse(text) as unknown);
  if (data === UNREADABLE) return UNREADABLE;
  return { key: 'codelicious.minCoverage', value: at(data, ['codelicious', 'minCoverage']) };
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return UNREADABLE;
  }
}

function at(data: unknown, keys: readonly string[]): unknown {
  return keys.reduce<unknown>(
    (value, key) => (isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    data,
  );
}

function percentOf(value: unknown, where: string): number {
  if (typeof value === 'number' && value >= 0 && value <= 100) return value;
  throw new CodeliciousError('config', `${where} must be a number from 0 to 100`);
}
