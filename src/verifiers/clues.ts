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

type Reader = (groups: readonly (string | undefined)[], root: string) => Clue | null;

/** A path that ends in an extension; anchored by what stands around it in each pattern. */
const PATH = String.raw`((?:file://)?[^\s:()'"]+\.[A-Za-z][A-Za-z0-9]*)`;

/** Line formats in order of how much they say; the first that fits decides. No pattern backtracks over more than a word. */
const FORMATS: readonly (readonly [RegExp, Reader])[] = [
  // tsc: src/a.ts(3,5): error TS2322: message
  [
    new RegExp(String.raw`^${PATH}\((\d+),\d+\): (?:error|warning) (\w+): (.+)$`),
    ([file, line, rule, message], root) => complaint({ file, line, rule, message }, root),
  ],
  // tsc --pretty: src/a.ts:3:5 - error TS2322: message
  [
    new RegExp(String.raw`^${PATH}:(\d+):\d+ - (?:error|warning) (\w+): (.+)$`),
    ([file, line, rule, message], root) => complaint({ file, line, rule, message }, root),
  ],
  // pytest's place: tests/test_a.py:5: AssertionError
  [
    new RegExp(String.raw`^${PATH}:(\d+): ?(?:(?:\w+\.)*\w*(?:Error|Exception|Failed|Exit))?$`),
    ([file, line], root) => place('place', { file, line, root }),
  ],
  // eslint unix, gcc, mypy, flake8, go vet: path:line:col: message [rule]
  [
    new RegExp(String.raw`^\s*${PATH}:(\d+)(?::\d+)?:\s+(.+)$`),
    ([file, line, message = ''], root) => {
      const [, text = message, rule = null] = /^(.*\S)\s+\[([\w@/.-]+)\]$/.exec(message) ?? [];
      return complaint({ file, line, rule, message: text }, root);
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
    ([file = '', name, message = null], root) => {
      const test = name?.replaceAll('::', '.') ?? file;
      return { type: 'again', name: test, file: insideTree(file, root), message };
    },
  ],
  // vitest:  FAIL  tests/a.test.ts > suite > name, FAIL  tests/a.test.ts [ tests/a.test.ts ]
  [
    new RegExp(String.raw`^\s*FAIL\s+(?:\|[^|]*\|\s+)?${PATH}(?: > (.+)| \[ (.+) \])$`),
    ([file = '', name, suite = ''], root) => {
      const test = name ?? suite;
      return { type: 'failure', name: test, file: insideTree(file, root), message: null };
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
    ([file, line], root) => place('declared', { file, line, root }),
  ],
  // node:test's list of failures: test at tests/a.test.js:5:3
  [
    new RegExp(String.raw`^test at ${PATH}:(\d+):\d+$`),
    ([file, line], root) => place('ahead', { file, line, root }),
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
    ([file, line], root) => place('place', { file, line, root }),
  ],
  [
    new RegExp(String.raw`^\s*(?:at )?(?:async )?(?:[^():]*\()?${PATH}:(\d+):\d+\)?(?: \{)?$`),
    ([file, line], root) => place('place', { file, line, root }),
  ],
  // Python's traceback: File "/tree/a.py", line 3, in f
  [/^\s*File "([^"]+)", line (\d+)/, ([file, line], root) => place('place', { file, line, root })],
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
export function readClue(line: string, root: string): Clue | null {
  for (const [pattern, read] of FORMATS) {
    const groups = pattern.exec(line);
    const clue = groups === null ? null : read(groups.slice(1), root);
    if (clue !== null) return clue;
  }
  return null;
}

/** A path as the tree names it; null when it lies outside or belongs to an installed package. */
function insideTree(path: string, root: string): string | null {
  const bare = path.replace(/^file:\/\//, '').replace(/^\.\//, '');
  const relative = bare.startsWith(`${root}/`) ? bare.slice(root.length + 1) : bare;
  if (relative.startsWith('/') || /^[a-z]+:/i.test(relative)) return null;
  const names = relative.split('/');
  return names.includes('..') || names.includes('node_modules') ? null : relative;
}

interface Said {
  readonly file: string | undefined;
  readonly line: string | undefined;
  readonly rule: string | null | undefined;
  readonly message: string | undefined;
}

function complaint(
  { file = '', line, rule = null, message = '' }: Said,
  root: string,
): Clue | null {
  const inside = insideTree(file, root);
  if (inside === null) return null;
  return { type: 'complaint', file: inside, line: Number(line), rule, message };
}

function place(
  type: 'place' | 'declared' | 'ahead',
  where: {
    readonly file: string | undefined;
    readonly line: string | undefined;
    readonly root: string;
  },
): Clue | null {
  const inside = insideTree(where.file ?? '', where.root);
  return inside === null ? null : { type, file: inside, line: Number(where.line) };
}

function heading([file = '']: readonly (string | undefined)[], root: string): Clue | null {
  const inside = insideTree(file, root);
  return inside === null ? null : { type: 'heading', file: inside };
}

function failure(name: string): Clue {
  return { type: 'failure', name: name.trim(), file: null, message: null };
}
