import { describe, expect, it } from 'vitest';
import { readGoList, relatedPackages } from '../../../../../src/verifiers/toolchains/go/graph.ts';

const LIST = [
  'm\t/t/svc\t\t\t \t',
  'm/a\t/t/svc/a\tfmt\ttesting \tsql/schema.sql',
  'm/b\t/t/svc/b\tm/a\ttesting \t',
  'm/cmd\t/t/svc/cmd\tm/b\t \t',
  'm/e2e\t/t/svc/e2e\t\tm/cmd \t',
  'm/free\t/t/svc/free\t\t \t',
  'out\t/elsewhere\t\t \t',
  'go: warning: "./..." matched no packages',
];

const packages = readGoList(LIST.join('\n'), '/t');
const related = (...changed: readonly string[]) =>
  relatedPackages(packages, { folder: 'svc', path: 'm', changed, nested: [] });

describe('the packages a change is about', () => {
  it('are its own, those that import them, and those that are tested with them', () => {
    expect(related('svc/b/b.go')).toEqual({
      changed: ['svc/b'],
      related: ['svc/b', 'svc/cmd', 'svc/e2e'],
    });
  });

  it('are only its own where nothing but tests or their data changed', () => {
    expect(related('svc/a/a_test.go')?.related).toEqual(['svc/a']);
    expect(related('svc/a/testdata/x/in.go')).toEqual({ changed: [], related: ['svc/a'] });
  });

  it('are those that a file is built into', () => {
    expect(related('svc/a/sql/schema.sql')?.related).toEqual([
      'svc/a',
      'svc/b',
      'svc/cmd',
      'svc/e2e',
    ]);
  });

  it('are those that import a package that is gone', () => {
    const gone = readGoList('m/b\t/t/b\tm/a\t \t', '/t');
    const module = { folder: '', path: 'm', changed: ['a/a.go'], nested: [] };
    expect(relatedPackages(gone, module)).toEqual({ changed: [], related: ['b'] });
  });

  it('leave text alone beside code', () => {
    expect(related('svc/free/free.go', 'svc/docs/x.md')?.related).toEqual(['svc', 'svc/free']);
  });

  it.each([
    ['go.mod', ['svc/go.mod']],
    ['what was vendored', ['svc/vendor/x/x.go']],
    ['code that no package has', ['svc/win/x_windows.go']],
    ['nothing', []],
  ])('are all with %s', (_, changed) => {
    expect(related(...changed)).toBeNull();
  });

  it('are all with a file that nobody is known to read', () => {
    const without = packages.filter(({ folder }) => folder !== 'svc');
    const module = { folder: 'svc', path: 'm', changed: ['svc/config/app.yaml'], nested: [] };
    expect(relatedPackages(without, module)).toBeNull();
  });
});
