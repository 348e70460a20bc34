import { expect, it } from 'vitest';
import type { CheckResult } from '../../../../../src/domain/verdict.ts';
import { bothResults } from '../../../../../src/verifiers/toolchains/node/other-scripts.ts';

const one = (name: string, more: Partial<CheckResult>): CheckResult => ({
  ...{ name, command: name, kind: 'test', status: 'passed', findings: [], output: '' },
  ...{ durationMs: 1, note: null, ...more },
});
const failed = one('npm test', { status: 'failed', note: 'exit code 127' });
const tested = one('npm test (as changed)', { tests: { passed: 2, failed: 0, skipped: 0 } });
const silent = one('npm test (as changed)', {});

it('lets the old script make way where the task asks for another, by which tests pass', () => {
  const [before, after] = bothResults({ before: failed, after: tested, isAsked: true });
  expect(before).toMatchObject({ status: 'skipped', findings: [] });
  expect(after).toBe(tested);
});

it.each([
  ['nobody asked for it', { before: failed, after: tested, isAsked: false }],
  ['no test is seen to pass', { before: failed, after: silent, isAsked: true }],
  [
    'the new one fails too',
    { before: failed, after: { ...tested, status: 'failed' }, isAsked: true },
  ],
] as const)('keeps to the old one where %s', (_, results) => {
  expect(bothResults(results)[0]).toBe(failed);
});

it('says what there is', () => {
  expect(bothResults({ before: null, after: tested, isAsked: true })).toEqual([tested]);
  expect(bothResults({ before: failed, after: null, isAsked: true })).toEqual([failed]);
  expect(bothResults({ before: null, after: null, isAsked: false })).toEqual([]);
});
