import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../../src/cli/json-fault.ts';

describe('jsonFault', () => {
  it('finds none in any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(0, 2), (value, indent) => {
        expect(jsonFault(JSON.stringify(value, null, indent))).toBeNull();
      }),
    );
  });

  it('finds one exactly where the parser finds one', () => {
    const base = '{"a": [1, -2.5e3, true, null], "b": {"c": "x\\u00e9\\n"}}';
    fc.assert(
      fc.property(
        fc.nat(base.length),
        fc.constantFrom('{', '}', '[', ']', ',', ':', '"', '\\', 'x', '1', ' ', '\n'),
        (at, character) => {
          const text = base.slice(0, at) + character + base.slice(at + 1);
          const parses = () => JSON.parse(text) as unknown;
          if (jsonFault(text) === null) expect(parses).not.toThrow();
          else expect(parses).toThrow(SyntaxError);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each([
    ['', { line: 1, column: 1, expected: 'a value' }],
    ['{"a": 1,}', { line: 1, column: 9, expected: 'a name in double quotes' }],
    ['{\n  "a": 1\n  "b": 2\n}', { line: 3, column: 3, expected: '"," or "}"' }],
    ['{"a" 1}', { line: 1, column: 6, expected: '":"' }],
    ['[1 2]', { line: 1, column: 4, expected: '"," or "]"' }],
    ['{} x', { line: 1, column: 4, expected: 'the end of the file' }],
    ["{'a': 1}", { line: 1, column: 2, expected: 'a name in double quotes' }],
    ['{"a": 01}', { line: 1, column: 8, expected: '"," or "}"' }],
    ['// no\n{}', { line: 1, column: 1, expected: 'a value' }],
    ['"open', { line: 1, column: 1, expected: 'a value' }],
    ['truely', { line: 1, column: 1, expected: 'a value' }],
  ])('in %j', (text, fault) => {
    expect(jsonFault(text)).toEqual(fault);
  });

  it('bounds the nesting, and copes with long texts', () => {
    expect(jsonFault('['.repeat(100_000))?.expected).toBe('less nesting');
    expect(jsonFault(JSON.stringify('x'.repeat(100_000)))).toBeNull();
    expect(jsonFault(`"${'\\\\'.repeat(50_000)}"`)).toBeNull();
  });
});
