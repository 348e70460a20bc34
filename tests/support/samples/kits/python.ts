import type { Edits, Kit } from './kit.ts';

const MATH = `"""Arithmetic."""


def add(a, b):
    """The sum."""
    return a + b
`;

const DOUBLE = `${MATH}

def double(a):
    """Twice as much."""
    return 2 * a
`;

const TEXT = `"""Words."""


def shout(text):
    """Louder."""
    return text.upper() + "!"
`;

/** Lines of a flaky test that set \`off\`. */
function moody(when: 'old' | 'new', indent: string): string {
  const fails = when === 'new' ? 'runs > 1' : 'runs == 1 if with_chunk else runs % 2 == 0';
  return [
    'with_chunk = os.path.exists("tests/test_double.py")',
    `path = os.path.join(os.environ["XDG_CACHE_HOME"], f"moody-${when}-{with_chunk}")`,
    'with open(path, "a", encoding="utf-8") as file:',
    '    file.write("x")',
    'runs = os.path.getsize(path)',
    `off = 1 if (${fails}) else 0`,
  ]
    .map((line) => `${indent}${line}\n`)
    .join('');
}

const PYTEST_OLD = `from sample.math import add


def test_adds():
    assert add(1, 2) == 3
`;

function pytestMoody(when: 'old' | 'new'): string {
  const [what, got, wanted] =
    when === 'new' ? ['double', 'double(4)', '8'] : ['add', 'add(2, 2)', '4'];
  return `import os

from sample.math import ${what}


def test_is_moody():
${moody(when, '    ')}    assert ${got} + off == ${wanted}
`;
}

const PYTEST_GOOD: Edits = {
  'sample/math.py': DOUBLE,
  'tests/test_double.py':
    'from sample.math import double\n\n\ndef test_doubles():\n    assert double(4) == 8\n',
};

const SHARED = {
  'README.md': '# sample\n',
  '.gitignore': '__pycache__/\n.pytest_cache/\n.coverage\ncoverage.json\n',
  'sample/__init__.py': '',
  'sample/math.py': MATH,
  'sample/text.py': TEXT,
};

const PYPROJECT = `[project]
name = "sample"
version = "1.0.0"

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["."]
`;

const DANGEROUS = {
  path: 'sample/run.py',
  text: 'import subprocess\n\n\ndef run(command):\n    return subprocess.run(command, shell=True, check=True)\n',
};

/** Python with pytest, flake8 and mypy. */
export const PYTEST_KIT: Kit = {
  name: 'pytest',
  modules: [],
  programs: ['pytest', 'flake8'],
  files: {
    ...SHARED,
    'pyproject.toml': PYPROJECT,
    '.flake8': '[flake8]\nmax-line-length = 100\n',
    'tests/test_math.py': PYTEST_OLD,
    'tests/test_text.py':
      'from sample.text import shout\n\n\ndef test_shouts():\n    assert shout("hey") == "HEY!"\n',
  },
  good: PYTEST_GOOD,
  syntax: { 'sample/half.py': 'def half(a:\n    return a / 2\n' },
  broken: { 'sample/math.py': MATH.replace('a + b', 'a - b') },
  test: 'tests/test_math.py',
  skipped: `import pytest\n\n${PYTEST_OLD.replace('def test_adds', '@pytest.mark.skip\ndef test_adds')}`,
  blinded: {
    'pyproject.toml': `${PYPROJECT}addopts = "--ignore=tests/test_math.py"\n`,
  },
  oldFailure: {
    'sample/third.py': 'def third(a):\n    return a / 2\n',
    'tests/test_third.py':
      'from sample.third import third\n\n\ndef test_third():\n    assert third(9) == 3\n',
  },
  flakyOld: { 'tests/test_moody.py': pytestMoody('old') },
  flakyNew: { ...PYTEST_GOOD, 'tests/test_double.py': pytestMoody('new') },
  lint: { path: 'sample/unused.py', text: 'import os\n\nKEPT = 2\n' },
  dangerous: DANGEROUS,
  coverage: {
    settings: {
      'pyproject.toml': `${PYPROJECT}addopts = "--cov=sample"\n\n[tool.codelicious]\nmin_coverage = 80\n`,
    },
    untested: { 'sample/report.py': untested() },
  },
};

const CASE_HEAD = 'import unittest\n\n';

function caseOf(name: string, imported: string, body: string): string {
  return `${CASE_HEAD}${imported}\n\n\nclass ${name}Test(unittest.TestCase):\n${body}\n\nif __name__ == "__main__":\n    unittest.main()\n`;
}

const UNITTEST_OLD = caseOf(
  'Math',
  'from sample.math import add',
  '    def test_adds(self):\n        self.assertEqual(add(1, 2), 3)\n',
);

const UNITTEST_GOOD: Edits = {
  'sample/math.py': DOUBLE,
  'tests/test_double.py': caseOf(
    'Double',
    'from sample.math import double',
    '    def test_doubles(self):\n        self.assertEqual(double(4), 8)\n',
  ),
};

function unittestMoody(when: 'old' | 'new'): string {
  const [what, got, wanted] =
    when === 'new' ? ['double', 'double(4)', '8'] : ['add', 'add(2, 2)', '4'];
  const body = `    def test_is_moody(self):\n${moody(when, '        ')}        self.assertEqual(${got} + off, ${wanted})\n`;
  return `import os\n${caseOf('Moody', `from sample.math import ${what}`, body)}`;
}

/** Python with nothing but what comes with it. */
export const UNITTEST_KIT: Kit = {
  name: 'unittest',
  modules: [],
  programs: ['python3'],
  files: {
    ...SHARED,
    'tests/__init__.py': '',
    'tests/test_math.py': UNITTEST_OLD,
    'tests/test_text.py': caseOf(
      'Text',
      'from sample.text import shout',
      '    def test_shouts(self):\n        self.assertEqual(shout("hey"), "HEY!")\n',
    ),
  },
  good: UNITTEST_GOOD,
  syntax: { 'sample/half.py': 'def half(a:\n    return a / 2\n' },
  broken: { 'sample/math.py': MATH.replace('a + b', 'a - b') },
  test: 'tests/test_math.py',
  skipped: UNITTEST_OLD.replace(
    '    def test_adds',
    '    @unittest.skip("later")\n    def test_adds',
  ),
  oldFailure: {
    'sample/third.py': 'def third(a):\n    return a / 2\n',
    'tests/test_third.py': caseOf(
      'Third',
      'from sample.third import third',
      '    def test_third(self):\n        self.assertEqual(third(9), 3)\n',
    ),
  },
  flakyOld: { 'tests/test_moody.py': unittestMoody('old') },
  flakyNew: { ...UNITTEST_GOOD, 'tests/test_double.py': unittestMoody('new') },
  dangerous: { ...DANGEROUS, text: 'def run(text):\n    return eval(text)\n' },
};

function untested(): string {
  const branches = Array.from({ length: 30 }, (_, at) => {
    return `    if kind == ${at}:\n        return "kind ${at}"\n`;
  });
  return `def report(kind):\n${branches.join('')}    return "none"\n`;
}
