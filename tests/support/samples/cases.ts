import type { FakeStep } from '../fake-claude.ts';
import type { Tree } from './history.ts';
import { type Edits, type Kit, withEdits } from './kits/kit.ts';

/** What should become of the task. */
export type Expected = 'lands' | 'refused' | 'parked';

/** One thing an engine does to one sample. */
export interface Trial {
  /** The base, where it is more than the sample. */
  readonly base: Tree;
  /** What the engine does. */
  readonly work: Edits;
  /** What it does next. */
  readonly next?: Edits;
  /** The same by a stand-in, for what recorded edits cannot do. */
  readonly claude?: Omit<FakeStep, 'chunk'>;
  /** Nothing is built after it, so that it is judged by everything. */
  readonly isLast?: boolean;
  readonly args?: readonly string[];
}

/** A case of the table. */
export interface Case {
  readonly name: string;
  readonly expected: Expected;
  /** What the failure, or the pull request where it lands, has to say. */
  readonly says?: RegExp;
  /** Null where the sample has no use for the case. */
  readonly of: (kit: Kit) => Trial | null;
}

const NO_CAGE = ['--sandbox', 'none'];

/** Text that is shaped as secrets are, and opens nothing; put together here so that this file holds none. */
const TOKEN = ['ghp', '_', 'b7TqLz0VhX2mRkN9cJ4sWfYd8GpE6uA1oQ3i'].join('');
const EXAMPLE = 'AKIAIOSFODNN7EXAMPLE';

const MEGABYTES = 5;

function trial(kit: Kit, work: Edits | undefined, base: Edits = {}): Trial | null {
  return work === undefined ? null : { base: withEdits(kit.files, base), work };
}

function settings(text: string): Edits {
  return { 'config/service.json': `${JSON.stringify({ token: text }, null, 2)}\n` };
}

export const CASES: readonly Case[] = [
  { name: 'good work', expected: 'lands', of: (kit) => trial(kit, kit.good) },
  { name: 'syntax error', expected: 'refused', of: (kit) => trial(kit, kit.syntax) },
  {
    name: 'failing test',
    expected: 'refused',
    of: (kit) => trial(kit, kit.broken && wrong(kit)),
  },
  { name: 'broken old test', expected: 'refused', of: (kit) => trial(kit, kit.broken) },
  {
    name: 'failing on base',
    expected: 'lands',
    says: /known from before/,
    of: (kit) => (kit.oldFailure === undefined ? null : trial(kit, kit.good, kit.oldFailure)),
  },
  {
    name: 'flaky old',
    expected: 'lands',
    of: (kit) => uncaged(kit.flakyOld === undefined ? null : trial(kit, kit.good, kit.flakyOld)),
  },
  {
    name: 'flaky new',
    expected: 'refused',
    says: /run again/,
    of: (kit) => uncaged(trial(kit, kit.flakyNew)),
  },
  {
    name: 'lint error old',
    expected: 'lands',
    of: ({ lint, ...kit }) =>
      lint === undefined ? null : trial(kit, kit.good, { [lint.path]: lint.text }),
  },
  {
    name: 'lint error new',
    expected: 'refused',
    of: ({ lint, ...kit }) =>
      lint === undefined ? null : trial(kit, { ...kit.good, [lint.path]: lint.text }),
  },
  {
    name: 'secret',
    expected: 'parked',
    of: (kit) => trial(kit, { ...kit.good, ...settings(TOKEN) }),
  },
  {
    name: 'example key',
    expected: 'lands',
    of: (kit) => trial(kit, { ...kit.good, ...settings(EXAMPLE) }),
  },
  {
    name: 'dangerous call',
    expected: 'refused',
    of: ({ dangerous, ...kit }) =>
      dangerous === undefined
        ? null
        : trial(kit, { ...kit.good, [dangerous.path]: dangerous.text }),
  },
  {
    name: 'dropped coverage',
    expected: 'refused',
    says: /coverage/i,
    of: ({ coverage, ...kit }) => {
      if (coverage === undefined) return null;
      const made = trial(kit, { ...kit.good, ...coverage.untested }, coverage.settings);
      return made === null ? null : { ...made, isLast: true };
    },
  },
  {
    name: 'deleted test',
    expected: 'refused',
    of: (kit) =>
      kit.test === undefined
        ? null
        : trial(kit, { ...kit.good, ...brokenToo(kit), [kit.test]: null }),
  },
  {
    name: 'edited test script',
    expected: 'refused',
    of: (kit) => trial(kit, kit.blinded && { ...brokenToo(kit), ...kit.blinded }),
  },
  {
    name: 'skipped test',
    expected: 'refused',
    of: (kit) =>
      kit.test === undefined || kit.skipped === undefined
        ? null
        : trial(kit, { ...brokenToo(kit), [kit.test]: kit.skipped }),
  },
  {
    name: 'workflow edit',
    expected: 'refused',
    says: /CI/,
    of: (kit) => trial(kit, { ...kit.good, '.github/workflows/ci.yml': 'on: push\njobs: {}\n' }),
  },
  {
    name: '5 MiB binary',
    expected: 'refused',
    says: /1 MiB/,
    of: (kit) => ({
      base: kit.files,
      work: {},
      claude: { write: { 'assets/blob.bin': '\0'.repeat(MEGABYTES * 1024 * 1024) } },
      args: NO_CAGE,
    }),
  },
  { name: 'odd names', expected: 'lands', of: (kit) => trial(kit, { ...kit.good, ...ODD }) },
];

/** Names that break what is put together by hand: blanks, quotes, dashes, other alphabets, a line feed's escape. */
const ODD: Edits = {
  'notes/two words.md': 'Two.\n',
  "notes/it's $HOME `id`.md": 'Quotes.\n',
  'notes/-rf.md': 'A flag.\n',
  'notes/größe 数据 🎉.md': 'Letters.\n',
  'notes/"quoted" \\n.md': 'More quotes.\n',
  'notes/[a-z]*?{b}.md': 'A pattern.\n',
};

/** The good source spoilt: what is new works, what is old does not. */
function brokenToo({ good, broken = {} }: Kit): Edits {
  const [path] = Object.keys(broken);
  const [text = ''] = Object.values(broken);
  const better = path === undefined ? undefined : good[path];
  if (path === undefined || typeof better !== 'string' || text === null) return broken;
  return { ...broken, [path]: better.replace('a + b', 'a - b') };
}

/** The new source with a mistake that its own test finds. */
function wrong({ good }: Kit): Edits {
  const texts = Object.entries(good).map(([path, text]) => {
    return [path, text?.replace('2 * a', '3 * a') ?? null] as const;
  });
  return Object.fromEntries(texts);
}

function uncaged(made: Trial | null): Trial | null {
  return made === null ? null : { ...made, args: NO_CAGE };
}
