import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EngineResult } from '../../../src/domain/engine-job.ts';
import type { ClaudeOptions } from '../../../src/engines/claude-cli/engine.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import { claudeEngine } from '../../support/claude-engine.ts';
import { engineJob, engineLimits, recordingIo } from '../../support/engine-job.ts';
import {
  call,
  type MessagesApi,
  type Reply,
  refuse,
  type Script,
  say,
  startMessagesApi,
} from '../../support/messages-api.ts';
import { HAS_REAL_CLAUDE, REAL_CLAUDE_PATH } from '../../support/real-claude.ts';

let folder: string;
let cwd: string;
let api: MessagesApi | null = null;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-real-')));
  cwd = join(folder, 'tree');
  mkdirSync(cwd);
});

afterEach(async () => {
  await api?.close();
  api = null;
  rmSync(folder, { recursive: true, force: true });
});

async function engine(script: Script, change: Partial<ClaudeOptions> = {}): Promise<Engine> {
  api = await startMessagesApi(script);
  return claudeEngine({
    env: {
      PATH: `${REAL_CLAUDE_PATH}:${process.env['PATH'] ?? ''}`,
      HOME: folder,
      ANTHROPIC_BASE_URL: api.url,
      ANTHROPIC_API_KEY: 'test-key',
    },
    ...change,
  });
}

function plant(path: string, text: string): void {
  mkdirSync(dirname(join(cwd, path)), { recursive: true });
  writeFileSync(join(cwd, path), text);
}

/** A settings file each of whose commands leaves a trace. */
function firingSettings(name: string): string {
  const fire = (event: string) => [
    {
      matcher: '*',
      hooks: [{ type: 'command', command: `touch ${folder}/FIRED-${name}-${event}` }],
    },
  ];
  const events = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop'];
  return JSON.stringify({
    hooks: Object.fromEntries(events.map((event) => [event, fire(event)])),
    apiKeyHelper: `touch ${folder}/FIRED-${name}-helper; echo key`,
    permissions: { allow: ['Bash'] },
    enableAllProjectMcpServers: true,
  });
}

async function isRefused(script: Reply): Promise<EngineResult> {
  const subject = await engine([script]);
  const result = await subject.execute(engineJob({ cwd }), recordingIo());
  await api?.close();
  return result;
}

