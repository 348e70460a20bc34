import { posix } from 'node:path';

/** What one line of a runner's output says. */
export type Clue =
  /** All in one line: a compiler or linter. */
  | {
      readonly type: 'complaint';
      readonly file: string;
      readonly line: number;
      readonly rule: string | null;
      readonly message: string;
    }
  /** A file that the rows below it belong to (eslint's stylish format). */
  | { readonly type: 'heading'; readonly file: string }
  | {
      readonly type: 'row';
      readonly line: number;
      readonly rule: string | null;
      readonly message: string;
    }
  /** The name of a test that failed; `again` when runners name it a second time, in a summary. */
  | {
      readonly type: 'failure' | 'again';
      readonly name: string;
      readonly file: string | null;
      readonly message: string | null;
    }
  /** What went wrong in it. */
  | { readonly type: 'message'; readonly message: string }
  /** Where in the tree; `declared` is where the test begins, `ahead` the same for the next one. */
  | {
      readonly type: 'place' | 'declared' | 'ahead';
      readonly file: string;
      readonly line: number;
    };

/** Absolute paths of a tree and of the folder in it that relative names start from. */
export interface Standpoint {
  readonly root: string;
  readonly cwd: string;
}

type Reader = (groups: readonly (string | undefined)[], from: Standpoint) => Clue | null;

/** A path that ends in an extension; anchored by what stands around it in each pattern. */
const PATH = String.raw`((?:file://)?[^\s:()'"]+\.[A-Za-z][A-Za-z0-9]*)`;

