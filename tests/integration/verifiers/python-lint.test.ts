import { describe, expect, it } from 'vitest';
import { check, has } from '../../support/python-trees.ts';

const HAS_PYTHON = has('python3', '-c', 'pass');
const HAS_FLAKE8 = has('flake8', '--version');
const HAS_MYPY = has('mypy', '--version');
const HAS_BANDIT = has('bandit', '--version');
const FULL = { kind: 'full' } as const;

describe.skipIf(!HAS_PYTHON)('linters', () => {
  it.skipIf(!HAS_FLAKE8)('flake8 looks at what changed where it is set up', async () => {
    const tree = {
      'a/.flake8': '[flake8]\nmax-line-length = 20\nshow-source = True\n',
      'a/-x y.py': 'import os\n',
      'a/old.py': 'import os\n',
      'b.py': 'import os\n',
    };
    const part = await check({ tree, changed: ['a/-x y.py', 'b.py', 'a/gone.py'] });
    expect(part).toMatchObject([
      {
        ...{ name: 'flake8', kind: 'lint', package: 'a', status: 'failed', note: null },
        command: "flake8 './-x y.py'",
        findings: [
          { file: 'a/-x y.py', line: 1, rule: 'F401', message: "'os' imported but unused" },
        ],
      },
    ]);
    const [whole] = await check({ tree, task: FULL });
    expect(whole?.findings.map(({ file }) => file)).toEqual(['a/-x y.py', 'a/old.py']);
  });

  it.skipIf(!HAS_BANDIT)('bandit reads its settings', async () => {
    const tree = {
      'bandit.yaml': 'skips: [B101]\n',
      'a.py': 'import subprocess\nassert subprocess\nsubprocess.call("ls", shell=True)\n',
    };
    const [result] = await check({ tree, changed: ['a.py'], only: ['bandit'] });
    expect(result).toMatchObject({ name: 'bandit', status: 'failed', kind: 'lint' });
    expect(result?.findings.map(({ rule, line }) => [rule, line])).toContainEqual(['B602', 3]);
    expect(result?.findings.map(({ rule }) => rule)).not.toContain('B101');
  });

  it.skipIf(!HAS_MYPY)('mypy looks at the whole where two modules have no one name', async () => {
    const tree = {
      'mypy.ini': '[mypy]\n',
      'src/pkg/__init__.py': '',
      'src/pkg/a.py': 'def f(a: int) -> str:\n    return a\n',
      'tests/one/conftest.py': '',
      'tests/two/conftest.py': '',
    };
    const [result] = await check({ tree, changed: ['src/pkg/__init__.py'] });
    expect(result).toMatchObject({
      ...{ name: 'mypy', kind: 'types', command: 'mypy src', status: 'failed' },
      findings: [{ file: 'src/pkg/a.py', line: 2, rule: 'return-value' }],
    });
  });

  it('say how to get what is set up and not there', async () => {
    const tree = { 'ruff.toml': '', 'a.py': '' };
    const none = await check({ tree, changed: ['a.py'] });
    expect(none).toMatchObject([{ name: 'ruff', status: 'skipped', findings: [] }]);
    expect(none[0]?.note).toMatch(/^ruff\.toml asks for ruff, .* pip install ruff$/);
  });
});