describe.skipIf(!HAS_REAL_CLAUDE)('the real Claude Code CLI', () => {
  it('loads nothing that the project planted', async () => {
    plant('.claude/settings.json', firingSettings('project'));
    plant('.claude/settings.local.json', firingSettings('local'));
    const server = { command: 'sh', args: ['-c', `touch ${folder}/FIRED-mcp; sleep 1`] };
    plant('.mcp.json', JSON.stringify({ mcpServers: { planted: server } }));
    plant('CLAUDE.md', 'PLANTED-MEMORY');
    plant('CLAUDE.local.md', 'PLANTED-LOCAL');
    plant('AGENTS.md', 'PLANTED-AGENTS');
    plant('sub/CLAUDE.md', 'PLANTED-NESTED');
    plant('sub/a.txt', 'content of a');
    plant('.claude/rules/a.md', 'PLANTED-RULE');
    plant('.claude/agents/a.md', '---\nname: planted\ndescription: PLANTED-AGENT\n---\nx');
    plant('.claude/skills/a/SKILL.md', '---\nname: planted\ndescription: PLANTED-SKILL\n---\nx');
    plant('.claude/commands/planted.md', `PLANTED-COMMAND !\`touch ${folder}/FIRED-command\``);
    writeFileSync(join(folder, 'secret'), 'MENTIONED');
    const subject = await engine([call('Read', { file_path: join(cwd, 'sub/a.txt') }), say('ok')]);
    const prompt = `Look at @${folder}/secret and run /planted`;
    const result = await subject.execute(engineJob({ cwd, prompt }), recordingIo());
    expect(result.type).toBe('done');
    expect(readdirSync(folder).filter((name) => name.startsWith('FIRED'))).toEqual([]);
    const sent = JSON.stringify(api?.requests.map((request) => request.body));
    expect(sent).toContain('content of a');
    expect(sent).not.toMatch(/PLANTED-|MENTIONED/);
  });

  it('tests without asking; commits, pushes and reads the web not at all', async () => {
    plant('package.json', JSON.stringify({ scripts: { test: 'echo ran the tests' } }));
    const commands = [
      'npm test',
      'git status',
      'git commit -m x',
      'git push',
      'gh pr list',
      'curl x',
    ];
    const script = [...commands.map((command) => call('Bash', { command })), say('ok')];
    const subject = await engine(script);
    const io = recordingIo();
    const limits = engineLimits({ timeoutMs: 25_000, maxTurns: 20 });
    const result = await subject.execute(engineJob({ cwd, limits }), io);
    expect(result.type).toBe('done');
    const answers = api?.requests.at(-1)?.toolResults ?? [];
    expect(answers[0]).toMatchObject({
      isError: false,
      text: expect.stringContaining('ran the tests'),
    });
    for (const answer of answers.slice(1)) {
      expect(answer).toMatchObject({
        isError: true,
        text: expect.stringMatching(/denied|approval|permission/i),
      });
    }
    expect(io.events.filter((event) => event.type === 'tool.denied')).toHaveLength(5);
    const tools = api?.requests[0]?.body.tools?.map((tool) => tool.name) ?? [];
    expect(tools).not.toContain('WebFetch');
    expect(tools).not.toContain('Agent');
  });

  it('reads and writes inside the tree only, git’s and our own folders left out', async () => {
    writeFileSync(join(folder, 'secret'), 'SECRET');
    symlinkSync(folder, join(cwd, 'way-out'));
    const outside = [
      call('Read', { file_path: join(folder, 'secret') }),
      call('Read', { file_path: join(cwd, 'way-out/secret') }),
      call('Grep', { pattern: 'S', path: folder }),
      call('Write', { file_path: join(folder, 'made'), content: 'x' }),
      call('Write', { file_path: join(cwd, 'way-out/made'), content: 'x' }),
      call('Write', { file_path: join(cwd, '.git/hooks/pre-commit'), content: 'x' }),
      call('Write', { file_path: join(cwd, '.codelicious/config.json'), content: 'x' }),
      call('Bash', { command: `cat ${folder}/secret` }),
      call('Bash', { command: `npm test > ${folder}/made` }),
      call('Bash', { command: `git diff --output=${folder}/made` }),
    ];
    const subject = await engine([...outside, say('ok')]);
    const io = recordingIo();
    const limits = engineLimits({ timeoutMs: 25_000, maxTurns: 20 });
    expect((await subject.execute(engineJob({ cwd, limits }), io)).type).toBe('done');
    const answers = api?.requests.at(-1)?.toolResults ?? [];
    expect(answers.map((answer) => answer.isError)).toEqual(outside.map(() => true));
    expect(JSON.stringify(answers)).not.toContain('SECRET');
    expect(existsSync(join(folder, 'made'))).toBe(false);
    expect(readdirSync(cwd)).toEqual(['way-out']);
    expect(io.events).toContainEqual(
      expect.objectContaining({ type: 'tool.denied', tool: 'Write' }),
    );
  });

  it('goes on with a session and counts each call once', async () => {
    const turn: Reply = { kind: 'turn', blocks: [{ type: 'text', text: 'x' }], inputTokens: 1000 };
    const subject = await engine([turn]);
    const first = await subject.execute(engineJob({ cwd }), recordingIo());
    const repair = engineJob({ cwd, kind: 'repair', prompt: 'Mend it.', session: first.session });
    const second = await subject.execute(repair, recordingIo());
    expect(first.session).not.toBeNull();
    expect(second.session).toBe(first.session);
    expect(api?.requests.at(-1)?.userText).toContain('Add a greeting.');
    expect(second.usage.inputTokens).toBe(1000);
    expect(second.usage.costUsd).toBeCloseTo(first.usage.costUsd ?? 0, 9);
  });

  it('begins anew when it knows the session no more', async () => {
    const subject = await engine([say('fresh')]);
    const session = '11111111-1111-4111-8111-111111111111';
    const result = await subject.execute(engineJob({ cwd, session }), recordingIo());
    expect(result).toMatchObject({ type: 'done', summary: 'fresh' });
    expect(result.session).not.toBe(session);
  });

  it('takes a prompt of a megabyte', async () => {
    const prompt = `Do it. ${'ä '.repeat(350_000)}END`;
    const subject = await engine([say('ok')]);
    expect((await subject.execute(engineJob({ cwd, prompt }), recordingIo())).type).toBe('done');
    expect(api?.requests[0]?.userText).toContain('END');
  });

  it('stops at the turns and the dollars it is allowed', async () => {
    const look = call('Bash', { command: 'git status' });
    const turns = await engine([look]);
    const limits = engineLimits({ timeoutMs: 20_000, maxTurns: 2 });
    expect(await turns.execute(engineJob({ cwd, limits }), recordingIo())).toMatchObject({
      type: 'failed',
      code: 'max_turns',
    });
    await api?.close();
    const dear = await engine([{ ...look, inputTokens: 1_000_000 } as Reply]);
    const cap = engineLimits({ maxCostUsd: 0.5 });
    const result = await dear.execute(engineJob({ cwd, limits: cap }), recordingIo());
    expect(result.type).toBe('over_budget');
    expect(result.usage.costUsd).toBeGreaterThan(0.5);
  });

  it('is classified by the fields of its answer', async () => {
    expect(await isRefused(refuse(403, 'permission_error'))).toMatchObject({
      type: 'unauthenticated',
    });
    expect(await isRefused(refuse(500, 'api_error'))).toMatchObject({ code: 'overloaded' });
    expect(await isRefused(refuse(400, 'invalid_request_error'))).toMatchObject({
      code: 'bad_request',
    });
    expect(await isRefused(refuse(404, 'not_found_error'))).toMatchObject({ code: 'bad_model' });
    expect(await isRefused({ kind: 'cut' })).toMatchObject({ code: 'overloaded' });
    const refusal: Reply = {
      kind: 'turn',
      blocks: [{ type: 'text', text: 'no' }],
      stop: 'refusal',
    };
    expect(await isRefused(refusal)).toMatchObject({ code: 'refused' });
    const prose = say('HTTP 429: rate limit exceeded, please run /login');
    expect(await isRefused(prose)).toMatchObject({ type: 'done' });
  });

  it('without a login is unauthenticated', async () => {
    const subject = claudeEngine({
      env: { PATH: `${REAL_CLAUDE_PATH}:${process.env['PATH'] ?? ''}`, HOME: folder },
    });
    expect(await subject.execute(engineJob({ cwd }), recordingIo())).toMatchObject({
      type: 'unauthenticated',
    });
    expect(await subject.probe()).toMatchObject({
      describe: expect.stringMatching(/^Claude Code 2\.1\.330 /),
    });
  });

  it('leaves nothing running after a time-out in the middle of a command', async () => {
    const subject = await engine([call('Bash', { command: 'npm run check:wait' }), say('ok')]);
    plant(
      'package.json',
      JSON.stringify({ scripts: { 'check:wait': `echo $$ > ${folder}/pid; sleep 60` } }),
    );
    const limits = engineLimits({ timeoutMs: 10_000, maxTurns: 5 });
    const result = await subject.execute(engineJob({ cwd, limits }), recordingIo());
    expect(result.type).toBe('timed_out');
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    expect(existsSync(`/proc/${String(pid)}`)).toBe(false);
  });
});
