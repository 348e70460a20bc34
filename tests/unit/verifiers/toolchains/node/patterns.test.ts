import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runsMembers } from '../../../../../src/verifiers/toolchains/node/delegation.ts';
import { matchesPath } from '../../../../../src/verifiers/toolchains/node/path-pattern.ts';

describe('matchesPath', () => {
  it.each([
    ['packages/a', 'packages/*', true],
    ['packages/a/b', 'packages/*', false],
    ['packages/a/b', 'packages/**', true],
    ['packages', 'packages/**', true],
    ['test/x/a.spec.ts', 'test/**/*.spec.{js,ts}', true],
    ['test/a.spec.ts', './test/**/*.spec.{js,ts}', true],
    ['test/a.spec.rb', 'test/**/*.spec.{js,ts}', false],
    ['a1.js', 'a[0-9].js', true],
    ['ab.js', 'a[!0-9].js', true],
    ['a+b.js', 'a+b.js', true],
    ['ax.js', 'a?.js', true],
    ['a.js', 'a[z-a].js', false],
    ['a[b.js', 'a[b.js', true],
    ['a/b/c/d/e/f', '**/a/**/b/**/c/**/d/**/e/**/f', false],
    ['aaaaaa', '*a*a*a*a*a*a', false],
  ])('%s, %s: %s', (path, pattern, fits) => {
    expect(matchesPath(path, pattern)).toBe(fits);
  });

  it('never throws, and a plain name fits itself', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (path, pattern) => {
        expect(typeof matchesPath(path, pattern)).toBe('boolean');
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[\w.-]+(\/[\w.-]+)*$/), (path) => {
        expect(matchesPath(path, path.replace(/^\.\//, ''))).toBe(!path.startsWith('./'));
      }),
    );
  });
});

describe('runsMembers', () => {
  it.each([
    [['npm test --workspaces'], 'plainly'],
    [['npm run test -ws --if-present'], 'plainly'],
    [['pnpm -r test'], 'plainly'],
    [['pnpm -r run test'], 'plainly'],
    [['yarn workspaces run test'], 'plainly'],
    [['yarn workspaces foreach -A run test'], 'plainly'],
    [['turbo run test'], 'somehow'],
    [['npx nx run-many -t test'], 'somehow'],
    [['lerna run test'], 'somehow'],
    [['tsc -b && npm test --workspaces'], 'somehow'],
    [['npm run lint', 'npm test -w a'], 'somehow'],
    [['vitest run'], 'no'],
    [['npm run test:unit'], 'no'],
    [[], 'no'],
  ])('%j: %s', (scripts, how) => {
    expect(runsMembers(scripts)).toBe(how);
  });
});
