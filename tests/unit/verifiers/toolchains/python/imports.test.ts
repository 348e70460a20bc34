import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImports } from '../../../../../src/verifiers/toolchains/python/imports.ts';

describe('imports of a module', () => {
  it.each([
    ['import a', ['a'], []],
    ['import a.b as c, d  # why, e', ['a.b', 'd'], []],
    ['    import late', ['late'], []],
    ['try: import a; import b', ['a', 'b'], []],
    ['from a.b import c, d as e', ['a.b', 'a.b.c', 'a.b.d'], []],
    ['from a import (\n    b,  # one\n    c,\n)\n', ['a', 'a.b', 'a.c'], []],
    ['from a import b, \\\n    c', ['a', 'a.b', 'a.c'], []],
    ['from a import *', ['a'], []],
    ['from . import x', [], ['1:', '1:x']],
    ['from ..up.there import x', [], ['2:up.there', '2:up.there.x']],
    ['from größe import maß', ['größe', 'größe.maß'], []],
    ['important = 1\nfrom_here = 2\nx = "import"', [], []],
  ])('%s', (source, absolute, relative) => {
    const read = readImports(source);
    expect(read.absolute).toEqual(absolute);
    expect(read.relative.map(([up, name]) => `${up}:${name}`)).toEqual(relative);
  });

  it('takes dotted names in quotes, with what is behind a colon left out', () => {
    const source = `patch("pkg.mod.f"); importlib.import_module('pkg.other')\nx = "plain"; y = "a.b:main"`;
    expect(readImports(source).quoted).toEqual(['pkg.mod.f', 'pkg.other', 'a.b']);
  });

  it('reads anything, in time', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readImports(text);
      }),
    );
    const began = performance.now();
    readImports('from a import ('.repeat(20_000));
    readImports(`import ${'a.'.repeat(100_000)}`);
    readImports(`"${'a.b'.repeat(100_000)}`);
    expect(performance.now() - began).toBeLessThan(3000);
  });
});
