import { describe, expect, it } from 'vitest';
import { filesIn, namedFilesIn, validationIn } from '../../../src/spec/hints.ts';

describe('filesIn', () => {
  it.each<[string, readonly string[]]>([
    ['Edit `src/a.ts` and `b.json`', ['src/a.ts', 'b.json']],
    ['File: src/a.py', ['src/a.py']],
    ['**File:** `src/a.py` (new)', ['src/a.py']],
    ['**Files**: docs/a.md, rest', ['docs/a.md']],
    ['see `./src/a.ts:12` and `src/a.ts`', ['src/a.ts']],
    ['`.github/workflows/ci.yml`', ['.github/workflows/ci.yml']],
    ['`src/[id]/page.tsx`', ['src/[id]/page.tsx']],
    ['`config/.env`', ['config/.env']],
    ['`src/ünï.ts`', ['src/ünï.ts']],
  ])('%s', (text, files) => {
    expect(filesIn(text, false)).toEqual(files);
  });

  it.each([
    '`../a.ts`',
    '`src/../../a.ts`',
    '`/etc/a.conf`',
    '`~/a.txt`',
    '`C:\\a.txt`',
    '`https://x.org/a.html`',
    '`src//a.ts`',
    '`.git/config.txt`',
    '`sub/.GIT/x.txt`',
    '`user.name`',
    '`commit.gpgsign`',
    '`npm run a.js`',
    '`src/*.ts`',
    '`src/folder`',
    '`a.ts',
    'src/a.ts',
  ])('finds none in %s', (text) => {
    expect(filesIn(text, false)).toEqual([]);
  });

  it('takes bare paths where the dialect writes them so', () => {
    expect(filesIn('Create User in src/models/user.py, and/or `b.ts`.', true)).toEqual([
      'src/models/user.py',
      'b.ts',
    ]);
  });

  it('stops at 32', () => {
    const text = Array.from({ length: 50 }, (_, at) => `\`a${String(at)}.ts\``).join(' ');
    expect(filesIn(text, false)).toHaveLength(32);
  });
});

describe('namedFilesIn', () => {
  it('takes only what is named as a file', () => {
    expect(namedFilesIn('**File:** `src/a.ts`\n\nUses `src/b.ts`.\nFile: /etc/x.conf')).toEqual([
      'src/a.ts',
    ]);
  });
});

describe('validationIn', () => {
  it.each<[string, readonly string[]]>([
    ['Add a. Verify: run `npm test`', ['run `npm test`']],
    ['a\n  - Test: it works\n  - check: it is quick', ['it works', 'it is quick']],
    ['**Validate:** by eye', ['by eye']],
    ['(verify: ok)', ['ok)']],
    ['latest: no', []],
    ['verify the thing', []],
    ['check:', []],
    ['test: a\ntest: a', ['a']],
  ])('%j', (text, hints) => {
    expect(validationIn(text)).toEqual(hints);
  });
});
