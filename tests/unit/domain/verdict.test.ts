import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CheckResult, type Finding, judge, verifiedBy } from '../../../src/domain/verdict.ts';

function check(name: string, about: Partial<CheckResult> = {}): CheckResult {
  return {
    name,
    command: `npm run ${name}`,
    status: 'passed',
    findings: [],
    output: '',
    durationMs: 10,
    note: null,
    ...about,
  };
}

const finding: Finding = {
  check: 'lint',
  file: 'a.ts',
  line: 3,
  rule: 'eqeqeq',
  message: 'use ===',
};

describe('judge', () => {
  it('verifies nothing where nothing was run', () => {
    const skipped = [check('tests', { status: 'skipped', note: 'no test runner' })];
    expect(judge([])).toEqual({ type: 'unverified', checks: [] });
    expect(judge(skipped)).toEqual({ type: 'unverified', checks: skipped });
  });

  it('passes with one check that passed and none that failed', () => {
    const checks = [check('lint', { status: 'skipped' }), check('tests')];
    expect(judge(checks)).toEqual({ type: 'passed', checks });
  });

  it('is not satisfied by a reading of the text, but fails by it', () => {
    const read = (['syntax', 'security', 'audit'] as const).map((kind) => check(kind, { kind }));
    expect(judge(read)).toEqual({ type: 'unverified', checks: read });
    expect(verifiedBy(judge(read))).toBe('none');
    const both = [...read, check('hook', { kind: 'hook' }), check('tests', { kind: 'test' })];
    expect(verifiedBy(judge(both))).toBe('hook, tests');
    expect(judge([...both, check('security', { kind: 'security', status: 'failed' })]).type).toBe(
      'failed',
    );
  });

  it('fails with all that the failed checks found', () => {
    const checks = [
      check('tests', { findings: [{ ...finding, message: 'only a warning' }] }),
      check('lint', { status: 'failed', findings: [finding] }),
      check('types', { status: 'failed', note: 'timed out after 10 m 00 s' }),
      check('build', { status: 'failed' }),
    ];
    const bare = { file: null, line: null, rule: null };
    expect(judge(checks)).toEqual({
      type: 'failed',
      checks,
      findings: [
        finding,
        { ...bare, check: 'types', message: 'timed out after 10 m 00 s' },
        { ...bare, check: 'build', message: 'npm run build failed' },
      ],
    });
  });

  it('always tells a repair what to mend', () => {
    const status = fc.constantFrom('passed', 'failed', 'skipped');
    fc.assert(
      fc.property(fc.array(status), (statuses) => {
        const verdict = judge(statuses.map((one, at) => check(`c${at}`, { status: one })));
        expect(verdict.type === 'failed').toBe(statuses.includes('failed'));
        if (verdict.type !== 'failed') return;
        expect(verdict.findings.length).toBe(statuses.filter((one) => one === 'failed').length);
      }),
    );
  });
});

describe('verifiedBy', () => {
  it('names the checks that passed', () => {
    const checks = [check('tests'), check('lint', { status: 'skipped' }), check('types')];
    expect(verifiedBy(judge(checks))).toBe('tests, types');
  });

  it.each([
    ['unverified', []],
    ['failed', [check('tests'), check('lint', { status: 'failed' })]],
  ])('is none for a tree that is %s', (type, checks) => {
    const verdict = judge(checks);
    expect(verdict.type).toBe(type);
    expect(verifiedBy(verdict)).toBe('none');
  });
});
