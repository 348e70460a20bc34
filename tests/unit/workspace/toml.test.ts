import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tomlStrings, tomlTables } from '../../../src/workspace/toml.ts';

describe('tomlTables', () => {
  it('reads tables, arrays of tables and values over several lines', () => {
    const text = `top = 1 # one
[a."b c"]
list = [
  "x", # first
  'y#z',
]
inline = { k = "]" }
[[d]]
"q" = 'v'
`;
    expect(tomlTables(text)).toEqual([
      { name: '', entries: [['top', '1']] },
      {
        name: 'a.b c',
        entries: [
          ['list', '[\n"x",\n\'y#z\',\n]'],
          ['inline', '{ k = "]" }'],
        ],
      },
      { name: 'd', entries: [['q', "'v'"]] },
    ]);
  });

  it('reads anything, in a moment', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 2000 }), (text) => {
        expect(tomlTables(text)[0]?.name).toBe('');
      }),
    );
    for (const sign of ['"', "'", '[', '#', '\\"', 'a = [\n', '[a]\n', '= ']) {
      const started = performance.now();
      tomlTables(sign.repeat(200_000));
      expect(performance.now() - started).toBeLessThan(5000);
    }
  });
});

it('tomlStrings finds texts in either kind of quotes', () => {
  expect(tomlStrings(`["a", 'b', "c\\"d"]`)).toEqual(['a', 'b', 'c\\"d']);
});
