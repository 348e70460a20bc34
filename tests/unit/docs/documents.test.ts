import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FLAG_WORDS, FLAGS, nameOf } from '../../../src/cli/flags.ts';
import { repoConfigSchema, userConfigSchema } from '../../../src/domain/config-file.ts';
import { EXIT_CODES } from '../../../src/domain/errors.ts';
import { EVENT_SCHEMAS } from '../../../src/domain/events.ts';
import { jsonSchemas } from '../../../src/domain/json-schemas.ts';
import { SIGNAL_EXIT_CODES } from '../../../src/domain/stop-signal.ts';
import { EXIT_BUG } from '../../../src/text/errors-view.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');

const README = read('README.md');
const CONFIGURATION = read('docs/configuration.md');
const EVENTS = read('docs/events.md');

/** Every document of the repository that a person is meant to read. */
const DOCUMENTS = [
  ...namesIn('.'),
  ...namesIn('docs'),
  ...namesIn('docs/decisions'),
  'bench/README.md',
];

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function namesIn(folder: string): readonly string[] {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.md'));
  return names.map((name) => (folder === '.' ? name : `${folder}/${name}`));
}

/** The text from a heading to the next one of its level or above. */
function section(text: string, heading: string): string {
  const lines = text.split('\n');
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`there is no "${heading}"`);
  const level = heading.indexOf(' ');
  const isNext = (line: string): boolean => /^#+ /.test(line) && line.indexOf(' ') <= level;
  const length = lines.slice(start + 1).findIndex(isNext);
  return lines.slice(start, length === -1 ? undefined : start + 1 + length).join('\n');
}

/** The cells of a document's table rows, head and rule left out. */
function rows(text: string): readonly (readonly string[])[] {
  const table = text.split('\n').filter((line) => line.startsWith('|'));
  const cells = table.map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  const isRule = (row: readonly string[] | undefined): boolean =>
    row?.every((cell) => /^:?-+:?$/.test(cell)) === true;
  return cells.filter((row, at) => !isRule(row) && !isRule(cells[at + 1]));
}

/** What stands in back-quotes. */
function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, inner = '']) => inner);
}

