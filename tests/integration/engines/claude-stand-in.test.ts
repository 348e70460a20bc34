import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PATIENCE } from '../../../src/engines/claude-cli/call-watch.ts';
import type { ClaudeOptions } from '../../../src/engines/claude-cli/engine.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import { claudeEngine } from '../../support/claude-engine.ts';
import { engineJob, engineLimits, jobEnvironment, recordingIo } from '../../support/engine-job.ts';
import { type FakeClaude, type FakeStep, installFakeClaude } from '../../support/fake-claude.ts';

let folder: string;
let cwd: string;
let claude: FakeClaude;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-claude-')));
  cwd = join(folder, 'tree');
  mkdirSync(cwd);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function engine(
  steps: readonly FakeStep[],
  env: Record<string, string> = {},
  options: Partial<ClaudeOptions> = {},
): Engine {
  claude = installFakeClaude(folder, steps);
  return claudeEngine({
    env: { ...process.env, PATH: `${claude.path}:${process.env['PATH'] ?? ''}`, ...env },
    passEnv: ['MY_DEPLOY_TOKEN'],
    model: 'some-model',
    ...options,
  });
}

/** Whether a process runs; one that is dead and waits for its parent does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) [ZX] /.test(readFileSync(`/proc/${String(pid)}/stat`, 'utf8'));
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** How much our memory grows at most, looked at ten times a second. */
function watchMemory() {
  const before = process.memoryUsage().rss;
  let highest = before;
  const timer = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 100);
  return {
    grownBy: (): number => {
      clearInterval(timer);
      return Math.max(highest, process.memoryUsage().rss) - before;
    },
  };
}

describe('a stand-in without stream-json', () => {
  it('that edits and prints prose has done its work, at unknown cost', async () => {
    const subject = engine([{ write: { 'a.txt': 'a' }, output: 'I made a.txt for you\n' }]);
    const result = await subject.execute(engineJob({ cwd }), recordingIo());
    expect(result).toMatchObject({ type: 'done', summary: '', remaining: null, session: null });
    expect(result.usage.costUsd).toBeNull();
  });

  it('that says nothing has done its work', async () => {
    const result = await engine([{ output: '' }]).execute(engineJob({ cwd }), recordingIo());
    expect(result.type).toBe('done');
  });

  it('that fails is told by its exit code and its last words', async () => {
    const subject = engine([
      { output: '429 rate limit exceeded\n', stderr: 'no such flag', exitCode: 3 },
    ]);
    const result = await subject.execute(engineJob({ cwd }), recordingIo());
    expect(result).toMatchObject({ type: 'failed', code: 'exit', message: 'no such flag' });
  });

  it('that fails without a word is told by its exit code', async () => {
    const result = await engine([{ output: '', exitCode: 9 }]).execute(
      engineJob({ cwd }),
      recordingIo(),
    );
    expect(result).toMatchObject({ message: 'claude ended with exit code 9' });
  });
});