/** Line formats in order of how much they say; the first that fits decides. No pattern backtracks over more than a word. */
const FORMATS: readonly (readonly [RegExp, Reader])[] = [
  // tsc: src/a.ts(3,5): error TS2322: message
  [
    new RegExp(String.raw`^${PATH}\((\d+),\d+\): (?:error|warning) (\w+): (.+)$`),
    ([file, line, rule, message], from) => complaint({ file, line, rule, message }, from),
  ],
  // tsc --pretty: src/a.ts:3:5 - error TS2322: message
  [
    new RegExp(String.raw`^${PATH}:(\d+):\d+ - (?:error|warning) (\w+): (.+)$`),
    ([file, line, rule, message], from) => complaint({ file, line, rule, message }, from),
  ],
  // pytest's place: tests/test_a.py:5: AssertionError
  [
    new RegExp(String.raw`^${PATH}:(\d+): ?(?:(?:\w+\.)*\w*(?:Error|Exception|Failed|Exit))?$`),
    ([file, line], from) => place('place', { file, line, from }),
  ],
  // eslint unix, gcc, mypy, flake8, go vet: path:line:col: message [rule]
  [
    new RegExp(String.raw`^\s*${PATH}:(\d+)(?::\d+)?:\s+(.+)$`),
    ([file, line, message = ''], from) => {
      const [, text = message, rule = null] = /^(.*\S)\s+\[([\w@/.-]+)\]$/.exec(message) ?? [];
      return complaint({ file, line, rule, message: text }, from);
    },
  ],
  // eslint stylish, below the file's name:   3:5  error  message  rule
  [
    /^\s+(\d+):\d+\s+(?:error|warning)\s+(\S.*)$/,
    ([line, text = '']) => {
      const at = text.lastIndexOf('  ');
      const [message, rule] = at === -1 ? [text, null] : [text.slice(0, at), text.slice(at + 2)];
      return {
        type: 'row',
        line: Number(line),
        rule: rule?.trim() ?? null,
        message: message.trim(),
      };
    },
  ],
  // pytest's heading: ______ TestX.test_b ______
  [
    /^_{3,} (?:ERROR (?:collecting|at (?:setup|teardown) of) )?(\S.*?) _{3,}$/,
    ([name = '']) => failure(name),
  ],
  // pytest's summary: FAILED tests/test_a.py::TestX::test_b - assert 1 == 2
  [
    /^(?:FAILED|ERROR) ([^\s:]+\.py)(?:::(.+?))?(?: - (.*))?$/,
    ([file = '', name, message = null], from) => {
      const test = name?.replaceAll('::', '.') ?? file;
      return { type: 'again', name: test, file: insideTree(file, from), message };
    },
  ],
  // vitest:  FAIL  tests/a.test.ts > suite > name, FAIL  tests/a.test.ts [ tests/a.test.ts ]
  [
    new RegExp(String.raw`^\s*FAIL\s+(?:\|[^|]*\|\s+)?${PATH}(?: > (.+)| \[ (.+) \])$`),
    ([file = '', name, suite = ''], from) => {
      const test = name ?? suite;
      return { type: 'failure', name: test, file: insideTree(file, from), message: null };
    },
  ],
  // jest: FAIL tests/a.test.js
  [new RegExp(String.raw`^\s*FAIL\s+${PATH}(?: \([\d.]+ m?s\))?$`), heading],
  // jest:   ● suite › name
  [/^\s+● (.+)$/, ([name = '']) => failure(name)],
  // TAP: not ok 1 - name
  [
    /^\s*not ok \d+(?: -)? (.+)$/,
    ([name = '']) => (/# (?:TODO|SKIP)\b/i.test(name) ? null : failure(name)),
  ],
  // node:test's spec reporter: ✖ name (1.2ms)
  [/^\s*✖ (.*\S) \([\d.]+ms\)$/, ([name = '']) => failure(name)],
  // TAP's details: location: '/tree/a.test.js:3:1'
  [
    new RegExp(String.raw`^\s+location: ['"]${PATH}:(\d+)(?::\d+)?['"]$`),
    ([file, line], from) => place('declared', { file, line, from }),
  ],
  // node:test's list of failures: test at tests/a.test.js:5:3
  [
    new RegExp(String.raw`^test at ${PATH}:(\d+):\d+$`),
    ([file, line], from) => place('ahead', { file, line, from }),
  ],
  [
    /^\s+error: (?:['"](.+?)['"]|([|>][-+]?))$/,
    ([quoted, block = '']) => ({ type: 'message', message: quoted ?? block }),
  ],
  // Python: E   assert 1 == 2
  [/^E\s{3,}(\S.*)$/, ([message = '']) => ({ type: 'message', message })],
  // vitest: ❯ fn tests/a.test.ts:5:20; V8: at fn (/tree/a.js:3:4); TAP: fn (file:///tree/a.js:3:4)
  [
    new RegExp(String.raw`^\s*❯ (?:[^\s:]+ )?${PATH}:(\d+):\d+$`),
    ([file, line], from) => place('place', { file, line, from }),
  ],
  [
    new RegExp(String.raw`^\s*(?:at )?(?:async )?(?:[^():]*\()?${PATH}:(\d+):\d+\)?(?: \{)?$`),
    ([file, line], from) => place('place', { file, line, from }),
  ],
  // Python's traceback: File "/tree/a.py", line 3, in f
  [/^\s*File "([^"]+)", line (\d+)/, ([file, line], from) => place('place', { file, line, from })],
  // AssertionError [ERR_ASSERTION]: message
  [
    /^\s*((?:\w+\.)*\w*(?:Error|Exception)(?: \[\w+\])?: \S.*)$/,
    ([message = '']) => ({ type: 'message', message }),
  ],
  // jest: expect(received).toBe(expected)
  [/^\s*(expect\(\w+\)\.\S.*)$/, ([message = '']) => ({ type: 'message', message })],
  // eslint stylish: the file alone on its line
  [new RegExp(String.raw`^${PATH}$`), heading],
];

/** What a line says; null when it says nothing that is known. */
export function readClue(line: string, from: Standpoint): Clue | null {
  for (const [pattern, read] of FORMATS) {
    const groups = pattern.exec(line);
    const clue = groups === null ? null : read(groups.slice(1), from);
    if (clue !== null) return clue;
  }
  return null;
}

/** A path as the tree names it; null when it lies outside or belongs to an installed package. */
function insideTree(path: string, { root, cwd }: Standpoint): string | null {
  const bare = path.replace(/^file:\/\//, '');
  if (/^[a-z]+:/i.test(bare)) return null;
  const inside = posix.relative(root, posix.resolve(cwd, bare));
  const names = inside.split('/');
  return inside === '' || names[0] === '..' || names.includes('node_modules') ? null : inside;
}

interface Said {
  readonly file: string | undefined;
  readonly line: string | undefined;
  readonly rule: string | null | undefined;
  readonly message: string | undefined;
}

function complaint(
  { file = '', line, rule = null, message = '' }: Said,
  from: Standpoint,
): Clue | null {
  const inside = insideTree(file, from);
  if (inside === null) return null;
  return { type: 'complaint', file: inside, line: Number(line), rule, message };
}

function place(
  type: 'place' | 'declared' | 'ahead',
  where: {
    readonly file: string | undefined;
    readonly line: string | undefined;
    readonly from: Standpoint;
  },
): Clue | null {
  const inside = insideTree(where.file ?? '', where.from);
  return inside === null ? null : { type, file: inside, line: Number(where.line) };
}

function heading([file = '']: readonly (string | undefined)[], from: Standpoint): Clue | null {
  const inside = insideTree(file, from);
  return inside === null ? null : { type: 'heading', file: inside };
}

function failure(name: string): Clue {
  return { type: 'failure', name: name.trim(), file: null, message: null };
}
