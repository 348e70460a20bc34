import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  againstBase,
  type Baseline,
  baselineSchema,
  brokenChecks,
  fingerprintOf,
  onBase,
  unlessBrokenBefore,
} from '../../../src/domain/baseline.ts';
import type { CheckResult, Finding } from '../../../src/domain/verdict.ts';

function finding(change: Partial<Finding> = {}): Finding {
  return {
    check: 'npm test',
    file: 'a.js',
    line: 3,
    rule: 'no-eval',
    message: 'eval is evil',
    ...change,
  };
}

function check(change: Partial<CheckResult> = {}): CheckResult {
  const failed = (change.findings ?? []).length > 0;
  return {
    name: 'npm test',
    command: 'npm test',
    status: failed ? 'failed' : 'passed',
    findings: [],
    output: '',
    durationMs: 1,
    note: null,
    ...(failed ? { tests: { passed: 1, failed: change.findings?.length ?? 0, skipped: 0 } } : {}),
    ...change,
  };
}

function baseline(...checks: readonly CheckResult[]): Baseline {
  return { version: 1, tree: 't', tools: '', checks: checks.map(onBase) };
}

describe('fingerprintOf', () => {
  it('knows a test by its name alone', () => {
    const test = finding({ test: 'adds', line: 1, message: 'expected 1' });
    expect(fingerprintOf({ ...test, line: 9, rule: null, message: 'expected 2' })).toBe(
      fingerprintOf(test),
    );
    expect(fingerprintOf({ ...test, test: 'subtracts' })).not.toBe(fingerprintOf(test));
    expect(fingerprintOf({ ...test, file: null })).not.toBe(fingerprintOf(test));
  });

  it('knows anything else by file, rule and message, wherever it stands', () => {
    const one = finding({ message: 'line 12 took 1.5 ms at 0xff' });
    expect(fingerprintOf({ ...one, line: 40, message: 'line 40 took 2 ms at 0xab' })).toBe(
      fingerprintOf(one),
    );
    for (const change of [
      { file: 'b.js' },
      { file: null },
      { rule: null },
      { message: 'x' },
      { check: 'c' },
    ]) {
      expect(fingerprintOf({ ...one, ...change })).not.toBe(fingerprintOf(one));
    }
  });
});

describe('againstBase', () => {
  const old = finding({ test: 'old' });
  const fresh = finding({ test: 'fresh' });

  it('leaves a check alone of which the base says nothing', () => {
    const failed = check({ findings: [fresh] });
    expect(againstBase(failed, null)).toBe(failed);
    expect(againstBase(failed, baseline(check({ name: 'lint' })))).toBe(failed);
    expect(againstBase(failed, baseline(check({ package: 'packages/a' })))).toBe(failed);
    const skipped = check({ status: 'skipped' });
    expect(againstBase(skipped, baseline(check()))).toBe(skipped);
  });

  it('fails by new complaints alone', () => {
    const result = againstBase(
      check({ findings: [old, fresh] }),
      baseline(check({ findings: [old] })),
    );
    expect(result).toMatchObject({ status: 'failed', findings: [fresh], known: [old], fixed: 0 });
  });

  it('passes what complains of nothing new, and says so', () => {
    const other = finding({ test: 'other' });
    const before = baseline(check({ findings: [old, other] }));
    expect(againstBase(check({ findings: [old] }), before)).toMatchObject({
      status: 'passed',
      findings: [],
      known: [old],
      fixed: 1,
      note: 'one complaint that the base has too',
    });
    expect(againstBase(check({ findings: [old, other] }), before).note).toBe(
      '2 complaints that the base has too',
    );
  });

  it('counts: one more of the same kind is new', () => {
    const result = againstBase(
      check({ findings: [old, old] }),
      baseline(check({ findings: [old] })),
    );
    expect(result).toMatchObject({ status: 'failed', findings: [old], known: [old] });
  });

  it('credits nothing to a check that looked at less', () => {
    const before = baseline(check({ findings: [old] }));
    expect(againstBase(check(), before, false)).toMatchObject({ status: 'passed', fixed: 0 });
  });

  it('credits what was mended', () => {
    const result = againstBase(check(), baseline(check({ findings: [old] })));
    expect(result).toMatchObject({ status: 'passed', fixed: 1, note: null });
  });

  it('never excuses a failure that does not say how', () => {
    const silent = check({ status: 'failed' });
    expect(againstBase(silent, baseline(silent))).toBe(silent);
  });

  it.each<[string, Partial<CheckResult>]>([
    ['counts more failures than it names', { tests: { passed: 0, failed: 2, skipped: 0 } }],
    ['counts none', { tests: { passed: 3, failed: 0, skipped: 0 } }],
    ['was cut short', { note: 'timed out after 1m' }],
    ['names no test', { findings: [finding()] }],
  ])('excuses no test run that %s', (_, change) => {
    const before = baseline(check({ findings: [old, finding()] }));
    const after = check({ kind: 'test', findings: [old], ...change });
    expect(againstBase(after, before)).toBe(after);
  });

  it('excuses no command that counts nothing, but a linter by its complaints', () => {
    const { tests: _, ...opaque } = check({ findings: [finding()] });
    expect(againstBase(opaque, baseline(opaque))).toBe(opaque);
    const lint: CheckResult = { ...opaque, kind: 'lint' };
    expect(againstBase(lint, baseline(lint))).toMatchObject({ status: 'passed', findings: [] });
  });

  it('never loses a complaint nor excuses more than the base has', () => {
    const findings = fc.array(fc.constantFrom('a', 'b', 'c').map((test) => finding({ test })));
    fc.assert(
      fc.property(findings, findings, (before, now) => {
        const result = againstBase(check({ findings: now }), baseline(check({ findings: before })));
        const known = result.known ?? [];
        expect([...result.findings, ...known]).toHaveLength(now.length);
        for (const test of ['a', 'b', 'c']) {
          const among = (all: readonly Finding[]) => all.filter((one) => one.test === test).length;
          expect(among(known)).toBe(Math.min(among(before), among(now)));
        }
      }),
    );
  });
});

