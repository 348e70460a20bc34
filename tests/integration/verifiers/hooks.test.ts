import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckResult } from '../../../src/domain/verdict.ts';
import type { VerifyScope } from '../../../src/ports/verifier.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { createHookVerifier } from '../../../src/verifiers/hooks/hooks.ts';

type Files = Readonly<Record<string, string>>;

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-hooks-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', cwd, ...args], { encoding: 'utf8' }).trim();

function write(root: string, path: string, text: string | null): void {
  const file = join(root, path);
  if (text === null) {
    rmSync(file);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  if (text.startsWith('#!')) chmodSync(file, 0o755);
}

/** A base as one commit, and a tree beside it with a change on top and a `.git` that an engine had its hands on. */
function scopeOf(base: Files, change: Readonly<Record<string, string | null>>): VerifyScope {
  const [origin, root] = [join(dir, 'origin'), join(dir, 'tree')];
  git(dir, 'init', '-q', origin);
  for (const [path, text] of Object.entries(base)) write(origin, path, text);
  git(origin, 'add', '-A', '-f');
  git(origin, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-q', '-m', 'Base');
  const tip = git(origin, 'rev-parse', 'HEAD');
  git(dir, 'clone', '-q', '--shared', origin, root);
  git(root, 'config', 'core.hooksPath', '/nowhere');
  for (const [path, text] of Object.entries(change)) write(root, path, text);
  return {
    root,
    borrows: [join(origin, '.git', 'objects')],
    changed: Object.keys(change),
    commits: { tip, base: tip },
    task: { kind: 'change' },
    added: async () => null,
    baseFile: async (path) => base[path] ?? null,
    env: {},
  };
}

async function run(scope: VerifyScope): Promise<readonly CheckResult[]> {
  const processes = createProcesses();
  const verifier = createHookVerifier({
    commands: [],
    timeoutMs: 30_000,
    processes,
    sandbox: createSandbox('none', processes),
    env: { PATH: process.env['PATH'], HOME: dir },
    passEnv: [],
  });
  if (!(await verifier.applies(scope))) return [];
  return verifier.check(scope, new AbortController().signal);
}

const HOOK = '#!/bin/sh\n';

describe('hooks of the repository', () => {
  it('find the change staged, in a repository of their own', async () => {
    const script = `${HOOK}git diff --cached --name-status -M100; git status --short; git config --local --get-all core.hooksPath\n`;
    const base = {
      '.githooks/pre-commit': script,
      'a.txt': 'a\n',
      'old name.txt': 'b\n',
      'gone.txt': 'c\n',
    };
    const scope = scopeOf(base, { 'a.txt': 'A\n', 'new.txt': 'n\n', 'gone.txt': null });
    git(scope.root, 'mv', 'old name.txt', 'moved.txt');
    const [result] = await run({ ...scope, changed: [...scope.changed, 'moved.txt'] });
    expect(result).toMatchObject({ name: '.githooks/pre-commit', kind: 'hook', status: 'passed' });
    expect(result?.output.split('\n').slice(0, 5)).toEqual([
      'M\ta.txt',
      'D\tgone.txt',
      'R100\told name.txt\tmoved.txt',
      'A\tnew.txt',
      'M  a.txt',
    ]);
    expect(result?.output).toContain('.git/hooks');
  });

  it('have to pass as they were and as the change has them', async () => {
    const base = { '.husky/pre-commit': 'test ! -e bad\n', 'package.json': '{}' };
    const see = async (hook: string, ...more: readonly string[]) => {
      const files = Object.fromEntries(more.map((path) => [path, 'x\n']));
      const results = await run(scopeOf(base, { '.husky/pre-commit': hook, ...files }));
      rmSync(join(dir, 'origin'), { recursive: true });
      rmSync(join(dir, 'tree'), { recursive: true });
      return results.map(({ name, status }) => `${name} ${status}`);
    };
    expect(await see('exit 0\n', 'bad')).toEqual(['husky failed', 'husky (as changed) passed']);
    expect(await see('test ! -e new\n', 'new')).toEqual([
      'husky passed',
      'husky (as changed) failed',
    ]);
    expect(await see('test ! -e bad && echo fine\n')).toEqual([
      'husky passed',
      'husky (as changed) passed',
    ]);
  });

  it('have to pass so where they stand in a manifest', async () => {
    const hooks = (script: string): string =>
      JSON.stringify({ 'simple-git-hooks': { 'pre-commit': script } });
    const scope = scopeOf({ 'package.json': hooks('true') }, { 'package.json': hooks('false') });
    expect((await run(scope)).map(({ name, status }) => `${name} ${status}`)).toEqual([
      'simple-git-hooks passed',
      'simple-git-hooks (as changed) failed',
    ]);
    expect(await run({ ...scope, only: ['simple-git-hooks'] })).toHaveLength(1);
  });

  it('fail by their exit code and tell what they printed', async () => {
    const base = { '.husky/pre-commit': 'check-it\n' };
    const scope = scopeOf(base, { 'src/a.js': 'x\n' });
    write(
      scope.root,
      'node_modules/.bin/check-it',
      '#!/bin/sh\necho "src/a.js:3:1: no x here [no-x]"\nexit 1\n',
    );
    const [result] = await run(scope);
    expect(result).toMatchObject({
      ...{ name: 'husky', command: '.husky/pre-commit', status: 'failed' },
      findings: [{ check: 'husky', file: 'src/a.js', line: 3, rule: 'no-x' }],
    });
  });

  it('are run as the base has them, with what lies beside them', async () => {
    const first = '. "$(dirname "$0")/_/husky.sh"\n. "$(dirname "$0")/more.sh"\nexit 1\n';
    const base = { '.husky/pre-commit': first, '.husky/more.sh': 'echo as it was\n' };
    const scope = scopeOf(base, { '.husky/pre-commit': 'exit 0\n', '.husky/more.sh': 'exit 0\n' });
    const [result] = await run(scope);
    expect(result).toMatchObject({ status: 'failed', output: 'as it was' });
  });

  it('are run where the change deletes them, and not where it brings them along', async () => {
    const base = { '.githooks/pre-commit': `${HOOK}exit 1\n` };
    const [gone] = await run(scopeOf(base, { '.githooks/pre-commit': null }));
    expect(gone?.status).toBe('failed');
    rmSync(join(dir, 'origin'), { recursive: true });
    rmSync(join(dir, 'tree'), { recursive: true });
    expect(
      await run(scopeOf({ 'a.txt': 'a' }, { '.githooks/pre-commit': `${HOOK}exit 1\n` })),
    ).toEqual([]);
  });

  it('may change files and still pass', async () => {
    const scope = scopeOf(
      { '.githooks/pre-commit': `${HOOK}echo b > a.txt\n` },
      { 'a.txt': 'a\n' },
    );
    expect(await run(scope)).toMatchObject([{ status: 'passed' }]);
    expect(readFileSync(join(scope.root, 'a.txt'), 'utf8')).toBe('b\n');
  });

  it('are skipped where a program is missing or git would not run them', async () => {
    const [missing] = await run(scopeOf({ '.husky/pre-commit': 'no-such-program\n' }, { a: 'a' }));
    expect(missing).toMatchObject({ status: 'skipped', findings: [] });
    expect(missing?.note).toContain('not there');
    rmSync(join(dir, 'origin'), { recursive: true });
    rmSync(join(dir, 'tree'), { recursive: true });
    const [plain] = await run(scopeOf({ '.githooks/pre-commit': 'exit 1\n' }, { a: 'a' }));
    expect(plain?.note).toContain('not executable');
  });

  it('are skipped where there is no repository, and silent for a repetition of tests', async () => {
    const scope = scopeOf({ '.husky/pre-commit': 'exit 1\n' }, { a: 'a' });
    const [bare] = await run({ ...scope, borrows: [] });
    expect(bare?.status).toBe('skipped');
    expect(await run({ ...scope, task: { kind: 'tests', files: ['a'] } })).toEqual([]);
    expect(await run({ ...scope, only: ['other'] })).toEqual([]);
    const [lost] = await run({ ...scope, commits: { base: '0'.repeat(40), tip: '0'.repeat(40) } });
    expect(lost?.note).toContain('could not be staged');
  });

  it('stand in package.json too', async () => {
    const manifest = {
      husky: { hooks: { 'pre-commit': 'echo four' } },
      'simple-git-hooks': { 'pre-commit': 'echo simple && exit 1' },
    };
    const results = await run(scopeOf({ 'package.json': JSON.stringify(manifest) }, { a: 'a' }));
    expect(results).toMatchObject([
      { name: 'husky', command: 'echo four', status: 'passed' },
      { name: 'simple-git-hooks', status: 'failed' },
    ]);
    rmSync(join(dir, 'origin'), { recursive: true });
    rmSync(join(dir, 'tree'), { recursive: true });
    expect(await run(scopeOf({ 'package.json': '{ "husky": 1' }, { a: 'a' }))).toEqual([]);
  });
});

describe('lefthook', () => {
  const LEFTHOOK = { 'lefthook.yml': 'pre-commit:\n  jobs: []\n' };

  it('runs its hook where it is installed', async () => {
    const scope = scopeOf(LEFTHOOK, { a: 'a' });
    expect(await run(scope)).toMatchObject([{ name: 'lefthook', status: 'skipped' }]);
    write(scope.root, 'node_modules/.bin/lefthook', '#!/bin/sh\necho "$@"\n');
    expect(await run(scope)).toMatchObject([{ status: 'passed', output: 'run pre-commit' }]);
  });

  it('is left alone without a hook before commits', async () => {
    expect(await run(scopeOf({ 'lefthook.yml': 'pre-push:\n  jobs: []\n' }, { a: 'a' }))).toEqual(
      [],
    );
  });
});

const hasPreCommit = existsSync('/usr/bin/pre-commit');

describe('pre-commit', () => {
  const CONFIG = [
    'repos:',
    '  - repo: https://example.invalid/hooks',
    '    rev: v1',
    '    hooks: [{ id: far }]',
    '  - repo: local',
    '    hooks:',
    "      - { id: no-x, name: no x, language: pygrep, entry: 'x', files: '\\.js$' }",
    '',
  ].join('\n');

  it.runIf(hasPreCommit)(
    'runs what needs nothing from elsewhere, and says what it left out',
    async () => {
      const scope = scopeOf(
        { '.pre-commit-config.yaml': CONFIG },
        { 'a.js': 'let x;\n', 'b.txt': 'x\n' },
      );
      const [failed] = await run(scope);
      expect(failed).toMatchObject({ name: 'pre-commit', status: 'failed' });
      expect(failed?.output).toContain('a.js:1:let x;');
      expect(failed?.output).not.toContain('b.txt');
      write(scope.root, 'a.js', 'let y;\n');
      const [passed] = await run(scope);
      expect(passed).toMatchObject({ status: 'passed' });
      expect(passed?.note).toContain('without 1 of its hooks');
    },
  );

  it('is skipped where all of it comes from elsewhere, and where nobody can read it', async () => {
    const far = CONFIG.split('  - repo: local')[0] ?? '';
    const [result] = await run(scopeOf({ '.pre-commit-config.yaml': far }, { a: 'a' }));
    expect(result).toMatchObject({ name: 'pre-commit', status: 'skipped' });
    rmSync(join(dir, 'origin'), { recursive: true });
    rmSync(join(dir, 'tree'), { recursive: true });
    expect(await run(scopeOf({ '.pre-commit-config.yaml': 'repos: [' }, { a: 'a' }))).toEqual([]);
  });
});