/** Every flag a document names as one of ours: in back-quotes, or on a command line of the program. */
function flagsNamed(text: string): readonly string[] {
  const commands = text
    .split('\n')
    .filter((line) => /^\s*(?:run: )?(?:.*&& )?(?:node bin\/)?codelicious(?:\.js)? /.test(line));
  const spans = quoted(text).filter((span) => /^(?:-|codelicious )/.test(span));
  const words = [...commands, ...spans].flatMap((line) =>
    line.replace(/[#|].*$/, '').split(/[\s=]+/),
  );
  return words.filter((word) => /^--?[A-Za-z][\w-]*$/.test(word));
}

const FENCED_JSON = /^```json\n([\s\S]*?)^```$/gm;

function jsonBlocks(text: string): readonly unknown[] {
  return [...text.matchAll(FENCED_JSON)].map(([, json = '']) => JSON.parse(json) as unknown);
}

/** `pullRequest.maxLoc` and its like, of a schema whose objects are one deep. */
function keysOf(schema: z.ZodObject): readonly string[] {
  return Object.entries(schema.shape).flatMap(([key, member]) => {
    const inner: unknown = member instanceof z.ZodOptional ? member.unwrap() : member;
    return inner instanceof z.ZodObject ? keysOf(inner).map((name) => `${key}.${name}`) : [key];
  });
}

function sorted(values: Iterable<string>): readonly string[] {
  return [...new Set(values)].sort();
}

describe('README', () => {
  const optionRows = rows(section(README, '## Options of `build`'));

  it('lists every flag of build, and none besides', () => {
    const listed = optionRows
      .flatMap(([flag = '']) => quoted(flag))
      .map((flag) => flag.split(' ')[0]);
    const names = FLAGS.filter((flag) => flag.on.includes('build')).map(nameOf);
    const short = FLAG_WORDS.filter((word) => /^-\w$/.test(word));
    expect(sorted(listed.filter((flag) => flag !== undefined))).toEqual(
      sorted([...names, ...short]),
    );
  });

  it('gives flags the values they take', () => {
    const listed = optionRows.flatMap(([flag = '']) => quoted(flag));
    const withValue = FLAGS.filter((flag) => flag.flags.includes('<')).map((flag) => flag.flags);
    expect(listed.filter((flag) => flag.includes('<')).sort()).toEqual([...withValue].sort());
  });

  it('tells the exit codes as the program has them', () => {
    const told = rows(section(README, '### Exit codes')).map(
      ([code = '', , names = '']) => [code, sorted(quoted(names))] as const,
    );
    const codes = new Map<string, string[]>([
      ['0', []],
      [String(EXIT_BUG), ['bug']],
    ]);
    for (const [name, code] of Object.entries(EXIT_CODES)) {
      const row =
        name === 'interrupted' ? Object.values(SIGNAL_EXIT_CODES).sort().join(', ') : String(code);
      codes.set(row, [...(codes.get(row) ?? []), name]);
    }
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries([...codes].map(([code, names]) => [code, sorted(names)])),
    );
  });

  it('shows a configuration that is accepted', () => {
    const shown = jsonBlocks(README);
    expect(shown.length).toBeGreaterThan(0);
    for (const config of shown) expect(() => repoConfigSchema.parse(config)).not.toThrow();
  });
});

describe('the documents', () => {
  it.each(DOCUMENTS)('%s leads to files that exist', (path) => {
    const text = read(path);
    const targets = [
      ...[...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target),
      ...[...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, target = '']) => target),
    ].filter((target) => !/^[a-z]+:/i.test(target));
    for (const target of targets) {
      const [file = '', anchor] = target.split('#');
      const place = file === '' ? path : join(dirname(path), file);
      expect(existsSync(join(ROOT, place)), `${path}: ${target}`).toBe(true);
      if (anchor !== undefined)
        expect(anchorsOf(read(place)), `${path}: ${target}`).toContain(anchor);
    }
  });

  it.each(['README.md', ...namesIn('docs')])('%s names no flag that does not exist', (path) => {
    expect(flagsNamed(read(path)).filter((flag) => !FLAG_WORDS.includes(flag))).toEqual([]);
  });

  it('name no script that package.json lacks', () => {
    const manifest = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = DOCUMENTS.flatMap((path) =>
      [...read(path).matchAll(/npm run ([\w:]+)/g)].map(([, script = '']) => script),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  it('number the decisions one by one', () => {
    const names = namesIn('docs/decisions');
    for (const [at, path] of names.entries()) {
      const number = String(at + 1).padStart(4, '0');
      expect(path).toMatch(new RegExp(`^docs/decisions/${number}-[a-z0-9-]+\\.md$`));
      expect(read(path)).toMatch(new RegExp(`^# ${number}: \\S`));
    }
  });
});

/** The anchors a host makes of a document's headings. */
function anchorsOf(text: string): readonly string[] {
  const headings = text.split('\n').filter((line) => /^#{1,6} /.test(line));
  return headings.map((line) =>
    line
      .replace(/^#+ /, '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe('docs/configuration.md', () => {
  const keyRows = rows(section(CONFIGURATION, '## Keys'));

  it('lists every key, and none besides', () => {
    const listed = keyRows.flatMap(([key = '']) => quoted(key));
    const known = keysOf(userConfigSchema).filter((key) => key !== '$schema');
    expect([...listed].sort()).toEqual([...known].sort());
  });

  it('tells apart what only the user may set', () => {
    const [, second = ''] = CONFIGURATION.split('Only your own file may hold these');
    const listed = rows(section(`## Rest\n${second}`, '## Rest')).flatMap(([key = '']) =>
      quoted(key),
    );
    const shared = keysOf(repoConfigSchema);
    const own = keysOf(userConfigSchema).filter((key) => !shared.includes(key));
    expect([...listed].sort()).toEqual([...own].sort());
  });
});

describe('docs/events.md', () => {
  it('lists every event with its members, and none besides', () => {
    const table = rows(EVENTS).filter(([type = '']) => /^`[a-z]+\.[a-z_]+`$/.test(type));
    const listed = table.map(
      ([type = '', , members = '']) => [quoted(type)[0] ?? '', quoted(members)] as const,
    );
    const known = Object.entries(EVENT_SCHEMAS).map(
      ([type, schema]) => [type, Object.keys(schema.shape)] as const,
    );
    expect(Object.fromEntries(listed)).toEqual(Object.fromEntries(known));
  });

  it('names every published schema', () => {
    for (const name of Object.keys(jsonSchemas())) expect(EVENTS).toContain(name);
  });
});
