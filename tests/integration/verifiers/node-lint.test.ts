import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Files,
  type NodeProject,
  nodeProject,
  REAL_TOOLS,
} from '../../support/node-project.ts';

const open: NodeProject[] = [];
afterEach(() => {
  for (const project of open.splice(0)) project.close();
});

function project(base: Files, changes: Files, installed: readonly string[]): NodeProject {
  const made = nodeProject(base, changes);
  open.push(made);
  made.install(installed);
  return made;
}

const CHANGE = { kind: 'change' } as const;

describe('eslint', () => {
  const config =
    "export default [{ rules: { 'no-var': 'error', eqeqeq: 'warn' } }, { ignores: ['made/**'] }];\n";
  const base = {
    'package.json': JSON.stringify({
      type: 'module',
      scripts: { lint: 'eslint . --max-warnings 1' },
    }),
    'eslint.config.js': config,
    'old.js': 'var old = 1;\n',
  };
  const bad = {
    '-[a] b.js': 'export let a = 1;\nvar b = 2;\n',
    'made/x.js': 'var x;\n',
    'b.css': 'x',
  };

  it('complains of errors in changed files only', async () => {
    const [result, ...others] = await project(base, bad, ['eslint:eslint']).check(CHANGE);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ name: 'eslint', kind: 'lint', status: 'failed' });
    expect(result?.findings).toEqual([
      {
        check: 'eslint',
        file: '-[a] b.js',
        line: 2,
        rule: 'no-var',
        message: 'Unexpected var, use let or const instead.',
      },
    ]);
  });

  it('looks at everything for the base, and lets a warning pass that the script lets pass', async () => {
    const good = { ...base, 'old.js': 'export const old = 1 == 2;\n' };
    const full = { kind: 'full' } as const;
    expect(await project(good, {}, ['eslint:eslint']).check(full)).toMatchObject([
      { name: 'eslint', command: 'eslint --max-warnings 1 .', status: 'passed', findings: [] },
    ]);
    const [result] = await project({ ...good, 'new.js': good['old.js'] }, {}, [
      'eslint:eslint',
    ]).check(full);
    expect(result?.findings.map(({ rule, file }) => [rule, file])).toEqual([
      ['eqeqeq', 'new.js'],
      ['eqeqeq', 'old.js'],
    ]);
  });

  it('is skipped where it is not installed, and where its settings are broken already', async () => {
    const [missing] = await project(base, { 'a.js': '' }, []).check(CHANGE);
    expect(missing).toMatchObject({
      status: 'skipped',
      note: 'eslint is not installed; get it with: npm install --save-dev eslint',
    });
    const broken = { ...base, 'eslint.config.js': "import 'nowhere';\n" };
    const [crashed] = await project(broken, { 'a.js': '' }, ['eslint:eslint']).check(CHANGE);
    expect(crashed).toMatchObject({ status: 'skipped', kind: 'lint' });
    const [own] = await project(base, { 'eslint.config.js': "import 'nowhere';\n" }, [
      'eslint:eslint',
    ]).check(CHANGE);
    expect(own).toMatchObject({ status: 'failed' });
  });
});

describe('biome', () => {
  it('complains of errors in changed files, in a package with settings of its own', async () => {
    const base = { 'package.json': '{}', 'p/biome.json': '{}', 'p/package.json': '{}' };
    const changes = {
      'p/a.js': 'if (globalThis.x == 2) {\n  debugger;\n}\n',
      'other.js': 'debugger;',
    };
    const made = project(base, changes, ['@biomejs/biome:biome', '@biomejs/cli-linux-x64']);
    const [result, ...others] = await made.check(CHANGE);
    expect(others).toEqual([]);
    expect(result).toMatchObject({ name: 'biome', package: 'p', status: 'failed' });
    expect(result?.findings.map(({ file, line, rule }) => [file, line, rule])).toEqual([
      ['p/a.js', 1, 'lint/suspicious/noDoubleEquals'],
      ['p/a.js', 2, 'lint/suspicious/noDebugger'],
    ]);
  });

  it('makes no check where its settings switch it off', async () => {
    const base = { 'package.json': '{}', 'biome.json': '{"linter":{"enabled":false}}' };
    const made = project(base, { 'a.js': 'debugger;' }, ['@biomejs/biome:biome']);
    expect(await made.check(CHANGE)).toEqual([]);
  });
});

describe.skipIf(!existsSync(REAL_TOOLS))('oxlint', () => {
  it('is as strict as the script of the base says', async () => {
    const scripts = { lint: 'oxlint --deny-warnings -A no-unused-vars src' };
    const base = { 'package.json': JSON.stringify({ scripts, devDependencies: { oxlint: '1' } }) };
    const changes = { 'src/a.js': 'debugger;\n', 'else.js': 'debugger;\n' };
    const [result, ...others] = await project(base, changes, ['oxlint:oxlint']).check(CHANGE);
    expect(others).toEqual([]);
    expect(result).toMatchObject({
      name: 'oxlint',
      command: 'oxlint --deny-warnings -A no-unused-vars src/a.js',
      status: 'failed',
      findings: [{ file: 'src/a.js', line: 1, rule: 'eslint(no-debugger)' }],
    });
  });
});

/** Few types of the language's own to be read. */
const QUICK = { types: [], lib: ['es5'], skipLibCheck: true };

describe('tsc', () => {
  const strict = JSON.stringify({ compilerOptions: { ...QUICK, strict: true, composite: true } });

  it('checks the types of the package a file belongs to, and leaves nothing behind', async () => {
    const base = {
      'package.json': '{}',
      'p/package.json': '{}',
      'p/tsconfig.json': strict,
      'p/b.ts': 'export const b = 1;\n',
    };
    const made = project(base, { 'p/a.ts': 'export const a: string = 1;\n' }, ['typescript:tsc']);
    const [result, ...others] = await made.check(CHANGE);
    expect(others).toEqual([]);
    expect(result).toMatchObject({
      name: 'tsc',
      kind: 'types',
      package: 'p',
      status: 'failed',
      findings: [{ file: 'p/a.ts', line: 1, rule: 'TS2322' }],
    });
    expect(existsSync(`${made.root}/p/tsconfig.tsbuildinfo`)).toBe(false);
  });

  it('checks each part of settings that only name others', async () => {
    const base = {
      'package.json': '{}',
      'tsconfig.json': '{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }',
      'tsconfig.app.json': JSON.stringify({ compilerOptions: QUICK, include: ['src'] }),
    };
    const [result] = await project(base, { 'src/a.ts': 'const a: string = 1;\n' }, [
      'typescript:tsc',
    ]).check(CHANGE);
    expect(result).toMatchObject({
      command: 'tsc --noEmit -p ./tsconfig.app.json',
      findings: [{ file: 'src/a.ts', rule: 'TS2322' }],
    });
  });
});
