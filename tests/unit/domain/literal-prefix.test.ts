import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { literalPrefix } from '../../../src/domain/literal-prefix.ts';
import { SECRET_TOKENS } from '../../../src/domain/secret-tokens.ts';

describe('what every match of a pattern begins with', () => {
  it.each([
    ['ghp_[A-Za-z0-9]{36}', 'ghp_'],
    [String.raw`\bghp_x`, 'ghp_x'],
    [String.raw`SG\.[\w-]{16}`, 'sg.'],
    ['(?<![A-Za-z0-9_-])sk-(?:ant|proj)-', 'sk-'],
    ['(?<=a(?:b|c)/)(?<![)(])EZ[AT]K', 'ez'],
    ['A3T?x', 'a3'],
    ['ab{2}', 'a'],
    ['a+', ''],
    ['[ab]c', ''],
    [String.raw`\d{8}:AA`, ''],
    ['(?:ab|cd)', ''],
  ])('%s: %j', (source, prefix) => {
    expect(literalPrefix(source)).toBe(prefix);
  });

  it('holds for whatever the patterns of secrets match', () => {
    const made = SECRET_TOKENS.flatMap(({ source }) => {
      const own = source.replaceAll(/\(\?<?[=!](?:[^()[]|\[(?:[^\]\\]|\\.)*\]|\([^()]*\))*\)/g, '');
      const examples = fc.stringMatching(new RegExp(`^${own}$`));
      return fc.sample(examples, 3).map((text) => ({ text, prefix: literalPrefix(source) }));
    });
    expect(made.length).toBe(SECRET_TOKENS.length * 3);
    for (const { text, prefix } of made) expect(text.toLowerCase().startsWith(prefix)).toBe(true);
    expect(made.filter(({ prefix }) => prefix.length > 1).length).toBeGreaterThan(
      made.length * 0.8,
    );
  });

  it('asks for patterns that have their alternatives within groups', () => {
    const flat = (source: string): string => {
      const less = source.replaceAll(/\\.|\[(?:[^\]\\]|\\.)*\]|\((?:[^()\\])*\)/g, '');
      return less === source ? less : flat(less);
    };
    for (const { source } of SECRET_TOKENS) expect(flat(source)).not.toContain('|');
  });
});
