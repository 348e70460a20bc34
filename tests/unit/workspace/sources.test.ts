import { describe, expect, it } from 'vitest';
import { asksFor } from '../../../src/workspace/manifests.ts';
import { notFromRegistry } from '../../../src/workspace/sources.ts';

const ofPackage = (source: string, path = 'package.json'): readonly string[] =>
  notFromRegistry('node', path, asksFor(path, JSON.stringify({ dependencies: { x: source } })));

describe('notFromRegistry', () => {
  it.each([
    '^1.0.0',
    '~1.2.3',
    '>=1 <2 || 3.x',
    '*',
    'latest',
    '',
    'npm:other@1',
    'npm:@scope/other@^1',
    'workspace:*',
    'catalog:',
    'file:libs/x',
    'file:./libs/x.tgz',
    './libs/x',
    'link:libs/x',
  ])('has nothing against %j', (source) => {
    expect(ofPackage(source)).toEqual([]);
  });

  it.each([
    'git+ssh://git@github.com/o/r.git',
    'git://github.com/o/r',
    'git@github.com:o/r.git',
    'github:o/r',
    'gist:123',
    'https://example.com/x.tgz',
    'o/r',
    'o/r#main',
    'file:../x',
    'file:/etc',
    'link:~/x',
    '../x',
    'file:libs/../../x',
    '/etc',
  ])('names %j', (source) => {
    expect(ofPackage(source)).toEqual([`dependencies.x "${source}"`]);
  });

  it('lets a package of the repository name its neighbour', () => {
    expect(ofPackage('file:../b', 'packages/a/package.json')).toEqual([]);
    expect(ofPackage('file:../../../b', 'packages/a/package.json')).toHaveLength(1);
  });

  it.each([
    ['requests>=2; python_version < "3.9"', true],
    ['a[b,c]==1.0', true],
    ['zope.interface', true],
    ['-r base.txt', true],
    ['-e .', false],
    ['./local', false],
    ['--index-url https://example.com/simple', false],
    ['-f https://example.com', false],
    ['x @ https://example.com/x.whl', false],
    ['git+https://example.com/x', false],
  ])('judges the requirement %j', (line, good) => {
    expect(notFromRegistry('python', 'requirements.txt', [line])).toEqual(good ? [] : [line]);
  });

  it.each([
    ['project.dependencies "requests>=2"', true],
    ['tool.uv.sources.x { workspace = true }', true],
    ['tool.uv.sources.x { git = "https://example.com/x" }', false],
    ['tool.uv.index.url "https://example.com/simple"', false],
    ['project.dependencies "x @ https://example.com/x.whl"', false],
  ])('judges the pyproject entry %j', (line, good) => {
    expect(notFromRegistry('python', 'pyproject.toml', [line])).toEqual(good ? [] : [line]);
  });

  it('judges crates, and leaves modules of Go to its proxy', () => {
    const crate = 'dependencies.x { git = "https://example.com/x" }';
    expect(notFromRegistry('rust', 'Cargo.toml', ['dependencies.y "1"', crate])).toEqual([crate]);
    expect(notFromRegistry('go', 'go.mod', ['require a.b/c v1.0.0'])).toEqual([]);
  });
});
