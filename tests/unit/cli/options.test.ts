import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../src/cli/command-line.ts';
import { readOptions } from '../../../src/cli/options.ts';

function options(...argv: string[]) {
  const line = readCommandLine(argv);
  if (line.ask !== 'run') throw new Error(`not to be run: ${line.ask}`);
  return readOptions(line.flags, '/work');
}

describe('readOptions', () => {
  it('says nothing where no flag was given', () => {
    expect(options()).toEqual({
      settings: {},
      dryRun: false,
      split: false,
      yes: false,
      skipAuthCheck: false,
      json: false,
      events: null,
      level: 'normal',
      color: true,
    });
  });

  it('reads every setting', () => {
    const { settings } = options(
      ...[
        '--engine',
        'claude, replay:tape.json,claude',
        '--model',
        'claude=opus',
        '--model',
        'any',
      ],
      ...['--spec', 'a.md', '--spec', 'b.md', '--base', 'dev', '--max-commits-per-pr', '3'],
      ...['--max-loc-per-pr', '400', '--max-open-prs', '2', '--platform', 'local'],
      ...['--on-failure', 'stop', '--continuous', '--cycle-sleep-s', '5', '--no-resume'],
      ...['--reset-ledger', '--agent-timeout', '90s', '--max-run-time', '2h', '--max-turns', '7'],
      ...['--max-fix-attempts', '0', '--require-verification', '--allow-ci-changes'],
      ...['--sandbox', 'external', '--endpoint', 'http://127.0.0.1:1234/v1'],
      ...['--allow-http-loopback', '--claude-session', '3f2a-91', '--record', 'tape.json'],
      ...['--wait-on-rate-limit', '--max-cost-usd', '12.50', '--max-cost-per-chunk', '.5'],
      ...['--max-tokens', '2000000', '--min-coverage', '87.5'],
    );
    expect(settings).toEqual({
      engines: ['claude', 'replay:/work/tape.json'],
      models: { claude: 'opus', '*': 'any' },
      specs: ['a.md', 'b.md'],
      base: 'dev',
      maxCommits: 3,
      maxLoc: 400,
      maxOpenPrs: 2,
      platform: 'local',
      onFailure: 'stop',
      continuous: true,
      cycleSleepMs: 5000,
      resume: false,
      resetLedger: true,
      agentTimeoutMs: 90_000,
      maxRunTimeMs: 7_200_000,
      maxTurns: 7,
      maxFixAttempts: 0,
      requireVerification: true,
      allowCiChanges: true,
      sandbox: 'external',
      endpoint: 'http://127.0.0.1:1234/v1',
      allowHttpLoopback: true,
      claudeSession: '3f2a-91',
      record: '/work/tape.json',
      waitOnRateLimit: true,
      maxCostUsd: 12.5,
      maxCostPerChunk: 0.5,
      maxTokens: 2_000_000,
      minCoverage: 87.5,
    });
    expect(options('--no-wait-on-rate-limit').settings).toEqual({ waitOnRateLimit: false });
  });

  it('reads what concerns the face', () => {
    expect(
      options(
        '--dry-run',
        '--yes',
        '--skip-auth-check',
        '--json',
        '--events',
        'e',
        '--verbose',
        '--no-color',
      ),
    ).toMatchObject({
      dryRun: true,
      yes: true,
      skipAuthCheck: true,
      json: true,
      events: 'e',
      level: 'verbose',
      color: false,
    });
    expect(options('--quiet').level).toBe('quiet');
  });

  it.each([
    ['--max-commits-per-pr', '1', '100'],
    ['--max-loc-per-pr', '50', '5000'],
    ['--max-open-prs', '1', '9007199254740991'],
    ['--cycle-sleep-s', '0', '3600'],
    ['--max-turns', '1', '9007199254740991'],
    ['--max-fix-attempts', '0', '10'],
    ['--min-coverage', '0', '100'],
  ])('%s takes %s to %s', (flag, min, max) => {
    expect(() => options(flag, min)).not.toThrow();
    expect(() => options(flag, max)).not.toThrow();
  });

  it.each([
    ['--max-commits-per-pr', '0', 'must be a whole number from 1 to 100'],
    ['--max-commits-per-pr', '101', 'must be a whole number from 1 to 100'],
    ['--max-loc-per-pr', '49', 'must be a whole number from 50 to 5000'],
    ['--max-loc-per-pr', '5001', 'must be a whole number from 50 to 5000'],
    ['--max-loc-per-pr', '-60', 'must be a whole number from 50 to 5000'],
    ['--max-loc-per-pr', '1e2', 'must be a whole number from 50 to 5000'],
    ['--max-loc-per-pr', '60.0', 'must be a whole number from 50 to 5000'],
    ['--max-loc-per-pr', 'many', 'must be a whole number from 50 to 5000'],
    ['--max-open-prs', '0', 'must be a whole number of at least 1'],
    ['--cycle-sleep-s', '3601', 'must be a whole number from 0 to 3600'],
    ['--max-turns', '0', 'must be a whole number of at least 1'],
    ['--max-fix-attempts', '11', 'must be a whole number from 0 to 10'],
    ['--min-coverage', '100.1', 'must be a number from 0 to 100, such as 85 or 87.5'],
    ['--min-coverage', '-1', 'must be a number from 0 to 100, such as 85 or 87.5'],
    ['--min-coverage', '90%', 'must be a number from 0 to 100, such as 85 or 87.5'],
    ['--min-coverage', '1e1', 'must be a number from 0 to 100, such as 85 or 87.5'],
    ['--agent-timeout', '0', 'must be a duration of at least 1 s, such as 90s, 30m or 2h'],
    ['--agent-timeout', '999ms', 'must be a duration of at least 1 s, such as 90s, 30m or 2h'],
    ['--max-run-time', 'soon', 'must be a duration of at least 1 s, such as 90s, 30m or 2h'],
    ['--platform', 'gitlab', 'must be one of auto, github, local'],
    ['--on-failure', 'ignore', 'must be one of continue, block, stop'],
    ['--max-cost-usd', '0', 'must be a number above 0, such as 2.50'],
    ['--max-cost-usd', '-1', 'must be a number above 0, such as 2.50'],
    ['--max-cost-usd', '$5', 'must be a number above 0, such as 2.50'],
    ['--max-cost-per-chunk', '1e3', 'must be a number above 0, such as 2.50'],
    ['--max-cost-per-chunk', '9'.repeat(400), 'must be a number above 0, such as 2.50'],
    ['--max-tokens', '0', 'must be a whole number of at least 1'],
    ['--claude-session', '-x', 'is no session id'],
    ['--claude-session', 'a b', 'is no session id'],
    ['--endpoint', 'ftp://a.example', 'must begin with https://'],
    ['--sandbox', 'vm', 'must be one of auto, os, external, none'],
    ['--base', '-x', 'is no branch name'],
    [
      '--engine',
      'gpt',
      'no engine is called "gpt"; known are auto, claude, anthropic, huggingface, replay:FILE',
    ],
    [
      '--engine',
      'claude,',
      'an engine name is empty; known are auto, claude, anthropic, huggingface, replay:FILE',
    ],
    ['--engine', 'replay', 'replay needs its file: replay:FILE'],
    ['--engine', 'replay:', 'replay needs its file: replay:FILE'],
    [
      '--model',
      'gpt=4',
      'no engine is called "gpt"; known are claude, anthropic, huggingface, replay',
    ],
    [
      '--model',
      'auto=4',
      'no engine is called "auto"; known are claude, anthropic, huggingface, replay',
    ],
    ['--model', 'claude=', 'must be NAME or ENGINE=NAME'],
  ])('refuses %s %s: %s', (flag, value, rule) => {
    expect(() => options(flag, value)).toThrow(
      expect.objectContaining({ code: 'usage', message: `${flag} ${value}: ${rule}` }) as Error,
    );
  });

  it('repeats no password of an endpoint', () => {
    const fault = {
      code: 'usage',
      details: { flag: '--endpoint', value: 'https://***@a.example' },
    };
    expect(() => options('--endpoint', 'https://me:hunter2@a.example')).toThrow(
      expect.objectContaining({
        ...fault,
        message: '--endpoint https://***@a.example: must hold no user name or password',
      }) as Error,
    );
    expect(() => options('--endpoint', 'http://127.0.0.1:1')).toThrow('--allow-http-loopback');
  });

  it('refuses flags that contradict each other', () => {
    expect(() => options('--quiet', '--verbose')).toThrow('--quiet: contradicts --verbose');
    expect(() => options('--json', '--events', '-')).toThrow(
      '--events -: stdout is taken by --json',
    );
  });
});
