import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addedLines } from '../../../../src/domain/added-lines.ts';
import { maskShapes } from '../../../../src/domain/secret-shapes.ts';
import type { CheckResult } from '../../../../src/domain/verdict.ts';
import type { VerifyScope, VerifyTask } from '../../../../src/ports/verifier.ts';
import { createSecurityVerifier } from '../../../../src/verifiers/security/security.ts';

type Files = Readonly<Record<string, string>>;

const TOKEN = 'ghp_' + 'q7Rz2Kp9Wd4Lx8Vb3Nm6Tc1Hj5Gf0YsE3uA9';
const LEAK = `export const token = '${TOKEN}';`;

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'codelicious-security-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

interface Case {
  readonly base?: Files;
  readonly allow?: readonly string[];
  readonly task?: VerifyTask;
}

function scopeOf(tree: Files, { base = {}, task = { kind: 'change' } }: Case): VerifyScope {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return {
    root,
    borrows: [],
    task,
    changed: [...Object.keys(tree), 'gone.ts'],
    added: async (path) => addedLines(base[path] ?? null, tree[path] ?? ''),
    baseFile: async (path) => base[path] ?? null,
    env: {},
  };
}

async function check(tree: Files, given: Case = {}): Promise<CheckResult> {
  const scope = scopeOf(tree, given);
  const verifier = createSecurityVerifier({ allow: given.allow ?? [] });
  const [result] = await verifier.check(scope, new AbortController().signal);
  if (result === undefined) throw new Error('no result');
  return result;
}

async function rulesOf(tree: Files, given: Case = {}): Promise<readonly (string | null)[]> {
  return (await check(tree, given)).findings.map(({ rule }) => rule);
}

describe('the security check', () => {
  it('tells what is where, and never a secret', async () => {
    const result = await check({ 'src/a.ts': `// one\n${LEAK}\neval(x);` });
    expect(result).toMatchObject({ name: 'security', kind: 'security', status: 'failed' });
    expect(result.findings).toMatchObject([
      { check: 'security', file: 'src/a.ts', line: 2, rule: 'secret:github-pat' },
      { check: 'security', file: 'src/a.ts', line: 3, rule: 'js-eval' },
    ]);
    expect(JSON.stringify(result)).not.toContain(TOKEN.slice(0, 8));
    const message = result.findings[0]?.message ?? '';
    expect(message).toContain('ghp_***');
    expect(maskShapes(message)).toBe(message);
  });

  it('passes what is clean', async () => {
    const result = await check({ 'src/a.ts': 'export const a = 1;\n', 'b.bin': 'a\0b' });
    expect(result).toMatchObject({ status: 'passed', findings: [], note: null });
  });

  it('looks at added lines alone', async () => {
    const base = { 'a.ts': `${LEAK}\neval(x);\n` };
    expect(await rulesOf({ 'a.ts': `${LEAK}\neval(x);\nlet b = 1;\n` }, { base })).toEqual([]);
    expect(await rulesOf({ 'a.ts': `${LEAK}\neval(x);\neval(y);\n` }, { base })).toEqual([
      'js-eval',
    ]);
  });

  it('takes what was moved or indented for old', async () => {
    const base = { 'a.ts': `${LEAK}\neval(x);\n` };
    const moved = `if (a) {\n  // more\n  ${LEAK.replace('export ', '')}\n  eval(x);\n}\n`;
    expect(await rulesOf({ 'a.ts': moved }, { base })).toEqual([]);
  });

  it('lets tests do what they like, but hold no secret', async () => {
    const path = 'tests/a.test.ts';
    expect(await rulesOf({ [path]: `eval(x);\n${LEAK}` })).toEqual(['secret:github-pat']);
  });

  it('has the same fingerprint for the same secret in the same file, another elsewhere', async () => {
    const print = async (tree: Files) =>
      /[0-9a-f]{16}$/.exec((await check(tree)).findings[0]?.message ?? '')?.[0];
    const first = await print({ 'a.ts': LEAK });
    expect(first).toBeDefined();
    expect(await print({ 'a.ts': `\n\n${LEAK}` })).toBe(first);
    expect(await print({ 'b.ts': LEAK })).not.toBe(first);
  });

  it('is silent for a repetition of tests and without a change', async () => {
    const verifier = createSecurityVerifier({ allow: [] });
    const scope = scopeOf({ 'a.ts': LEAK }, {});
    expect(await verifier.applies(scope)).toBe(true);
    expect(await verifier.applies({ ...scope, changed: [] })).toBe(false);
    expect(await verifier.applies({ ...scope, task: { kind: 'full' } })).toBe(true);
    expect(await verifier.applies({ ...scope, task: { kind: 'tests', files: ['a'] } })).toBe(false);
  });

  it('fails when it was interrupted', async () => {
    const controller = new AbortController();
    controller.abort();
    const verifier = createSecurityVerifier({ allow: [] });
    const [result] = await verifier.check(scopeOf({ 'a.ts': LEAK }, {}), controller.signal);
    expect(result).toMatchObject({ status: 'failed', note: 'interrupted' });
  });

  it('tells of twenty findings, secrets first', async () => {
    const evals = Array.from({ length: 30 }, (_, at) => `eval(x${at});`).join('\n');
    const rules = await rulesOf({ 'a.ts': `${evals}\n${LEAK}` });
    expect(rules).toHaveLength(20);
    expect(rules[0]).toBe('secret:github-pat');
  });
});