describe('brokenChecks', () => {
  const tests = { passed: 0, failed: 0, skipped: 0 };

  it.each([
    [
      'a runner that ran no test and says why',
      { kind: 'test', tests, findings: [finding()] },
      true,
    ],
    [
      'a runner that could load no file',
      { kind: 'test', tests, findings: [finding({ test: 'a.js' })] },
      true,
    ],
    ['a runner that has no test', { kind: 'test', tests }, false],
    [
      'a runner that left all out',
      { kind: 'test', tests: { ...tests, skipped: 2 }, findings: [finding()] },
      false,
    ],
    [
      'a runner that is missing',
      { kind: 'test', tests, findings: [finding()], note: 'exit code 127' },
      false,
    ],
    ['a runner with a failing test', { kind: 'test', tests: { ...tests, failed: 1 } }, false],
    ['a runner that does not tell its tests apart', { kind: 'test' }, false],
    ['a compiler without a complaint', { kind: 'types' }, true],
    ['a compiler with complaints', { kind: 'types', findings: [finding()] }, false],
    ['a command, which may fail for any reason', {}, false],
    ['a hook', { kind: 'hook' }, false],
    ['what passed', { kind: 'types', status: 'passed' }, false],
  ] as const)('%s', (_, change, broken) => {
    const said = baseline(check({ status: 'failed', ...change }));
    expect(brokenChecks(said)).toHaveLength(broken ? 1 : 0);
  });

  it('keep their first complaint, else what was printed', () => {
    const why = (change: Partial<CheckResult>) =>
      onBase(check({ status: 'failed', kind: 'test', tests, ...change })).why;
    expect(why({ findings: [finding()] })).toBe('a.js:3: eval is evil');
    expect(why({ findings: [finding({ line: null })] })).toBe('a.js: eval is evil');
    expect(why({ findings: [finding({ file: null })] })).toBe('eval is evil');
    expect(why({ kind: 'types', output: 'no such\nfile' })).toBe('no such file');
    expect(why({ findings: [finding({ test: 'adds' })] })).toBeUndefined();
  });
});

describe('unlessBrokenBefore', () => {
  const tests = { passed: 0, failed: 0, skipped: 0 };
  const broken = check({ status: 'failed', kind: 'test', tests, findings: [finding()] });
  const mute = check({ status: 'failed', kind: 'lint' });

  it('skips what could not begin on the base either', () => {
    expect(unlessBrokenBefore(broken, baseline(broken))).toMatchObject({
      status: 'skipped',
      findings: [],
      known: [finding()],
    });
    expect(unlessBrokenBefore(mute, baseline(mute)).status).toBe('skipped');
  });

  it('leaves what could', () => {
    expect(unlessBrokenBefore(broken, baseline(check()))).toBe(broken);
    expect(unlessBrokenBefore(broken, baseline())).toBe(broken);
    expect(unlessBrokenBefore(mute, baseline(check()))).toBe(mute);
    expect(unlessBrokenBefore(mute, baseline(check({ findings: [finding()] })))).toBe(mute);
  });
});

describe('baselineSchema', () => {
  it('reads what was written', () => {
    const coverage = [{ path: 'a.js', covered: [1, 2], uncovered: [3] }];
    const said = baseline(
      check({ findings: [finding(), finding()], coverage, package: 'packages/a' }),
    );
    expect(said.checks[0]?.coverage).toEqual({ covered: 2, total: 3 });
    expect(baselineSchema.parse(JSON.parse(JSON.stringify(said)))).toEqual(said);
  });
});
