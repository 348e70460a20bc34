import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { testFunctions } from '../../../../../src/verifiers/toolchains/go/declared-tests.ts';
import { testFindings } from '../../../../../src/verifiers/toolchains/go/test-findings.ts';
import { createTestStream } from '../../../../../src/verifiers/toolchains/go/test-stream.ts';

type Row =
  | string
  | readonly [action: string, pkg: string, test?: string | undefined, output?: string];

function runOf(...rows: readonly Row[]) {
  const stream = createTestStream();
  for (const row of rows) {
    const [Action, Package, Test, Output] = typeof row === 'string' ? [] : row;
    const plain = typeof row === 'string' ? row : JSON.stringify({ Action, Package, Test, Output });
    stream.take(plain);
  }
  return stream.end();
}

const source = {
  check: 'go test',
  root: '/t',
  module: { folder: 'svc', path: 'm', changed: [], nested: [] },
  declared: async (folder: string) =>
    new Map(folder === 'svc/a' ? [['TestA', { file: 'svc/a/a_test.go', line: 5 }]] : []),
};

describe('what go test reports', () => {
  it('counts tests that are made of others by those', () => {
    const run = runOf(
      ['run', 'm/a', 'TestA'],
      ['pass', 'm/a', 'TestA/x/1'],
      ['fail', 'm/a', 'TestA/x/2'],
      ['fail', 'm/a', 'TestA/x'],
      ['skip', 'm/a', 'TestA/y'],
      ['fail', 'm/a', 'TestA'],
      ['fail', 'm/a', 'TestSetUp'],
      ['pass', 'm/a', 'TestSetUp/fine'],
      ['fail', 'm/a'],
    );
    expect(run).toMatchObject({ passed: 2, skipped: 1 });
    expect(run.failed.map(({ name }) => name)).toEqual(['TestA/x/2', 'TestSetUp']);
  });

  it('takes tests that were not finished for failed, unless their package passed', async () => {
    const run = runOf(
      ['run', 'm/a', 'TestA'],
      ['output', 'm/a', 'TestA', 'FATAL: no\n'],
      ['output', 'm/a', undefined, 'exit status 1\n'],
      ['fail', 'm/a'],
      ['run', 'm/b', 'TestGhost'],
      ['pass', 'm/b'],
    );
    const { findings, tests } = await testFindings(run, source);
    expect(findings).toMatchObject([
      { test: 'm/a.TestA', file: 'svc/a/a_test.go', line: 5, message: 'FATAL: no' },
    ]);
    expect(tests).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  it('says of a package without a failing test what it printed last', async () => {
    const run = runOf(
      ['output', 'm/a', undefined, 'no database\n'],
      ['output', 'm/a', undefined, 'FAIL\tm/a\t0.1s\n'],
      ['fail', 'm/a'],
    );
    const { findings, tests } = await testFindings(run, source);
    expect(findings).toMatchObject([{ test: 'm/a', file: null, message: 'm/a: no database' }]);
    expect(tests.failed).toBe(1);
  });

  const broken = [
    '# m/b [m/b.test]',
    'b/b.go:5:32: cannot use x',
    '\thave (int)',
    '\twant (string)',
    '# m/b',
    'b/b.go:5:32: cannot use x',
    'FAIL\tm/b [build failed]',
  ];

  it('tells what cannot be built once, and as a test only where others ran', async () => {
    const alone = await testFindings(runOf(...broken), source);
    const message = 'cannot use x have (int) want (string)';
    const where = { check: 'go test', file: 'svc/b/b.go', line: 5, rule: 'build', message };
    expect(alone.findings[0]).toEqual(where);
    expect(alone.tests).toEqual({ passed: 0, failed: 0, skipped: 0 });
    const beside = await testFindings(runOf(...broken, ['pass', 'm/a', 'TestA']), source);
    expect(beside.findings[0]).toEqual({ ...where, test: `m/b: ${message}` });
    expect(beside.tests.failed).toBe(beside.findings.length);
  });

  it('reads what newer versions say of builds in events of their own', async () => {
    const run = runOf(
      '{"ImportPath":"m/b [m/b.test]","Action":"build-output","Output":"# m/b [m/b.test]\\n"}',
      '{"ImportPath":"m/b [m/b.test]","Action":"build-output","Output":"b/b.go:5:32: undefined: x\\n"}',
      '{"ImportPath":"m/b [m/b.test]","Action":"build-fail"}',
      ['start', 'm/b'],
      ['output', 'm/b', undefined, 'FAIL\tm/b [build failed]\n'],
      '{"Action":"fail","Package":"m/b","FailedBuild":"m/b [m/b.test]"}',
    );
    const { findings, tests } = await testFindings(run, source);
    expect(findings).toEqual([
      {
        ...{ check: 'go test', file: 'svc/b/b.go', line: 5, rule: 'build' },
        message: 'undefined: x',
      },
    ]);
    expect(tests.failed).toBe(0);
  });

  it('names a package that cannot be built where nobody says why', async () => {
    const { findings } = await testFindings(runOf('FAIL\tm/c [build failed]'), source);
    expect(findings).toMatchObject([{ file: null, message: 'm/c: could not be built' }]);
  });

  it('shows a person what they would have read', () => {
    const run = runOf(
      'go: downloading nothing',
      ['output', 'm/a', 'TestOk', 'fine\n'],
      ['pass', 'm/a', 'TestOk'],
      ['output', 'm/a', 'TestA', '    a_test.go:6: got 2\n'],
      ['fail', 'm/a', 'TestA'],
      ['fail', 'm/a'],
    );
    expect(run.printed).toBe('go: downloading nothing\n    a_test.go:6: got 2');
  });

  it('takes any line', () => {
    const word = fc.constantFrom(
      '{"Action":"fail"',
      '}',
      '"Test":1',
      '\t',
      'FAIL\t',
      '# ',
      'a.go:1: ',
    );
    fc.assert(
      fc.property(fc.array(fc.array(word).map((words) => words.join(''))), (lines) => {
        expect(runOf(...lines).failed).toEqual([]);
      }),
    );
  });
});

describe('the test functions of a file', () => {
  it('are those that -run can name', () => {
    const text = [
      'package a',
      'func TestMain(m *testing.M) {}',
      'func TestA(t *testing.T) {',
      'func Testify() {}',
      'func ExampleB() {',
      'func FuzzC(f *testing.F) {',
      'func helper() {}',
    ].join('\n');
    expect([...(testFunctions(text) ?? [])]).toEqual([
      ['TestA', 3],
      ['ExampleB', 5],
      ['FuzzC', 6],
    ]);
  });

  it('are not known where a suite runs them', () => {
    expect(testFunctions('func (s *Suite) TestA() {}')).toBeNull();
    expect(testFunctions('func helper() {}')?.size).toBe(0);
  });
});
