import { describe, expect, it } from 'vitest';
import { CodeliciousError, EXIT_CODES } from '../../../src/domain/errors.ts';

describe('CodeliciousError', () => {
  it('carries what a person and a program need to know', () => {
    const cause = new Error('EACCES');
    const error = new CodeliciousError('storage', 'Cannot write.', {
      hint: 'Free some space.',
      details: { path: '/x' },
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'CodeliciousError',
      code: 'storage',
      message: 'Cannot write.',
      hint: 'Free some space.',
      details: { path: '/x' },
      cause,
    });
  });

  it('may have nothing to add', () => {
    expect(new CodeliciousError('usage', 'No.')).toMatchObject({
      hint: null,
      details: {},
      cause: undefined,
    });
  });
});

describe('EXIT_CODES', () => {
  it('keep 0 for success and 70 for bugs', () => {
    const codes = Object.values(EXIT_CODES);
    expect(codes).not.toContain(0);
    expect(codes).not.toContain(70);
    expect(new Set(codes)).toEqual(new Set([1, 2, 3, 4, 75, 130]));
  });

  it.each([
    ['usage', 2],
    ['config', 2],
    ['limit', 3],
    ['engine_auth', 4],
    ['forge_auth', 4],
    ['lock_held', 75],
    ['rate_limited', 75],
    ['interrupted', 130],
    ['storage', 1],
  ] as const)('end %s in %i', (code, exit) => {
    expect(EXIT_CODES[code]).toBe(exit);
  });
});
