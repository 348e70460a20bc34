import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../../src/text/json.ts';

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

describe('readJson', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        expect(readJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('never throws, and never reads what JSON.parse refuses', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '"\\',
      '1',
      '-',
      '01',
      '.5',
      'e3',
      'true',
      'nul',
      ' ',
      '\n',
      '\u0001',
      '\u0002',
      'x',
      '\\u00e9',
      '\t',
      '\u00a0',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        expect(readJson(text)).toEqual(parsed(text));
      }),
      { numRuns: 2000 },
    );
  });

  it('gives up on what is nested beyond reason', () => {
    expect(readJson('['.repeat(100_000) + ']'.repeat(100_000))).toBeUndefined();
  });

  it('is linear in hostile text', () => {
    const started = performance.now();
    readJson('"\\'.repeat(200_000));
    readJson('{"a":'.repeat(200_000));
    readJson(`[${'"a",'.repeat(200_000)}`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
