import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../../src/domain/glob.ts';

const matches = (glob: string, path: string) => globMatcher([glob])(path);

describe('globMatcher', () => {
  it.each([
    ['docs/plan.md', 'docs/plan.md'],
    ['docs/*.md', 'docs/plan.md'],
    ['*.md', '.hidden.md'],
    ['docs/**/*.md', 'docs/plan.md'],
    ['docs/**/*.md', 'docs/a/b/c/plan.md'],
    ['**/*.md', 'plan.md'],
    ['**', 'any/thing'],
    ['docs/**', 'docs/a/b.md'],
    ['docs/', 'docs/a/b.md'],
    ['./docs/*.md', 'docs/plan.md'],
    ['/docs/*.md', 'docs/plan.md'],
    ['plan-?.md', 'plan-1.md'],
    ['plan-?.md', 'plan-é.md'],
    ['plan-?.md', 'plan-😀.md'],
    ['{a,b}/*.md', 'b/x.md'],
    ['{a,b{c,d}}.md', 'bd.md'],
    ['x{,y}.md', 'x.md'],
    ['a**b.md', 'axyb.md'],
    ['a{b.md', 'a{b.md'],
    ['a}b.md', 'a}b.md'],
    ['[id].md', '[id].md'],
    ['**/a/**/b.md', 'x/a/a/y/b.md'],
  ])('%s takes %s', (glob, path) => {
    expect(matches(glob, path)).toBe(true);
  });

  it.each([
    ['docs/*.md', 'docs/a/plan.md'],
    ['docs/*.md', 'docs/plan.txt'],
    ['docs/**', 'docs'],
    ['docs/**', 'other/a.md'],
    ['*.md', 'docs/plan.md'],
    ['plan-?.md', 'plan-.md'],
    ['{a,b}.md', 'c.md'],
    ['a*b*c', 'aXbX'],
    ['docs/PLAN.md', 'docs/plan.md'],
    ['a.c', 'abc'],
    ['docs/**/x/*.md', 'docs/a/y/b.md'],
  ])('%s leaves %s', (glob, path) => {
    expect(matches(glob, path)).toBe(false);
  });

  it('takes a path that any of several globs takes, and none without globs', () => {
    expect(globMatcher(['a.md', '*.txt'])('b.txt')).toBe(true);
    expect(globMatcher([])('b.txt')).toBe(false);
  });

  it('takes patterns literally that stand for too many, or nest too deeply', () => {
    const many = '{a,b}'.repeat(9);
    expect(matches(many, 'a'.repeat(9))).toBe(false);
    expect(matches(many, many)).toBe(true);
    const deep = `${'{'.repeat(8)}a${'}'.repeat(8)}`;
    expect(matches(deep, 'a')).toBe(false);
    expect(matches('{'.repeat(50_000) + '}'.repeat(50_000), 'a')).toBe(false);
  });

  it('does not slow down on hostile patterns', () => {
    const started = performance.now();
    expect(matches(`${'*a'.repeat(40)}b`, 'a'.repeat(4000))).toBe(false);
    expect(matches(`${'**/a/'.repeat(40)}b`, 'a/'.repeat(2000))).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('agrees with a regular expression on short patterns', () => {
    const segment = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 5 });
    const path = fc.array(fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 5 }), {
      minLength: 1,
      maxLength: 4,
    });
    const glob = fc.array(fc.oneof(segment, fc.constant('**')), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(glob, path, (parts, segments) => {
        const pattern = `r/${parts.join('/')}/e`;
        const text = `r/${segments.join('/')}/e`;
        expect(matches(pattern, text)).toBe(oracle(pattern).test(text));
      }),
      { numRuns: 500 },
    );
  });

  it('takes every path of which it is the literal name', () => {
    const name = fc.string({ unit: fc.constantFrom('a', '.', '-', ' ', '[', ']', '(', '+', '$') });
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (parts) => {
        const path = `r/${parts.join('/')}/e`;
        expect(matches(path, path)).toBe(true);
      }),
    );
  });
});

function oracle(glob: string): RegExp {
  const parts = glob.split('/').map((part) => {
    if (part === '**') return '(?:[^/]*/)*';
    return `${part.replace(/\*+/g, '[^/]*').replace(/\?/g, '[^/]')}/`;
  });
  return new RegExp(`^${parts.join('').slice(0, -1)}$`);
}