describe('what is let pass', () => {
  it.each([
    ['a rule', ['secret:github-pat']],
    ['a rule without its kind', ['github-pat']],
    ['a path', ['src/**']],
  ])('by %s', async (_what, allow) => {
    expect(await rulesOf({ 'src/a.ts': LEAK }, { allow })).toEqual([]);
    expect(await rulesOf({ 'lib/a.ts': `${LEAK}eval(x)` }, { allow })).toContain('js-eval');
  });

  it('by a fingerprint', async () => {
    const [finding] = (await check({ 'a.ts': LEAK })).findings;
    const allow = [/[0-9a-f]{16}$/.exec(finding?.message ?? '')?.[0] ?? ''];
    expect(await rulesOf({ 'a.ts': LEAK }, { allow })).toEqual([]);
    expect(await rulesOf({ 'b.ts': LEAK }, { allow })).toEqual(['secret:github-pat']);
  });

  it.each([
    ['.gitleaksignore', '# known\nsrc/a.ts:github-pat:1\n'],
    ['.gitleaksignore', '0123456789abcdef0123456789abcdef01234567:src/a.ts:github-pat:1\n'],
    ['.secretlintignore', 'src/\n'],
    ['.secretlintignore', '*.ts\n'],
    ['.secretlintignore', '/src/a.ts\n'],
  ])('by %s as the base has it: %s', async (name, text) => {
    expect(await rulesOf({ 'src/a.ts': LEAK }, { base: { [name]: text } })).toEqual([]);
    expect(await rulesOf({ 'src/a.ts': LEAK, [name]: text })).toEqual(['secret:github-pat']);
  });

  it.each([
    [
      '.gitleaksignore',
      'src/a.ts:github-pat:2\nsrc/b.ts:github-pat:1\nsrc/a.ts:aws-access-token:1',
    ],
    ['.secretlintignore', '*.ts\n!src/a.ts\nsrc/b.ts\nlib/'],
  ])('not by %s of something else', async (name, text) => {
    expect(await rulesOf({ 'src/a.ts': LEAK }, { base: { [name]: text } })).toEqual([
      'secret:github-pat',
    ]);
  });

  it('not by a comment that comes along', async () => {
    for (const comment of [
      'gitleaks:allow',
      'secretlint-disable-line',
      'codelicious-allow secret:github-pat',
    ]) {
      expect(await rulesOf({ 'a.ts': `${LEAK} // ${comment}` })).toEqual(['secret:github-pat']);
    }
    for (const comment of ['eslint-disable-line', 'nosemgrep', 'codelicious-allow js-eval: fine']) {
      expect(await rulesOf({ 'a.ts': `eval(x) // ${comment}` })).toEqual(['js-eval']);
    }
    expect(await rulesOf({ 'a.ts': `/* eslint-disable */\neval(x);` })).toEqual(['js-eval']);
  });

  it.each([
    ['the line before', '// eslint-disable-next-line no-eval\n', ''],
    ['our own words', '// codelicious-allow js-eval: reads its own file\n', ''],
    ['a block', '/* eslint-disable no-eval */\n', ''],
  ])('by a comment of the base: %s', async (_what, comment, after) => {
    const base = { 'a.ts': `${comment}old();\n${after}` };
    expect(await rulesOf({ 'a.ts': `${comment}eval(x);\n${after}` }, { base })).toEqual([]);
  });

  it('not beyond the end of a block, nor for another rule', async () => {
    const block = '/* eslint-disable */\na();\n/* eslint-enable */\n';
    expect(await rulesOf({ 'a.ts': `${block}eval(x);` }, { base: { 'a.ts': block } })).toEqual([
      'js-eval',
    ]);
    const other = '// codelicious-allow js-vm\n';
    expect(await rulesOf({ 'a.ts': `${other}eval(x);` }, { base: { 'a.ts': other } })).toEqual([
      'js-eval',
    ]);
  });

  it('by a comment of the base about secrets', async () => {
    const base = { 'a.ts': '// secretlint-disable-next-line\nold();\n' };
    expect(
      await rulesOf({ 'a.ts': `// secretlint-disable-next-line\n${LEAK}\n` }, { base }),
    ).toEqual([]);
  });
});

describe('what an earlier task brought along', () => {
  it('excuses nothing', async () => {
    const text = `// gitleaks:allow\n// codelicious-allow js-eval\neval(x);\n${LEAK} // gitleaks:allow\n`;
    const earlier: Files = {
      'a.ts': '// codelicious-allow js-eval\n',
      '.gitleaksignore': 'a.ts:github-pat:4\n',
    };
    const scope = { ...scopeOf({ 'a.ts': text }, { base: earlier }), onBase: async () => null };
    const verifier = createSecurityVerifier({ allow: [] });
    const [result] = await verifier.check(scope, new AbortController().signal);
    expect(result?.findings.map(({ rule }) => rule)).toEqual(['secret:github-pat', 'js-eval']);
  });
});
