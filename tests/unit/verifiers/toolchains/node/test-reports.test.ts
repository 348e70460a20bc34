import { describe, expect, it } from 'vitest';
import { END } from '../../../../../src/verifiers/toolchains/node/own-reporters.ts';
import { findingOf } from '../../../../../src/verifiers/toolchains/node/test-outcome.ts';
import {
  readJestReport,
  readLines,
} from '../../../../../src/verifiers/toolchains/node/test-reports.ts';

const FROM = { root: '/tree', cwd: '/tree/p' };

/** As jest 30 and vitest 4 write it, what is not read left out. */
const JEST = JSON.stringify({
  numTotalTests: 4,
  testResults: [
    {
      name: '/tree/p/a.test.js',
      status: 'failed',
      message: '',
      assertionResults: [
        {
          ancestorTitles: ['s'],
          title: 'ok',
          fullName: 's ok',
          status: 'passed',
          failureMessages: [],
        },
        {
          ancestorTitles: ['s'],
          title: 'bad',
          status: 'failed',
          location: { line: 9, column: 3 },
          failureMessages: [
            'Error: expect(received).toBe(expected) // Object.is equality\n\nExpected: 2\nReceived: 1\n    at f (/tree/src/x.js:7:1)\n    at Object.toBe (/tree/p/a.test.js:12:15)',
          ],
        },
        { ancestorTitles: [], title: 'k', status: 'pending', failureMessages: null },
        { ancestorTitles: [], title: 't', status: 'todo' },
      ],
    },
    {
      name: '/tree/p/b.test.js',
      status: 'failed',
      message:
        '  ● Test suite failed to run\n\n    SyntaxError: /tree/p/b.test.js: Missing semicolon. (1:6)\n',
      assertionResults: [],
    },
    { name: '/elsewhere/c.test.js', status: 'passed', assertionResults: [] },
  ],
});

describe('readJestReport', () => {
  it('tells tests and files apart', () => {
    const outcomes = readJestReport(JEST, FROM);
    expect(outcomes?.map(({ file, titles, status }) => [file, titles.join('|'), status])).toEqual([
      ['p/a.test.js', 's|ok', 'passed'],
      ['p/a.test.js', 's|bad', 'failed'],
      ['p/a.test.js', 'k', 'skipped'],
      ['p/a.test.js', 't', 'skipped'],
      ['p/b.test.js', '', 'failed'],
    ]);
    const failed = outcomes?.filter(({ status }) => status === 'failed') ?? [];
    expect(failed.map((one) => findingOf(one, 'npm test', FROM))).toEqual([
      {
        check: 'npm test',
        test: 's > bad',
        file: 'p/a.test.js',
        line: 9,
        rule: 's > bad',
        message:
          'Error: expect(received).toBe(expected) // Object.is equality Expected: 2 Received: 1 (src/x.js:7)',
      },
      {
        check: 'npm test',
        test: 'p/b.test.js',
        file: 'p/b.test.js',
        line: null,
        rule: 'p/b.test.js',
        message: 'SyntaxError: p/b.test.js: Missing semicolon. (1:6)',
      },
    ]);
  });

  it.each([null, '', '{', '[]', '{"testResults":7}'])('%j is no report', (text) => {
    expect(readJestReport(text, FROM)).toBeNull();
  });
});

describe('readLines', () => {
  const line = (more: Record<string, unknown>) =>
    JSON.stringify({
      file: '/tree/p/a.test.js',
      line: 3,
      titles: ['s', 'bad'],
      status: 'failed',
      below: false,
      message: 'no',
      stack: 'Error: no\n    at /tree/p/a.test.js:5:1',
      ...more,
    });

  it('reads a line for each test, and passes over what is cut', () => {
    const whole = { file: '/tree/p/b.test.js', titles: ['/tree/p/b.test.js'], stack: '' };
    const text = [line({}), line({ below: true }), line(whole), '{"file":', END].join('\n');
    const outcomes = readLines(text, FROM);
    expect(outcomes).toMatchObject([
      { file: 'p/a.test.js', titles: ['s', 'bad'] },
      { file: 'p/b.test.js', titles: [], line: null },
    ]);
    expect(findingOf(outcomes![0]!, 'c', FROM)).toMatchObject({ line: 5, message: 'no' });
    expect(findingOf(outcomes![1]!, 'c', FROM)).toMatchObject({ test: 'p/b.test.js', line: null });
  });

  it('takes a name relative to the package for a file too', () => {
    const whole = { titles: ['a.test.js', 's', 'x'], status: 'passed', message: null, stack: null };
    expect(readLines(`${line(whole)}\n${END}\n`, FROM)).toMatchObject([
      { titles: ['s', 'x'], failure: '' },
    ]);
  });

  it('is none where there is no text, or no end of it', () => {
    expect(readLines(null, FROM)).toBeNull();
    expect(readLines('', FROM)).toBeNull();
    expect(readLines(`${line({})}\n`, FROM)).toBeNull();
    expect(readLines(`${END}\n`, FROM)).toEqual([]);
  });
});
