import { describe, expect, it } from 'vitest';
import { callArguments } from '../../../../src/engines/claude-cli/arguments.ts';

const plain = { model: null, maxTurns: 5, maxBudgetUsd: null, session: null };

function valueOf(args: readonly string[], flag: string): string {
  return args[args.indexOf(flag) + 1] ?? '';
}

describe('callArguments', () => {
  it('allows tests and refuses commits, without bypassing anything', () => {
    const args = callArguments(plain);
    expect(valueOf(args, '--permission-mode')).toBe('acceptEdits');
    expect(valueOf(args, '--allowedTools').split(',')).toContain('Bash(npm test:*)');
    expect(valueOf(args, '--disallowedTools').split(',')).toContain('Bash(git push:*)');
    expect(args.join(' ')).not.toMatch(/bypass|dangerously/);
  });

  it('allows no file tool everywhere', () => {
    const allowed = valueOf(callArguments(plain), '--allowedTools').split(',');
    expect(allowed.every((rule) => /^Bash\([a-z]/.test(rule))).toBe(true);
  });

  it('names only what is set', () => {
    expect(callArguments(plain).join(' ')).not.toMatch(/--model|--resume|--max-budget-usd/);
    const full = callArguments({ model: 'opus', maxTurns: 5, maxBudgetUsd: 1.5, session: 's' });
    expect(full.slice(-8)).toEqual([
      ...['--max-turns', '5', '--model', 'opus', '--max-budget-usd', '1.5', '--resume', 's'],
    ]);
  });
});
