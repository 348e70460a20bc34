import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/verdict.ts';
import { leakOptions, leakQuestion } from '../../../src/text/leak-question.ts';

const found = (about: Partial<Finding>): Finding => ({
  ...{ check: 'security', file: 'src/a.ts', line: 3, rule: 'secret:github-pat' },
  message: 'a secret, ghp_***; its fingerprint for security.allow is 0011223344556677',
  ...about,
});

describe('the question about a secret', () => {
  it('names file, line, rule and fingerprint, and what can be done', () => {
    expect(leakQuestion([found({})])).toBe(
      'src/a.ts:3 holds a secret, ghp_***; its fingerprint for security.allow is 0011223344556677 (secret:github-pat). Is it a secret, and what shall the code do without it?',
    );
    expect(leakOptions().join(' ')).toMatch(/remove it.*security\.allow.*\.gitleaksignore/);
  });

  it('says what it knows, and counts what it does not name', () => {
    const bare = found({ file: null, line: null, rule: null, message: 'a secret' });
    expect(leakQuestion([bare])).toContain(' holds a secret (secret).');
    const many = Array.from({ length: 8 }, (_, index) => found({ line: index + 1 }));
    expect(leakQuestion(many)).toMatch(/src\/a\.ts:5 .*; and 3 more\. Is it/);
    expect(leakQuestion(many)).not.toContain('src/a.ts:6');
  });
});
