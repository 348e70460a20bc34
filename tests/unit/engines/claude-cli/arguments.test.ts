import { describe, expect, it } from 'vitest';
import { type CallOptions, callArguments } from '../../../../src/engines/claude-cli/arguments.ts';

const plain: CallOptions = {
  ...{ kind: 'build', model: null, maxTurns: 5, maxCostUsd: null, session: null },
  commands: ['npm test', 'npm run lint'],
};

function valueOf(args: readonly string[], flag: string): string {
  return args[args.indexOf(flag) + 1] ?? '';
}

describe('callArguments', () => {
  it('allows the commands it is given and refuses git and forges, without bypassing anything', () => {
    const args = callArguments(plain);
    expect(valueOf(args, '--permission-mode')).toBe('acceptEdits');
    expect(valueOf(args, '--allowedTools')).toBe('Bash(npm test:*),Bash(npm run lint:*)');
    const refused = valueOf(args, '--disallowedTools').split(',');
    for (const rule of ['Bash(git:*)', 'Bash(gh:*)', 'WebFetch']) expect(refused).toContain(rule);
    expect(args.join(' ')).not.toMatch(/bypass|dangerously/);
    expect(callArguments({ ...plain, commands: [] })).not.toContain('--allowedTools');
  });

  it('lets a plan look and nothing else', () => {
    const args = callArguments({ ...plain, kind: 'plan' });
    expect(valueOf(args, '--tools')).toBe('Glob,Grep,Read');
    expect(valueOf(args, '--permission-mode')).toBe('default');
    expect(args).not.toContain('--allowedTools');
  });

  it('names only what is set', () => {
    expect(callArguments(plain).join(' ')).not.toMatch(/--model|--resume|--fork|--max-budget-usd/);
    const session = { id: 's', isOurs: true };
    const full = callArguments({ ...plain, model: 'opus', maxCostUsd: 1.5, session });
    expect(full.slice(-8)).toEqual([
      ...['--max-turns', '5', '--model', 'opus', '--max-budget-usd', '1.5', '--resume', 's'],
    ]);
  });

  it('copies a conversation that is not ours', () => {
    const args = callArguments({ ...plain, session: { id: 's', isOurs: false } });
    expect(args.slice(-3)).toEqual(['--resume', 's', '--fork-session']);
  });

  it.each([
    [1.234_567, '1.2345'],
    [5, '5'],
    [0, '0.0001'],
    [0.000_01, '0.0001'],
  ])('writes a cap of %d dollars as %s', (maxCostUsd, text) => {
    expect(valueOf(callArguments({ ...plain, maxCostUsd }), '--max-budget-usd')).toBe(text);
  });
});
