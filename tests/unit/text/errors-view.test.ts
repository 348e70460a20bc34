import { describe, expect, it } from 'vitest';
import { errorDataSchema } from '../../../src/domain/data.ts';
import { CodeliciousError } from '../../../src/domain/errors.ts';
import { bugData, bugView, errorData, errorView } from '../../../src/text/errors-view.ts';
import { palette } from '../../../src/text/palette.ts';

const plain = palette(false);

describe('errorView', () => {
  it('tells the fault, and below it what to do', () => {
    const error = new CodeliciousError('lock_held', 'locked by\nrun r1', { hint: 'wait for it' });
    expect(errorView(error, plain)).toBe('error: locked by run r1\n  → wait for it\n');
  });

  it('is one line without a hint, and for wrong usage', () => {
    expect(errorView(new CodeliciousError('network', 'no route'), plain)).toBe('error: no route\n');
    const usage = new CodeliciousError('usage', '--base: a value is missing', { hint: 'so' });
    expect(errorView(usage, plain)).toBe('error: --base: a value is missing\n');
  });
});

describe('errorData', () => {
  it('carries code, message, hint and exit code', () => {
    const error = new CodeliciousError('lock_held', 'locked', { hint: 'wait' });
    const data = {
      schemaVersion: 1,
      error: { code: 'lock_held', message: 'locked', hint: 'wait' },
      exitCode: 75,
    };
    expect(errorData(error)).toEqual(data);
    expect(errorDataSchema.parse(data)).toEqual(data);
    expect(errorData(new CodeliciousError('interrupted', 'stopped'), 143)).toMatchObject({
      error: { hint: null },
      exitCode: 143,
    });
  });
});

describe('a bug', () => {
  it('shows its stack and where the log lies', () => {
    const text = bugView(new TypeError('x is not y'), '/repo/.codelicious/logs/latest.log', plain);
    expect(text).toMatch(/^bug: TypeError: x is not y\n +at /);
    expect(text).toContain('  → the log of this run: /repo/.codelicious/logs/latest.log\n');
    expect(text.endsWith('please report it with the lines above\n')).toBe(true);
  });

  it('shows what was thrown when it is no error, or has no stack', () => {
    expect(bugView('thrown text', null, plain)).toMatch(/^bug: thrown text\n {2}→ your files/);
    const bare = new Error('bare');
    Reflect.deleteProperty(bare, 'stack');
    expect(bugView(bare, null, plain)).toMatch(/^bug: bare\n/);
  });

  it('is a document too', () => {
    expect(bugData(new Error('x'))).toMatchObject({
      error: { code: 'bug', message: 'x' },
      exitCode: 70,
    });
    expect(bugData('y').error.message).toBe('y');
  });
});