describe('the call', () => {
  it('gives the prompt whole on standard input', async () => {
    const prompt = `${'grüße \u{1F600} \u0001 "quotes" $(touch x) \n'.repeat(40_000)}end`;
    await engine([{}]).execute(engineJob({ cwd, prompt }), recordingIo());
    expect(claude.calls()[0]?.prompt.startsWith(prompt)).toBe(true);
  });

  it('runs in the tree with the flags of an unattended, fenced call', async () => {
    const job = engineJob({
      cwd,
      session: 'abc',
      limits: engineLimits({ timeoutMs: 20_000, maxTurns: 7, maxCostUsd: 2.5 }),
    });
    await engine([{}]).execute(job, recordingIo());
    const [call] = claude.calls();
    expect(call?.cwd).toBe(cwd);
    const line = call?.argv.join(' ');
    for (const part of [
      '-p --output-format stream-json --verbose',
      '--permission-mode acceptEdits',
      '--setting-sources user --strict-mcp-config',
      '--max-turns 7',
      '--model some-model',
      '--max-budget-usd 2.5',
      '--resume abc',
    ]) {
      expect(line).toContain(part);
    }
    expect(line).not.toMatch(/bypassPermissions|dangerously/);
  });

  it('hands no foreign credential to the program', async () => {
    const canaries = [
      'GITHUB_TOKEN',
      'GH_TOKEN',
      'HF_TOKEN',
      'LLM_API_KEY',
      'AWS_PROFILE',
      'STRIPE_SECRET_KEY',
    ];
    const foreign = Object.fromEntries(canaries.map((name) => [name, 'canary']));
    const subject = engine([{}], {
      ...foreign,
      GIT_DIR: 'canary',
      NODE_OPTIONS: '',
      LD_PRELOAD_X: 'canary',
      ANTHROPIC_API_KEY: 'own',
      MY_DEPLOY_TOKEN: 'passed',
      PLAIN: 'kept',
    });
    await subject.execute(engineJob({ cwd }), recordingIo());
    const env = claude.calls()[0]?.env ?? {};
    expect(JSON.stringify(env)).not.toContain('canary');
    expect(env).toMatchObject({
      ANTHROPIC_API_KEY: 'own',
      MY_DEPLOY_TOKEN: 'passed',
      PLAIN: 'kept',
      CLAUDE_CODE_MAX_RETRIES: '0',
      ...jobEnvironment('build', 'Add a greeting'),
    });
  });

  it('tells what lets the user in, also when the program has renewed it', async () => {
    const login = (accessToken: string) => ({
      claudeAiOauth: { accessToken, refreshToken: 'refresh-1', expiresAt: 5, scopes: ['user:x'] },
    });
    const home = join(folder, 'home');
    mkdirSync(join(home, '.claude'), { recursive: true });
    writeFileSync(join(home, '.claude/.credentials.json'), JSON.stringify(login('access-1')));
    const renewed = { '../home/.claude/.credentials.json': JSON.stringify(login('access-2')) };
    const told: string[] = [];
    const learnSecret = (secret: string): void => void told.push(secret);
    const own = { HOME: home, CLAUDE_CONFIG_DIR: join(home, '.claude') };
    const subject = engine([{ write: renewed }], own, { learnSecret });
    await subject.execute(engineJob({ cwd }), recordingIo());
    expect(new Set(told)).toEqual(new Set(['access-1', 'refresh-1', 'access-2']));
  });

  it('begins anew when the session is gone', async () => {
    const gone = {
      subtype: 'error_during_execution',
      is_error: true,
      num_turns: 0,
      duration_api_ms: 0,
    };
    const subject = engine([
      { attempt: 1, result: gone, exitCode: 1 },
      { attempt: 2, session: 'new' },
    ]);
    const result = await subject.execute(engineJob({ cwd, session: 'old' }), recordingIo());
    expect(result).toMatchObject({ type: 'done', session: 'new' });
    expect(claude.calls().map((call) => call.argv.includes('--resume'))).toEqual([true, false]);
  });
});

