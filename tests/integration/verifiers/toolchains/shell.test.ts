import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createShellVerifier } from '../../../../src/verifiers/toolchains/shell/shell.ts';
import { answers, type Files, named, toolchainTrees } from '../../../support/toolchain-trees.ts';

const hasShellcheck = answers('shellcheck', '--version');
const trees = toolchainTrees(createShellVerifier);
afterAll(() => trees.remove());

const GOOD = '#!/bin/sh\necho "$1"\n';
const OPEN = '#!/bin/bash\nif true; then\n  echo x\n';
const BASE: Files = {
  'run.sh': GOOD,
  tool: '#!/usr/bin/env bash\necho "${1:-}"\n',
  data: 'no script\n',
  'print.py': 'print(1)\n',
};
const USED: Files = { ...BASE, '.github/workflows/ci.yml': 'steps:\n  - run: shellcheck *.sh\n' };

describe('shell syntax', () => {
  it('reads each changed script by the shell it is written for', async () => {
    const change = {
      'run.sh': OPEN,
      'odd name.sh': '#!/bin/sh\nfoo() {\n echo "a\n',
      '-n': '#!/bin/sh\nfi\n',
      tool: '#!/usr/bin/env bash\na=(1 2)\necho "${a[@]}"\n',
      data: 'if then',
      'gone.sh': null,
      'vendor/other.sh': OPEN,
      'mine.zsh': 'if',
      'zz.sh': '#!/usr/bin/env python3\nif (\n',
    };
    const checks = await trees.check({ base: BASE, change });
    expect(checks.map(({ name, status }) => [name, status])).toEqual([['shell syntax', 'failed']]);
    const { findings, kind } = named(checks, 'shell syntax');
    expect(kind).toBe('syntax');
    expect(findings.map(({ file, line }) => [file, line])).toEqual([
      ['-n', 2],
      ['odd name.sh', 4],
      ['run.sh', expect.any(Number)],
    ]);
  });

  it('passes what is well, looks at everything when asked to, and leaves other files alone', async () => {
    const good = await trees.check({ base: BASE, change: { 'run.sh': GOOD } });
    expect(good).toMatchObject([
      { name: 'shell syntax', status: 'passed', command: 'sh -n run.sh', findings: [] },
    ]);
    const all = await trees.check({
      base: { ...BASE, '.husky/pre-commit': OPEN },
      task: { kind: 'full' },
      only: ['shell syntax'],
    });
    expect(all).toMatchObject([{ status: 'failed', findings: [{ file: '.husky/pre-commit' }] }]);
    expect(await trees.check({ base: BASE, change: { 'print.py': '' } })).toEqual([]);
    const tests = { kind: 'tests', files: ['tests/a.sh'] } as const;
    expect(await trees.check({ base: BASE, task: tests })).toEqual([]);
  });

  it('is skipped without the shell', async () => {
    const verifier = trees.verifierWith({ env: { PATH: '/nonexistent' } });
    expect(await trees.check({ base: BASE, change: { 'run.sh': GOOD } }, verifier)).toMatchObject([
      { name: 'shell syntax', status: 'skipped', note: 'sh is not on PATH' },
    ]);
  });
});

describe('shellcheck', () => {
  it.skipIf(!hasShellcheck)(
    'complains of errors and warnings where the project runs it',
    async () => {
      const change = { 'run.sh': '#!/bin/sh\nx=$(ls)\necho $x $(date)\n' };
      const checks = await trees.check({ base: USED, change, only: ['shellcheck'] });
      expect(checks).toMatchObject([
        { name: 'shellcheck', status: 'failed', kind: 'lint', command: 'shellcheck ./run.sh' },
      ]);
      expect(named(checks, 'shellcheck').findings).toEqual([
        {
          ...{ check: 'shellcheck', file: 'run.sh', line: 3, rule: 'SC2046' },
          message: 'Quote this to prevent word splitting.',
        },
      ]);
      const style = { 'run.sh': '#!/bin/sh\nx=`ls`\necho "$x"\n' };
      const quiet = await trees.check({ base: USED, change: style, only: ['shellcheck'] });
      expect(quiet).toMatchObject([{ name: 'shellcheck', status: 'passed', findings: [] }]);
    },
  );

  it('is not run where nothing mentions it, and cannot be got rid of by the change', async () => {
    const bin = join(trees.dir, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'shellcheck'), '#!/bin/sh\necho broken >&2; exit 2\n');
    chmodSync(join(bin, 'shellcheck'), 0o755);
    const verifier = trees.verifierWith({ env: { PATH: `${bin}:/usr/bin:/bin` } });
    const change = { 'run.sh': GOOD, '.github/workflows/ci.yml': 'steps: []\n' };
    const only = ['shellcheck'];
    expect(await trees.check({ base: BASE, change, only }, verifier)).toEqual([]);
    expect(await trees.check({ base: USED, change, only }, verifier)).toMatchObject([
      { name: 'shellcheck', status: 'failed', output: 'broken' },
    ]);
    const rc = { ...BASE, '.shellcheckrc': 'disable=SC2046\n' };
    const without = trees.verifierWith({ env: { PATH: '/nonexistent' } });
    expect(
      await trees.check({ base: rc, change: { 'run.sh': GOOD }, only }, without),
    ).toMatchObject([
      {
        name: 'shellcheck',
        status: 'skipped',
        note: expect.stringContaining('apt-get') as unknown,
      },
    ]);
  });
});
