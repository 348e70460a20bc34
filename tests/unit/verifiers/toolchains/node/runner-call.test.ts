import { describe, expect, it } from 'vitest';
import { plainScript } from '../../../../../src/verifiers/toolchains/node/plain-script.ts';
import {
  callOf,
  canName,
  type Measure,
  type Selection,
} from '../../../../../src/verifiers/toolchains/node/runner-call.ts';

const REPORTS = { path: '/r', at: (name: string) => `/r/${name}`, read: async () => null };

function call(script: string, selection: Selection, measure: Measure = {}) {
  return callOf(plainScript(script)!, selection, { reports: REPORTS, measure });
}

const ALL = { type: 'all' } as const;

describe('callOf', () => {
  it.each([
    ['A=1 vitest --run --reporter=dot -t x src', 'A=1 vitest run -t x "$@" src'],
    ['npx jest --watchAll --ci unit', 'jest --ci "$@" unit'],
    ['vitest watch src', 'vitest run "$@" src'],
    ['node --watch --watch-path src --test', 'node --test "$@"'],
    ['mocha -R dot -r x "test/**"', 'mocha -r x "$@" "test/**"'],
    ['node --test --test-timeout=9 test/*.js', 'node --test --test-timeout=9 "$@" test/*.js'],
  ])('%s: everything by %s', (script, shell) => {
    expect(call(script, ALL).script).toBe(shell);
  });

  it('names files so that nothing in their names means anything', () => {
    const files = ['-a [b].test.js', "it's.js"];
    const related = { type: 'related', files } as const;
    expect(call('vitest', related)).toMatchObject({
      script: 'vitest related --run "$@"',
      args: [
        '--reporter=default',
        '--reporter=json',
        '--outputFile.json=/r/tests.json',
        './-a [b].test.js',
        "./it's.js",
      ],
      shown: "vitest related --run './-a [b].test.js' './it'\\''s.js'",
    });
    expect(call('jest x', { type: 'files', files }).args.slice(-2)).toEqual([
      '/-a \\[b\\]\\.test\\.js$',
      "/it's\\.js$",
    ]);
    expect(call('jest', related).script).toBe('jest --findRelatedTests --passWithNoTests "$@"');
  });

  it('puts what measures around the runner, and shows it as the script has it', () => {
    const measure = { measurer: ['c8', '--report-dir=/r/coverage'], more: ['--x'] };
    const all = call('c8 --all mocha', ALL, measure);
    expect(all.script).toBe('c8 --report-dir=/r/coverage mocha "$@"');
    expect(all.args).toEqual(['--reporter', '/r/reporter.cjs', '--x']);
    expect(all.shown).toBe('c8 --all mocha');
    const some = call('c8 --all mocha', { type: 'files', files: ['a.js'] }, measure);
    expect(some.shown).toBe('c8 mocha ./a.js');
  });
});

describe('canName', () => {
  it.each([
    ['node', ['a.js'], true],
    ['node', ['a.js', '[a].js'], false],
    ['mocha', ['[a].js'], true],
  ] as const)('%s with %j: %s', (runner, files, can) => {
    expect(canName(runner, files)).toBe(can);
  });
});
