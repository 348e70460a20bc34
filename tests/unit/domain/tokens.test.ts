import fc from 'fast-check';
import { expect, it } from 'vitest';
import { estimateFileTokens, estimateTokens } from '../../../src/domain/tokens.ts';

it.each([
  ['', 0],
  ['a', 1],
  ['a'.repeat(7), 2],
  ['a'.repeat(8), 3],
])('tokens of %j are estimated as %i', (text, tokens) => {
  expect(estimateTokens(text)).toBe(tokens);
  expect(estimateFileTokens(text.length)).toBe(tokens);
});

it('no longer text is estimated as fewer tokens', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (text, more) => {
      expect(estimateTokens(text + more)).toBeGreaterThanOrEqual(estimateTokens(text));
    }),
  );
});
