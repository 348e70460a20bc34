import { afterAll, describe, expect, it } from 'vitest';
import { createGoVerifier } from '../../../../src/verifiers/toolchains/go/go.ts';
import { cagedSandbox, canCage } from '../../../support/caged.ts';
import { answers, type Files, named, toolchainTrees } from '../../../support/toolchain-trees.ts';

const hasGo = answers('go', 'version');
const trees = toolchainTrees(createGoVerifier);
afterAll(() => trees.remove());

const MODULE: Files = {
  'svc/go.mod': 'module example.com/m\n\ngo 1.19\n',
  'svc/a/a.go': 'package a\n\nfunc Add(x, y int) int { return x + y }\n',
  'svc/a/a_test.go': `package a

import "testing"

func TestAdd(t *testing.T) {
	t.Run("one", func(t *testing.T) {
		if Add(1, 1) != 2 {
			t.Errorf("got %d", Add(1, 1))
		}
	})
	t.Run("two", func(t *testing.T) {})
}
`,
  'svc/b/b.go': 'package b\n\nimport "example.com/m/a"\n\nfunc Two() int { return a.Add(1, 1) }\n',
  'svc/b/b_test.go': `package b

import "testing"

func TestTwo(t *testing.T) {
	if Two() != 2 {
		panic("not two")
	}
}
`,
  'svc/c/c.go': 'package c\n',
  'svc/c/c_test.go': 'package c\n\nimport "testing"\n\nfunc TestC(t *testing.T) {}\n',
  'README.md': 'hello\n',
};

describe.skipIf(!hasGo)('go', () => {
  it('tests what a change touches and what imports it, and says where it fails', async () => {
    const change = { 'svc/a/a.go': 'package a\n\nfunc Add(x, y int) int { return x - y }\n' };
    const checks = await trees.check({ base: MODULE, change });
    expect(checks.map(({ name, status, package: folder }) => [name, status, folder])).toEqual([
      ['gofmt', 'passed', 'svc'],
      ['go vet', 'passed', 'svc'],
      ['go test', 'failed', 'svc'],
    ]);
    const test = named(checks, 'go test');
    expect(test.command).toBe('go test ./a ./b');
    expect(test.tests).toEqual({ passed: 1, failed: 2, skipped: 0 });
    expect(test.findings).toEqual([
      {
        ...{ check: 'go test', test: 'example.com/m/a.TestAdd/one', file: 'svc/a/a_test.go' },
        ...{ line: 8, rule: 'TestAdd/one', message: 'a_test.go:8: got 0' },
      },
      {
        ...{ check: 'go test', test: 'example.com/m/b.TestTwo', file: 'svc/b/b_test.go', line: 7 },
        ...{ rule: 'TestTwo', message: expect.stringContaining('panic: not two') as unknown },
      },
    ]);
    expect(test.coverage).toContainEqual(
      expect.objectContaining({ path: 'svc/a/a.go', covered: [3], uncovered: [] }),
    );
  });

  it('says what is not formatted, suspicious or cannot be built, file by file', async () => {
    const change = {
      'svc/c/c.go': 'package c\n\nimport "fmt"\n\nfunc C() { fmt.Printf("%d", "x") }\n',
      'svc/c/d.go': 'package c\nfunc  D() {}\n',
      'svc/b/b.go': 'package b\n\nfunc Two() int { return x }\n',
    };
    const checks = await trees.check({ base: MODULE, change, task: { kind: 'full' } });
    expect(named(checks, 'gofmt').findings).toEqual([
      {
        ...{ check: 'gofmt', file: 'svc/c/d.go', line: null, rule: 'gofmt' },
        message: 'not gofmt-formatted; run gofmt -w',
      },
    ]);
    expect(named(checks, 'go vet').findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ file: 'svc/c/c.go', line: 5 }),
        expect.objectContaining({ file: 'svc/b/b.go', line: 3 }),
      ]),
    );
    const test = named(checks, 'go test');
    expect(test.command).toBe('go test ./...');
    expect(test.findings).toEqual([
      expect.objectContaining({ file: 'svc/b/b.go', line: 3, rule: 'build' }),
    ]);
    expect(test.tests).toEqual({ passed: 3, failed: 1, skipped: 0 });
  });

  it('repeats the test functions of a file by their names', async () => {
    const files = ['svc/a/a_test.go', 'svc/gone_test.go', 'web/a.test.ts'];
    const checks = await trees.check({ base: MODULE, task: { kind: 'tests', files } });
    expect(checks).toMatchObject([
      {
        ...{ name: 'go test', status: 'passed', command: 'go test -count=1 -run ^(TestAdd)$ ./a' },
        tests: { passed: 2, failed: 0, skipped: 0 },
      },
    ]);
  });

  it('leaves out what has nothing to do with Go', async () => {
    expect(await trees.check({ base: MODULE, change: { 'README.md': 'bye\n' } })).toEqual([]);
  });

  it('skips what cannot be had without a network, unless the change asks for it', async () => {
    const base = {
      ...MODULE,
      'svc/go.mod': `${MODULE['svc/go.mod'] ?? ''}\nrequire example.com/far v1.0.0\n`,
      'svc/go.sum':
        'example.com/far v1.0.0 h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\nexample.com/far v1.0.0/go.mod h1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n',
    };
    const change = { 'svc/c/c.go': 'package c\n\nimport _ "example.com/far"\n' };
    const only = ['go test'];
    const [old] = await trees.check({ base, change, only });
    expect(old).toMatchObject({
      ...{ name: 'go test', status: 'skipped', package: 'svc' },
      note: expect.stringContaining('go mod download') as unknown,
    });
    const added = { ...change, 'svc/go.mod': base['svc/go.mod'], 'svc/go.sum': base['svc/go.sum'] };
    const [asked] = await trees.check({ base: MODULE, change: added, only });
    expect(asked).toMatchObject({ name: 'go test', status: 'failed' });
  });

  it('is said to be missing', async () => {
    const verifier = trees.verifierWith({ env: { PATH: '/nonexistent' } });
    const checks = await trees.check({ base: MODULE, task: { kind: 'full' } }, verifier);
    expect(checks.map(({ name, status }) => [name, status])).toEqual([
      ['gofmt', 'skipped'],
      ['go test', 'skipped'],
    ]);
  });

  it('works in a cage, and keeps what it compiled', async ({ skip }) => {
    if (!(await canCage())) skip();
    const env = { PATH: process.env['PATH'] ?? '', HOME: trees.dir };
    const verifier = trees.verifierWith({ env, sandbox: cagedSandbox(env) });
    const change = { 'svc/c/c.go': 'package c // changed\n' };
    const only = ['go test'];
    const [first] = await trees.check({ base: MODULE, change, only }, verifier);
    expect(first).toMatchObject({ status: 'passed', tests: { passed: 1 } });
    expect(await verifier.tools?.(trees.scopeOf({ base: MODULE }))).toMatch(/^go version go/);
  });
});
