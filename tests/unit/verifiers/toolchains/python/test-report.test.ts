import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  couldNotBegin,
  countsIn,
  findingsIn,
  parseTestReport,
  type TestReport,
} from '../../../../../src/verifiers/toolchains/python/test-report.ts';

const EMPTY: TestReport = {
  exit: 0,
  tests: { passed: 0, failed: 0, skipped: 0 },
  failures: [],
  errors: [],
  floor: null,
};

const ONE_PASSED: TestReport = { ...EMPTY, tests: { passed: 1, failed: 0, skipped: 0 } };

const NAMES = {
  check: 'pytest',
  root: '/tree',
  relative: (path: string) => (path.startsWith('/tree/') ? path.slice('/tree/'.length) : null),
};

function error(kind: string, module: string | null = null): TestReport['errors'][number] {
  return { file: '/tree/test_a.py', line: 1, message: `${kind}: so`, kind, module };
}

describe('a report of tests', () => {
  it('names tests as runners print them, without addresses', () => {
    const failure = {
      ...{ test: 'TestA::test_b[a::b-<x at 0x7f00deadbeef>]', file: '/tree/t/test_a.py', line: 3 },
      message: 'assert 1 == 2\n  in /tree/calc.py',
    };
    expect(findingsIn({ ...EMPTY, failures: [failure] }, NAMES)).toEqual([
      {
        ...{ check: 'pytest', test: 'TestA.test_b[a::b-<x at 0x>]', file: 't/test_a.py', line: 3 },
        ...{ rule: 'TestA.test_b[a::b-<x at 0x>]', message: 'assert 1 == 2 in calc.py' },
      },
    ]);
  });

  it('counts what could not be loaded and a missed floor as failures, each with a name', () => {
    const report: TestReport = {
      ...EMPTY,
      tests: { passed: 2, failed: 0, skipped: 1 },
      errors: [error('ImportError')],
      floor: [71.256, 80],
    };
    expect(countsIn(report)).toEqual({ passed: 2, failed: 2, skipped: 1 });
    expect(findingsIn(report, NAMES)).toEqual([
      {
        ...{ check: 'pytest', test: 'test_a.py', file: 'test_a.py', line: 1 },
        ...{ rule: 'ImportError', message: 'ImportError: so' },
      },
      {
        ...{ check: 'pytest', test: 'coverage floor', file: null, line: null, rule: 'fail_under' },
        message: 'total coverage of 71.26 % is below the 80 % of the project',
      },
    ]);
  });

  it.each<[string, TestReport, boolean]>([
    ['source that is no Python', { ...EMPTY, errors: [error('SyntaxError')] }, true],
    [
      'a library that is not installed',
      { ...EMPTY, errors: [error('ModuleNotFoundError', 'yaml.x')] },
      true,
    ],
    [
      'source that is still to be written',
      { ...EMPTY, errors: [error('ModuleNotFoundError', 'shop')] },
      false,
    ],
    [
      'a name that is still to be written',
      { ...EMPTY, errors: [error('ImportError', 'shop')] },
      false,
    ],
    ['an import that fails without a name', { ...EMPTY, errors: [error('ImportError')] }, false],
    ['one file of several', { ...ONE_PASSED, errors: [error('SyntaxError')] }, false],
    ['nothing wrong', EMPTY, false],
  ])('could not begin: %s', (_, report, broken) => {
    expect(couldNotBegin(report, (module) => module === 'yaml')).toBe(broken);
  });

  it('is none where it is anything else', () => {
    expect(parseTestReport(EMPTY)).toEqual(EMPTY);
    fc.assert(fc.property(fc.jsonValue(), (value) => parseTestReport(value) === null));
  });
});
