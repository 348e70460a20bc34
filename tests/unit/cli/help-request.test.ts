import { describe, expect, it } from 'vitest';
import { helpRequest } from '../../../src/cli/help-request.ts';

describe('helpRequest', () => {
  it.each([
    [['--help'], null],
    [['-h'], null],
    [['help'], null],
    [['help', 'plan'], 'plan'],
    [['help', 'nothing'], null],
    [['plan', '--help'], 'plan'],
    [['--help', 'status'], 'status'],
    [['--base', 'plan', '--help', 'status'], 'status'],
    [['some/dir', '--help'], null],
    [['--bogus', '--help'], null],
  ])('%j asks for help about %j', (argv, command) => {
    expect(helpRequest(argv)).toEqual({ command });
  });

  it.each([[[]], [['plan']], [['--base', '--help']], [['--spec', 'help']], [['-C', '-h', 'plan']]])(
    '%j does not',
    (argv) => {
      expect(helpRequest(argv)).toBeNull();
    },
  );
});
