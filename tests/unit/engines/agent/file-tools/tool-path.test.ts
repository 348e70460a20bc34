import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RefusalError } from '../../../../../src/engines/agent/file-tools/refusal.ts';
import { toolPath } from '../../../../../src/engines/agent/file-tools/tool-path.ts';

function codeFor(path: string): string {
  try {
    toolPath(path);
    return 'accepted';
  } catch (error) {
    return error instanceof RefusalError ? error.code : 'other';
  }
}

describe('toolPath', () => {
  it.each([
    ['a.txt', ['a.txt']],
    ['./src//a b.ts', ['src', 'a b.ts']],
    ['.github/workflows/ci.yml', ['.github', 'workflows', 'ci.yml']],
    ['.gitignore', ['.gitignore']],
    ['docs/.codelicious/x', ['docs', '.codelicious', 'x']],
    ['a..b/...', ['a..b', '...']],
    ['u\u0308.txt', ['\u00fc.txt']],
  ])('takes %j', (path, names) => {
    expect(toolPath(path)).toEqual(names);
  });

  it.each([
    '',
    '.',
    '/etc/passwd',
    '//host/share',
    '\\\\host\\share',
    'C:\\x',
    'c:x',
    '..',
    '../x',
    'a/../../x',
    'a/..',
    'src/',
    'a\0b',
    'x'.repeat(256),
    'ü'.repeat(128),
    `${'a/'.repeat(2500)}b`,
  ])('refuses %j', (path) => {
    expect(codeFor(path)).toBe('bad_path');
  });

  it.each([
    '.git/config',
    '.GIT/hooks/pre-commit',
    'sub/.git/config',
    '.git',
    '.git./config',
    '.git /config',
    '.g\u200cit/config',
    'git~1/config',
    '.git::$INDEX_ALLOCATION/config',
    '.codelicious/config.json',
    '.Codelicious/x',
  ])('protects %j', (path) => {
    expect(codeFor(path)).toBe('protected');
  });

  it('never gives a name that leads out', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '..', '.', '/', '\0', '.git', 'b\\')), (parts) => {
        const path = parts.join('');
        if (codeFor(path) !== 'accepted') return;
        for (const name of toolPath(path)) expect(name).not.toMatch(/^\.{1,2}$|^\.git$|[/\0]|^$/);
      }),
    );
  });
});
