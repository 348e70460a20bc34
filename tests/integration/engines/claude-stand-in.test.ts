import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClaudeEngine } from '../../../src/engines/claude-cli/engine.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { engineJob, jobEnvironment, recordingIo } from '../../support/engine-job.ts';
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

function engine(steps: readonly FakeStep[], env: Record<string, string> = {}): Engine {
  claude = installFakeClaude(folder, steps);
  return createClaudeEngine({
    processes: createProcesses(),
    env: { ...process.env, PATH: `${claude.path}:${process.env['PATH'] ?? ''}`, ...env },
    sandbox: createSandbox('none'),
    passEnv: ['MY_DEPLOY_TOKEN'],
    model: 'some-model',
    maxBudgetUsd: 2.5,
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
    const job = engineJob({ cwd, session: 'abc', limits: { timeoutMs: 20_000, maxTurns: 7 } });
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
      engineJob({ cwd, limits: { timeoutMs: 60_000, maxTurns: 1 } }),
      recordingIo(),
    );
    expect(result).toMatchObject({ type: 'done', summary: 'Still here.' });
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1024 * 1024);
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
    const result = await engine([{ lines }]).execute(engineJob({ cwd }), recordingIo());
    expect(result).toMatchObject({ type: 'done', summary: '' });
  });

  it('is ended with its whole tree', async () => {
    const subject = engine([{ orphan: true, hang: true }]);
    const job = engineJob({ cwd, limits: { timeoutMs: 3000, maxTurns: 1 } });
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
