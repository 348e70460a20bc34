import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyScope } from '../../src/ports/verifier.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { createVerifiers, type VerifierDeps } from '../../src/verifiers/registry.ts';

/** What each verifier is given to find, and how its check runs a line of shell. */
interface Subject {
  readonly name: string;
  readonly commands: readonly string[];
  /** The tree in which its check does what the shell line says. */
  readonly tree: (shell: string) => Readonly<Record<string, string>>;
  /** Whether the tree is also what the base commit has. */
  readonly onBase: boolean;
}

const python = (shell: string): string =>
  `import subprocess\ndef test_it():\n    assert subprocess.run(["/bin/sh", "-c", ${JSON.stringify(shell)}]).returncode == 0\n`;

const subjects: readonly Subject[] = [
  {
    name: 'commands',
    commands: ['/bin/sh ./check.sh'],
    tree: (shell) => ({ 'check.sh': shell }),
    onBase: false,
  },
  {
    name: 'node',
    commands: [],
    tree: (shell) => ({
      'package.json': JSON.stringify({ scripts: { test: '/bin/sh ./check.sh' } }),
      'check.sh': shell,
    }),
    onBase: true,
  },
  {
    name: 'python',
    commands: [],
    tree: (shell) => ({ 'tests/test_it.py': python(shell) }),
    onBase: false,
  },
];

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-verifier-'));
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** A process that ended but was not waited for yet runs no more. */
function isRunning(pid: number): boolean {
  const path = `/proc/${pid}/stat`;
  return existsSync(path) && !/\) [ZX] /.test(readFileSync(path, 'utf8'));
}

let trees = 0;
function scopeOf({ tree, onBase }: Pick<Subject, 'tree' | 'onBase'>, shell: string): VerifyScope {
  const root = join(dir, `tree-${(trees += 1)}`);
  const files = tree(shell);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    root,
    borrows: [],
    changed: Object.keys(files),
    task: { kind: 'change' },
    added: async () => null,
    baseFile: (path) => Promise.resolve(onBase ? (files[path] ?? null) : null),
    env: { CODELICIOUS_JOB: 'verify' },
  };
}

describe.each(subjects)('verifier $name', (subject) => {
  const deps = (more: Partial<VerifierDeps> = {}): VerifierDeps => ({
    commands: subject.commands,
    timeoutMs: 20_000,
    processes: createProcesses(),
    sandbox: createSandbox('none', createProcesses()),
    env: {
      PATH: process.env['PATH'],
      HOME: dir,
      GITHUB_TOKEN: 'ghp_canary',
      ALLOWED: 'yes',
      GIT_DIR: '/x',
    },
    passEnv: ['ALLOWED'],
    ...more,
  });

  async function check(
    shell: string,
    more: Partial<VerifierDeps> = {},
    signal = new AbortController().signal,
  ) {
    const scope = scopeOf(subject, shell);
    const verifier = createVerifiers(deps(more)).find(({ name }) => name === subject.name);
    expect(await verifier?.applies(scope)).toBe(true);
    const results = (await verifier?.check(scope, signal)) ?? [];
    expect(results).toHaveLength(1);
    return { ...results[0]!, root: scope.root };
  }

  it('passes what passes', async () => {
    const result = await check('exit 0');
    expect(result).toMatchObject({ status: 'passed', findings: [], note: null });
    expect(result.command).not.toBe('');
    expect(result.durationMs).toBeGreaterThan(0);
  });

  it('fails what fails, with the tail of what it said', async () => {
    const result = await check('echo out; echo err >&2; printf "\\033[31mred\\033[0m"; exit 1');
    expect(result.status).toBe('failed');
    expect(result.output).toMatch(/out[^]*err[^]*red/);
    expect(result.output).not.toContain('\u001b');
  });

  it('ends the whole group when time is up', async () => {
    const started = performance.now();
    const result = await check('echo $$ > pid; sleep 60 & wait', { timeoutMs: 2500 });
    expect(performance.now() - started).toBeLessThan(15_000);
    expect(result).toMatchObject({ status: 'failed', note: 'timed out after 2.5 s' });
    const pid = Number(readFileSync(join(result.root, 'pid'), 'utf8'));
    expect(isRunning(pid)).toBe(false);
  });

  it('ends at once when it is told to, and then proves nothing', async () => {
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 300);
    const result = await check('sleep 60', {}, abort.signal);
    expect(result.status).toBe('failed');
  });

  it('runs in the tree, with no credential in reach', async () => {
    const result = await check('env > seen; pwd -P >> seen');
    expect(result.status).toBe('passed');
    const seen = readFileSync(join(result.root, 'seen'), 'utf8');
    expect(seen).toContain('CI=true');
    expect(seen).toContain('CODELICIOUS_JOB=verify');
    expect(seen).toContain('ALLOWED=yes');
    expect(seen).toContain(result.root);
    expect(seen).not.toMatch(/ghp_canary|^GIT_/m);
  });

  it('does not apply to an empty tree of a fresh repository', async () => {
    const scope = scopeOf({ tree: () => ({ 'README.md': '# x' }), onBase: false }, '');
    for (const verifier of createVerifiers(deps({ commands: [] }))) {
      expect(await verifier.applies(scope)).toBe(false);
    }
  });
});