describe('a program that misbehaves', () => {
  it('may flood: the result after it is still read', async () => {
    const megabytes = Number(process.env['CODELICIOUS_FLOOD_MB'] ?? '64');
    const before = process.memoryUsage().rss;
    const subject = engine([{ flood: megabytes * 1024 * 1024, summary: 'Still here.' }]);
    const result = await subject.execute(
      engineJob({ cwd, limits: engineLimits({ timeoutMs: 60_000, maxTurns: 1 }) }),
      recordingIo(),
    );
    expect(result).toMatchObject({ type: 'done', summary: 'Still here.' });
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
  });

  it('may flood on one line, and in many, without filling our memory', async () => {
    const megabytes = 300;
    const bytes = megabytes * 1024 * 1024;
    for (const flood of [{ flood: bytes }, { flood: bytes, floodLine: 1_000_000_000 }]) {
      const subject = engine([{ ...flood, summary: 'Still here.' }]);
      const limits = engineLimits({ timeoutMs: 60_000, maxTurns: 1 });
      const memory = watchMemory();
      const result = await subject.execute(engineJob({ cwd, limits }), recordingIo());
      // A line that never ends swallows what follows it: the program still ended well.
      expect(result.type).toBe('done');
      expect(memory.grownBy()).toBeLessThan(150 * 1024 * 1024);
    }
  });

  it('may stay after its result: it is ended and the result counts', async () => {
    const patience = { ...PATIENCE, lingerMs: 500 };
    const subject = engine([{ linger: true, orphan: true }], {}, { patience });
    const started = performance.now();
    const result = await subject.execute(engineJob({ cwd }), recordingIo());
    expect(result).toMatchObject({ type: 'done', summary: 'Done.', usage: { costUsd: 0.01 } });
    expect(performance.now() - started).toBeLessThan(12_000);
    const [call] = claude.calls();
    expect([isAlive(call?.pid ?? 0), isAlive(call?.child ?? 0)]).toEqual([false, false]);
  });

  it('that falls silent is ended, long before its time is over', async () => {
    const patience = { idleMs: 1500, toolMs: 30_000, lingerMs: 500 };
    const subject = engine([{ hang: true }], {}, { patience });
    const result = await subject.execute(engineJob({ cwd }), recordingIo());
    expect(result).toMatchObject({ type: 'timed_out', message: 'claude gave no sign of life' });
  });

  it('is ended at the cap of dollars and of tokens, and what it took is counted', async () => {
    const message = {
      ...{ id: 'm1', model: 'some-model', content: [] },
      usage: { input_tokens: 400_000, output_tokens: 100 },
    };
    const lines = [
      { type: 'system', subtype: 'init', session_id: 's', model: 'some-model' },
      { type: 'assistant', message },
      { type: 'assistant', message: { ...message, id: 'm2' } },
    ];
    const prices = { 'some-model': { input: 5, output: 25 } };
    for (const cap of [{ maxCostUsd: 3 }, { maxTokens: 700_000 }]) {
      const subject = engine([{ lines, hang: true }], {}, { prices });
      const job = engineJob({ cwd, limits: engineLimits(cap) });
      const result = await subject.execute(job, recordingIo());
      expect(result).toMatchObject({ type: 'over_budget', usage: { inputTokens: 800_000 } });
      expect(result.usage.costUsd).toBeCloseTo(4.005, 9);
    }
    const subject = engine([{ lines }], {}, { prices });
    const job = engineJob({ cwd, limits: engineLimits({ maxCostUsd: 5 }) });
    expect((await subject.execute(job, recordingIo())).usage.costUsd).toBeCloseTo(4.005, 9);
  });

  it('may print broken bytes and broken JSON', async () => {
    const lines = [
      '{"type":"result"',
      '{}',
      '[]',
      'null',
      '{"type":"assistant","message":7}',
      '\u0000',
    ];
    const end = { type: 'result', subtype: 'success', result: 'Did it.' };
    const whole = await engine([{ lines: [...lines, end] }]).execute(
      engineJob({ cwd }),
      recordingIo(),
    );
    expect(whole).toMatchObject({ type: 'done', summary: 'Did it.' });
    const cut = await engine([{ lines }]).execute(engineJob({ cwd }), recordingIo());
    expect(cut).toMatchObject({ type: 'failed', code: 'protocol' });
  });

  it('is ended with its whole tree', async () => {
    const subject = engine([{ orphan: true, hang: true }]);
    const job = engineJob({ cwd, limits: engineLimits({ timeoutMs: 3000, maxTurns: 1 }) });
    expect((await subject.execute(job, recordingIo())).type).toBe('timed_out');
    const [call] = claude.calls();
    expect(isAlive(call?.pid ?? 0)).toBe(false);
    expect(isAlive(call?.child ?? 0)).toBe(false);
  });

  it('that is not there or cannot be run is missing', async () => {
    const none = engine([], { PATH: folder });
    expect(await none.execute(engineJob({ cwd }), recordingIo())).toMatchObject({
      type: 'failed',
      code: 'missing',
    });
    expect(await none.probe()).toMatchObject({ ok: false, why: 'missing' });
    const broken = engine([]);
    writeFileSync(join(claude.path, 'claude'), '#!/no/such/interpreter\n');
    expect(await broken.execute(engineJob({ cwd }), recordingIo())).toMatchObject({
      type: 'failed',
      code: 'missing',
    });
  });
});

