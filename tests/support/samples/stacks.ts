import type { Tree } from './history.ts';

/** A small project that tasks add pieces to, in one language. */
export interface Stack {
  readonly name: string;
  readonly modules: readonly string[];
  readonly programs: readonly string[];
  readonly base: Tree;
  /** The old source and its test. */
  readonly core: { readonly source: string; readonly test: string };
  /** What its authors run; all have to pass. */
  readonly checks: readonly string[];
  readonly good: (piece: number) => Tree;
  /** The piece's source with a mistake that its test finds; another for each turn. */
  readonly bad: (piece: number, turn: number) => Tree;
  /** The old source with a mistake that the old test finds. */
  readonly brokenCore: string;
  readonly skippedCore: string;
  /** A file that is no program. */
  readonly syntax: (piece: number) => Tree;
  readonly isTest: (path: string) => boolean;
}

const NODE_CORE = 'export const sum = (a, b) => a + b;\n';
const NODE_TEST = nodeTest('core', 'sum', 'sum(1, 2), 3');

function nodeTest(file: string, what: string, check: string): string {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ${what} } from '../src/${file}.js';

test('${file}', () => {
  assert.equal(${check});
});
`;
}

const NODE: Stack = {
  name: 'node',
  modules: ['@biomejs/biome'],
  programs: [],
  base: {
    'package.json': `${JSON.stringify(
      {
        ...{ name: 'pieces', type: 'module', scripts: { test: 'node --test tests/' } },
        devDependencies: { '@biomejs/biome': '*' },
      },
      null,
      2,
    )}\n`,
    'biome.json': '{ "formatter": { "enabled": false }, "assist": { "enabled": false } }\n',
    '.gitignore': 'node_modules/\n',
    'src/core.js': NODE_CORE,
    'tests/core.test.js': NODE_TEST,
  },
  core: { source: 'src/core.js', test: 'tests/core.test.js' },
  checks: ['node --test tests/', 'node_modules/.bin/biome lint src tests'],
  good: (piece) => ({
    [`src/piece-${piece}.js`]: `import { sum } from './core.js';\n\nexport const piece = (a) => sum(a, ${piece});\n`,
    [`tests/piece-${piece}.test.js`]: nodeTest(`piece-${piece}`, 'piece', `piece(1), ${piece + 1}`),
  }),
  bad: (piece, turn) => ({
    [`src/piece-${piece}.js`]: `export const piece = (a) => a - ${piece + turn};\n`,
  }),
  brokenCore: NODE_CORE.replace('a + b', 'a - b'),
  skippedCore: NODE_TEST.replace("test('core'", "test.skip('core'"),
  syntax: (piece) => ({ [`src/wrong-${piece}.js`]: 'export const wrong = (a => a;\n' }),
  isTest: (path) => path.endsWith('.test.js'),
};

const PYTHON_CORE = 'def total(a, b):\n    return a + b\n';
const PYTHON_TEST = pythonTest('core', 'total', 'total(1, 2), 3');

function pythonTest(file: string, what: string, check: string): string {
  return `import unittest

from pieces.${file} import ${what}


class PieceTest(unittest.TestCase):
    def test_${file}(self):
        self.assertEqual(${check})
`;
}

const PYTHON: Stack = {
  name: 'python',
  modules: [],
  programs: ['python3'],
  base: {
    'README.md': '# Pieces\n',
    '.gitignore': '__pycache__/\n',
    'pieces/__init__.py': '',
    'pieces/core.py': PYTHON_CORE,
    'tests/__init__.py': '',
    'tests/test_core.py': PYTHON_TEST,
  },
  core: { source: 'pieces/core.py', test: 'tests/test_core.py' },
  checks: ['python3 -m unittest discover -s tests -t .', 'python3 -m compileall -q pieces'],
  good: (piece) => ({
    [`pieces/piece_${piece}.py`]: `from pieces.core import total\n\n\ndef piece(a):\n    return total(a, ${piece})\n`,
    [`tests/test_piece_${piece}.py`]: pythonTest(
      `piece_${piece}`,
      'piece',
      `piece(1), ${piece + 1}`,
    ),
  }),
  bad: (piece, turn) => ({
    [`pieces/piece_${piece}.py`]: `def piece(a):\n    return a - ${piece + turn}\n`,
  }),
  brokenCore: PYTHON_CORE.replace('a + b', 'a - b'),
  skippedCore: PYTHON_TEST.replace(
    '    def test_core',
    '    @unittest.skip("later")\n    def test_core',
  ),
  syntax: (piece) => ({ [`pieces/wrong_${piece}.py`]: 'def wrong(a:\n    return a\n' }),
  isTest: (path) => path.startsWith('tests/'),
};

export const STACKS: readonly Stack[] = [PYTHON, NODE];
