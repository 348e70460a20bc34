import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { VerifyScope, VerifyTask } from '../../../src/ports/verifier.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import type { VerifierDeps } from '../../../src/verifiers/registry.ts';
import { createSyntaxVerifier } from '../../../src/verifiers/syntax/syntax.ts';
import { cagedSandbox, canCage } from '../../support/caged.ts';

/** Where this machine's Python lives, if by a manager of versions. */
const systemEnv = Object.fromEntries(
  ['PATH', 'HOME', 'PYENV_ROOT'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  }),
);

type Files = Readonly<Record<string, string>>;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-syntax-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

let trees = 0;
function scopeOf(
  tree: Files,
  base: Files = {},
  task: VerifyTask = { kind: 'change' },
): VerifyScope {
  const root = join(dir, `tree-${(trees += 1)}`);
  mkdirSync(root);
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    root,
    borrows: [],
    changed: [...Object.keys(tree), 'gone.py', 'gone.json'],
    task,
    added: async () => null,
    baseFile: async (path) => base[path] ?? null,
    env: {},
  };
}

function deps(env: Readonly<Record<string, string | undefined>> = process.env): VerifierDeps {
  const processes = createProcesses();
  return {
    commands: [],
    timeoutMs: 60_000,
    processes,
    sandbox: createSandbox('none', processes),
    env,
    passEnv: [],
  };
}

async function check(scope: VerifyScope, given = deps()): Promise<readonly CheckResult[]> {
  return createSyntaxVerifier(given).check(scope, new AbortController().signal);
}

const canBeCaged = await canCage();

describe('the syntax check', () => {
  it.runIf(canBeCaged)('compiles Python in a cage', async () => {
    const env = { PATH: '/usr/bin:/bin', ...systemEnv };
    const given = { ...deps(env), sandbox: cagedSandbox(env) };
    const [result] = await check(scopeOf({ 'a.py': 'x = = 1\n', 'b.py': 'x = 1\n' }), given);
    expect(result?.findings.map(({ file, line }) => [file, line])).toEqual([['a.py', 1]]);
  });

  it('reads each changed file by its name, Python by Python', async () => {
    const scope = scopeOf({
      'src/a.ts': 'const a = ;\n',
      'src/b.py': 'def f():\n    return (\n',
      'src/c.py': 'def g(): pass\n',
      'data.json': '{"a": 1,}',
      'ci.yml': 'a: "b\n',
      'x.toml': 'a =',
      'README.md': 'const a = ;',
    });
    const [result, ...rest] = await check(scope);
    expect(rest).toEqual([]);
    expect(result).toMatchObject({ name: 'syntax', kind: 'syntax', status: 'failed' });
    expect(result?.findings.map(({ file, line }) => [file, line])).toEqual([
      ['src/a.ts', 1],
      ['data.json', 1],
      ['ci.yml', 2],
      ['x.toml', 1],
      ['src/b.py', 2],
    ]);
    expect(result?.output).toContain('src/b.py:2: ');
  });

  it('passes what can be read, and writes nothing', async () => {
    const scope = scopeOf({ 'a.py': 'print("never run"); open("ran", "w")\n', 'b.js': 'b();\n' });
    const [result] = await check(scope);
    expect(result).toMatchObject({ status: 'passed', findings: [], note: null });
    expect(existsSync(join(scope.root, 'ran'))).toBe(false);
    expect(existsSync(join(scope.root, '__pycache__'))).toBe(false);
  });

  it('takes files that the base could not be read in either for old', async () => {
    const broken = { 'a.py': 'def f(:\n', 'b.json': '{', 'c.ts': 'let a = ;' };
    const mine = { 'd.py': 'x = = 1\n' };
    const [old] = await check(scopeOf(broken, broken));
    expect(old).toMatchObject({ status: 'passed', findings: [] });
    expect(old?.known).toHaveLength(3);
    const [both] = await check(scopeOf({ ...broken, ...mine }, { ...broken, 'd.py': 'x = 1\n' }));
    expect(both?.status).toBe('failed');
    expect(both?.findings.map(({ file }) => file)).toEqual(['d.py']);
  });

  it('reads encodings, and names what is no text for Python', async () => {
    const scope = scopeOf({ 'a.py': '# -*- coding: utf-8 -*-\nx = "ä"\n', 'b.py': 'x = 1\0\n' });
    const [result] = await check(scope);
    expect(result?.findings.map(({ file }) => file)).toEqual(['b.py']);
  });

  it('loads no module of the tree', async () => {
    const scope = scopeOf({
      'json.py': 'raise SystemExit(9)\n',
      'sitecustomize.py': 'import nothing_there\n',
    });
    expect(await check(scope)).toMatchObject([{ status: 'passed' }]);
  });

  it("takes the project's own interpreter", async () => {
    const scope = scopeOf({ 'a.py': 'x = 1\n' });
    const bin = join(scope.root, '.venv/bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(
      join(bin, 'python'),
      '#!/bin/sh\necho \'{"version": [3, 13], "faults": [["a.py", 7, "SyntaxError: mine"]]}\'\n',
    );
    chmodSync(join(bin, 'python'), 0o755);
    const [result] = await check(scope);
    expect(result?.findings).toMatchObject([{ file: 'a.py', line: 7, message: 'mine' }]);
  });

  it('says so when Python is missing, too old or fails', async () => {
    const empty = join(dir, 'empty');
    mkdirSync(empty, { recursive: true });
    const missing = await check(scopeOf({ 'a.py': 'x = = 1' }), deps({ PATH: empty }));
    expect(missing).toMatchObject([{ name: 'syntax (python)', status: 'skipped' }]);
    expect(missing[0]?.note).toContain('https://www.python.org');
    const [rest, python] = await check(
      scopeOf({ 'a.py': 'x = = 1', 'b.js': '' }),
      deps({ PATH: empty }),
    );
    expect([rest?.status, python?.status]).toEqual(['passed', 'skipped']);
    const project = '[project]\nrequires-python = ">=3.99"\n';
    const [read, old] = await check(scopeOf({ 'a.py': 'x = = 1', 'pyproject.toml': project }));
    expect([read?.status, old?.status]).toEqual(['passed', 'skipped']);
    expect(old?.note).toContain('Python 3.99 is asked for');
    symlinkSync('/bin/false', join(empty, 'python3'));
    const failing = await check(scopeOf({ 'a.py': 'x' }), deps({ PATH: empty }));
    expect(failing[0]?.note).toContain('could not compile');
  });

  it('is silent where nothing it reads was changed, and for a repetition of tests', async () => {
    const verifier = createSyntaxVerifier(deps());
    const scope = scopeOf({ 'a.ts': '' });
    expect(await verifier.applies(scope)).toBe(true);
    expect(await verifier.applies({ ...scope, task: { kind: 'full' } })).toBe(true);
    expect(await verifier.applies({ ...scope, changed: ['README.md'] })).toBe(false);
    expect(await verifier.applies({ ...scope, task: { kind: 'tests', files: [] } })).toBe(false);
  });

  it('fails when it was interrupted', async () => {
    const controller = new AbortController();
    controller.abort();
    const verifier = createSyntaxVerifier(deps());
    const results = await verifier.check(scopeOf({ 'a.ts': 'let a = ;' }), controller.signal);
    expect(results).toMatchObject([{ status: 'failed', note: 'interrupted' }]);
  });
});