describe('a conversation of the user’s', () => {
  it('is where every job begins that has none of its own, but for a repair', async () => {
    const subject = engine([{}], {}, { session: 'users-own' });
    for (const [kind, session] of [
      ['build', null],
      ['shrink', null],
      ['plan', null],
      ['build', 'ours'],
      ['repair', 'ours'],
      ['repair', null],
    ] as const) {
      await subject.execute(engineJob({ cwd, kind, session }), recordingIo());
    }
    const resumed = claude.calls().map(({ argv }) => {
      const at = argv.indexOf('--resume');
      return at === -1 ? [] : [argv[at + 1], ...argv.slice(at + 2)];
    });
    const copied = ['users-own', '--fork-session'];
    expect(resumed).toEqual([copied, copied, copied, ['ours'], ['ours'], []]);
  });
});

describe('a plan', () => {
  it('is asked for and read', async () => {
    const tasks = [{ title: 'One' }, { title: 'Two', depends_on: [0], files: ['a.ts'] }];
    const summary = `Here it is.\n\`\`\`plan\n${JSON.stringify({ tasks }, null, 2)}\n\`\`\``;
    const job = engineJob({ cwd, kind: 'plan', prompt: 'Divide this.' });
    const result = await engine([{ job: 'plan', summary }]).execute(job, recordingIo());
    expect(result).toMatchObject({ type: 'done', summary: 'Here it is.', plan: tasks });
    const [call] = claude.calls();
    expect(call?.prompt).toContain('```plan');
    expect(call?.argv.join(' ')).toContain('--tools Glob,Grep,Read');
  });
});

describe('the allow-list', () => {
  it('follows the tree', async () => {
    writeFileSync(join(cwd, 'go.mod'), 'module x\n');
    const subject = engine([{}]);
    await subject.execute(engineJob({ cwd }), recordingIo());
    rmSync(join(cwd, 'go.mod'));
    spawnSync('mkfifo', [join(cwd, 'package.json')]);
    await subject.execute(engineJob({ cwd }), recordingIo());
    const allowed = claude
      .calls()
      .map(({ argv }) => argv.includes('--allowedTools') && argv.join(' '));
    expect(allowed[0]).toContain('Bash(go test:*)');
    expect(allowed[1]).toBe(false);
  });
});

describe('a limit', () => {
  it.each([
    [{ api_error_status: 429, api_error_type: 'rate_limit_error' }, 'try again in 45 seconds', 45],
    [{ api_error_status: 429, retry_after: 20 }, 'try again in 45 seconds', 20],
    [{}, 'Claude AI usage limit reached|EPOCH', 7200],
  ])('is told with its end: %j %s', async (fields, text, seconds) => {
    const now = Date.now();
    const summary = text.replace('EPOCH', String(Math.floor(now / 1000) + 7200));
    const step = { summary, exitCode: 1, result: { is_error: true, ...fields } };
    const result = await engine([step]).execute(engineJob({ cwd }), recordingIo());
    expect(result.type).toBe('rate_limited');
    const resetsAt = result.type === 'rate_limited' ? (result.resetsAt ?? 0) : 0;
    expect(Math.abs(resetsAt - now - seconds * 1000)).toBeLessThan(15_000);
  });

  it('is not what a successful answer speaks of', async () => {
    const summary =
      'I handle 429 now: the rate limit message "usage limit reached|1999999999" is shown.';
    const result = await engine([{ summary }]).execute(engineJob({ cwd }), recordingIo());
    expect(result).toMatchObject({ type: 'done', summary });
  });
});

describe('probe', () => {
  it.each([
    [{ ANTHROPIC_API_KEY: 'k' }, 'billed per token to ANTHROPIC_API_KEY'],
    [{ CLAUDE_CODE_USE_BEDROCK: '1', ANTHROPIC_API_KEY: 'k' }, 'billed by your AWS account'],
    [{}, 'subscription'],
  ])('says who pays: %j', async (env, words) => {
    const probe = await engine([], env).probe();
    expect(probe).toMatchObject({ ok: true, describe: expect.stringContaining(words) });
    expect(claude.calls()).toEqual([]);
  });

  it('knows the version from where the program is installed', async () => {
    const home = join(folder, 'versions', '9.8.7');
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'claude'), '#!/bin/sh\n', { mode: 0o755 });
    const probe = await engine([], { PATH: home }).probe();
    expect(probe).toMatchObject({ describe: expect.stringContaining('Claude Code 9.8.7') });
  });
});
