import { describe, expect, it } from 'vitest';
import { orderSpecs } from '../../../src/spec/order.ts';
import { parseText } from '../../../src/spec/parse.ts';

/** Orders specs given as path → depends_on. */
function order(specs: Readonly<Record<string, readonly string[]>>, others: readonly string[] = []) {
  const parsed = Object.entries(specs).map(([path, names]) =>
    parseText(path, `---\ndepends_on: ${JSON.stringify(names)}\n---\n- [ ] a\n`),
  );
  const { ordered, problems } = orderSpecs(parsed, others);
  return {
    ordered: ordered.map(({ path }) => path),
    problems: problems.map(({ path, code }) => `${path} ${code}`),
  };
}

describe('orderSpecs', () => {
  it.each([
    'docs/specs/12_auth.md',
    './docs/specs/12_auth.md',
    'docs/specs/12_auth',
    '12_auth.md',
    './12_auth.md',
    '../specs/12_auth.md',
    '12_auth',
    '12',
    'spec-12',
    'Spec 12',
  ])('finds a spec by %s', (name) => {
    const { ordered, problems } = order({
      'docs/specs/11_login.md': [name],
      'docs/specs/12_auth.md': [],
    });
    expect(problems).toEqual([]);
    expect(ordered).toEqual(['docs/specs/12_auth.md', 'docs/specs/11_login.md']);
  });

  it('finds a task file by its folder', () => {
    expect(
      order({
        'a.md': ['login', 'specs/form/'],
        'specs/login/tasks.md': [],
        'specs/form/tasks.md': [],
      }).ordered,
    ).toEqual(['specs/login/tasks.md', 'specs/form/tasks.md', 'a.md']);
  });

  it('keeps the given order where nothing is named', () => {
    expect(order({ 'b.md': [], 'a.md': [] })).toEqual({ ordered: ['b.md', 'a.md'], problems: [] });
  });

  it('waits for every spec of an ambiguous name, the nearest folder first', () => {
    expect(order({ 'x/a.md': ['b'], 'y/b.md': [], 'z/b.md': [] }).ordered.at(-1)).toBe('x/a.md');
    expect(order({ 'x/a.md': ['b.md'], 'x/b.md': [], 'y/b.md': ['x/a.md'] }).ordered).toEqual([
      'x/b.md',
      'x/a.md',
      'y/b.md',
    ]);
  });

  it('does not wait for specs that are not in the list', () => {
    expect(
      order({ 'specs/a.md': ['b', '7'] }, ['specs/b.md', 'specs/7_x.md', 'specs/a.md']),
    ).toEqual({
      ordered: ['specs/a.md'],
      problems: [],
    });
  });

  it('reports unknown names and leaves only that spec out', () => {
    expect(order({ 'a.md': ['nowhere', 'b'], 'b.md': [], 'c.md': ['a'] })).toEqual({
      ordered: ['b.md', 'c.md'],
      problems: ['a.md unknown_dependency'],
    });
  });

  it('reports every member of every circle', () => {
    expect(
      order({ 'a.md': ['b'], 'b.md': ['a'], 'c.md': ['c'], 'd.md': ['a'], 'e.md': [] }),
    ).toEqual({
      ordered: ['d.md', 'e.md'],
      problems: ['a.md cycle', 'b.md cycle', 'c.md cycle'],
    });
    const [problem] = orderSpecs([parseText('a.md', '---\ndepends_on: a\n---\n- [ ] x')]).problems;
    expect(problem?.message).toContain('a.md → a.md');
  });
});
