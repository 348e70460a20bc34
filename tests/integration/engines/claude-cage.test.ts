import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ClaudeOptions } from '../../../src/engines/claude-cli/engine.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import { createOsSandbox } from '../../../src/sandbox/os-sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { claudeEngine } from '../../support/claude-engine.ts';
import { engineJob, engineLimits, recordingIo } from '../../support/engine-job.ts';
import {
  call,
  type MessagesApi,
  type Script,
  say,
  startMessagesApi,
} from '../../support/messages-api.ts';
import { HAS_REAL_CLAUDE, REAL_CLAUDE_PATH } from '../../support/real-claude.ts';

const HAS_BUBBLEWRAP = existsSync('/usr/bin/bwrap');

let folder: string;
let home: string;
let cwd: string;
let stateDir: string;
let api: MessagesApi | null = null;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-caged-')));
  home = join(folder, 'home');
  cwd = join(folder, 'tree');
  stateDir = join(home, '.cache/codelicious/claude');
  mkdirSync(cwd);
  mkdirSync(join(home, '.claude'), { recursive: true });
});

afterEach(async () => {
  await api?.close();
  api = null;
  rmSync(folder, { recursive: true, force: true });
});

async function engine(
  script: Script,
  env: Record<string, string | undefined> = { ANTHROPIC_API_KEY: 'test-key' },
  change: Partial<ClaudeOptions> = {},
): Promise<Engine> {
  api ??= await startMessagesApi(script);
  const processes = createProcesses();
  const whole = {
    PATH: `${REAL_CLAUDE_PATH}:${process.env['PATH'] ?? ''}`,
    HOME: home,
    ANTHROPIC_BASE_URL: api.url,
    ...env,
  };
  const sandbox = createOsSandbox({ processes, env: whole, read: [], write: [] });
  return claudeEngine({ processes, sandbox, env: whole, stateDir, ...change });
}

const limits = engineLimits({ timeoutMs: 40_000, maxTurns: 20 });

/** Lets the agent run a program of its own: a test script of the tree. */
function testScript(code: string): void {
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ scripts: { test: 'node t.cjs' } }));
  writeFileSync(join(cwd, 't.cjs'), code);
}

const runTests = call('Bash', { command: 'npm test' });

/** What the agent's program printed. */
const printed = (): string => api?.requests.at(-1)?.toolResults.at(-1)?.text ?? '';

describe.skipIf(!HAS_REAL_CLAUDE || !HAS_BUBBLEWRAP)('the real Claude Code CLI in a cage', () => {
  it('works in the tree, tests it, and says what it cost', async () => {
    testScript('console.log("node", process.version)');
    const subject = await engine([
      call('Write', { file_path: join(cwd, 'src/a.txt'), content: 'made\n' }),
      runTests,
      say('All done.'),
    ]);
    const result = await subject.execute(engineJob({ cwd, limits }), recordingIo());
    expect(result).toMatchObject({ type: 'done', summary: 'All done.' });
    expect(readFileSync(join(cwd, 'src/a.txt'), 'utf8')).toBe('made\n');
    expect(printed()).toContain(`node ${process.version}`);
    expect(result.usage.costUsd).toBeGreaterThan(0);
    expect(readdirSync(home).sort()).toEqual(['.cache', '.claude']);
    expect(readdirSync(join(home, '.claude'))).toEqual([]);
  });

  it('sees nothing of the user’s and changes nothing of it', async () => {
    writeFileSync(join(home, 'secret'), 'SECRET');
    writeFileSync(join(home, '.claude/settings.json'), '{"cleanupPeriodDays":30}');
    testScript(`
      const fs = require('node:fs');
      const home = ${JSON.stringify(home)};
      const attempt = (name, act) => { try { console.log(name, act()); } catch (e) { console.log(name, e.code); } };
      attempt('read', () => fs.readFileSync(home + '/secret', 'utf8'));
      attempt('list', () => fs.readdirSync(home).join());
      attempt('plant', () => { fs.mkdirSync(home + '/.claude', { recursive: true });
        fs.writeFileSync(home + '/.claude/settings.json', '{"hooks":{}}'); return 'written'; });
      attempt('key', () => process.env.GITHUB_TOKEN);
    `);
    const subject = await engine([runTests, say('ok')], {
      ...{ ANTHROPIC_API_KEY: 'test-key', GITHUB_TOKEN: 'SECRET' },
    });
    const result = await subject.execute(engineJob({ cwd, limits }), recordingIo());
    expect(result.type).toBe('done');
    expect(printed()).toMatch(/read ENOENT/);
    expect(printed()).not.toContain('SECRET');
    expect(readFileSync(join(home, '.claude/settings.json'), 'utf8')).toContain(
      'cleanupPeriodDays',
    );
  });

  it('reaches its API and no other server', async () => {
    const other = await startMessagesApi([say('reached')]);
    testScript(`
      const ask = async (name, url) => {
        try { console.log(name, (await fetch(url)).status); } catch (e) { console.log(name, 'refused'); }
      };
      (async () => {
        await ask('other', ${JSON.stringify(other.url)});
        await ask('own', process.env.ANTHROPIC_BASE_URL);
        await ask('web', 'http://example.com/');
      })();
    `);
    const subject = await engine([runTests, say('ok')]);
    const result = await subject.execute(engineJob({ cwd, limits }), recordingIo());
    await other.close();
    expect(result.type).toBe('done');
    expect(printed()).toMatch(/other refused\s+own 404\s+web (refused|403)/);
    expect(other.requests).toEqual([]);
  });

  it('goes on with its own conversation, and nothing a call plants reaches the next', async () => {
    testScript(`
      const fs = require('node:fs');
      const dir = process.env.CLAUDE_CONFIG_DIR;
      const touch = { type: 'command', command: 'touch ${cwd}/FIRED' };
      fs.writeFileSync(dir + '/settings.json', JSON.stringify({
        hooks: { SessionStart: [{ matcher: '*', hooks: [touch] }] }, permissions: { allow: ['WebFetch'] },
      }));
      fs.writeFileSync(dir + '/CLAUDE.md', 'PLANTED-MEMORY');
      fs.symlinkSync('/etc', dir + '/projects/way-out');
      console.log('planted');
    `);
    const subject = await engine([runTests, say('first'), say('second')]);
    const first = await subject.execute(engineJob({ cwd, limits }), recordingIo());
    expect(printed()).toContain('planted');
    const repair = engineJob({
      cwd,
      kind: 'repair',
      prompt: 'Mend it.',
      session: first.session,
      limits,
    });
    const second = await subject.execute(repair, recordingIo());
    expect(second).toMatchObject({ type: 'done', session: first.session });
    const sent = JSON.stringify(api?.requests.at(-1)?.body);
    expect(sent).toContain('Add a greeting.');
    expect(sent).not.toContain('PLANTED-MEMORY');
    expect(existsSync(join(cwd, 'FIRED'))).toBe(false);
    const kept = readdirSync(stateDir).map((tree) => readdirSync(join(stateDir, tree, 'projects')));
    expect(kept.flat()).not.toContain('way-out');
  });

  it('goes on with a conversation of the user’s, in a copy', async () => {
    const outside = await engine([say('remembered')]);
    const processes = createProcesses();
    const env = {
      PATH: `${REAL_CLAUDE_PATH}:${process.env['PATH'] ?? ''}`,
      ...{ HOME: home, ANTHROPIC_BASE_URL: api?.url ?? '', ANTHROPIC_API_KEY: 'test-key' },
    };
    const users = await claudeEngine({ processes, env }).execute(
      engineJob({ cwd, prompt: 'USERS-OWN-WORDS' }),
      recordingIo(),
    );
    const file = join(
      home,
      '.claude/projects',
      cwd.replaceAll(/[^a-zA-Z0-9]/g, '-'),
      `${users.session ?? ''}.jsonl`,
    );
    const before = readFileSync(file, 'utf8');
    expect(outside.name).toBe('claude');
    const subject = await engine([], { ANTHROPIC_API_KEY: 'test-key' }, { session: users.session });
    const result = await subject.execute(engineJob({ cwd, limits }), recordingIo());
    expect(result.type).toBe('done');
    expect(result.session).not.toBe(users.session);
    expect(api?.requests.at(-1)?.userText).toContain('USERS-OWN-WORDS');
    expect(readFileSync(file, 'utf8')).toBe(before);
  });

  it('is let in by the user’s login, whose file alone it may change', async () => {
    const login = {
      ...{
        accessToken: 'sk-ant-oat01-login',
        refreshToken: 'sk-ant-ort01-x',
        subscriptionType: 'max',
      },
      ...{ expiresAt: Date.now() + 36e6, scopes: ['user:inference', 'user:profile'] },
    };
    const file = join(home, '.claude/.credentials.json');
    writeFileSync(file, JSON.stringify({ claudeAiOauth: login }));
    testScript(`
      const fs = require('node:fs');
      const file = ${JSON.stringify(file)};
      fs.writeFileSync(file + '.new', 'renewed');
      try { fs.renameSync(file + '.new', file); console.log('renamed'); } catch (e) { console.log('rename', e.code); }
      fs.writeFileSync(file, fs.readFileSync(file, 'utf8') + ' ');
    `);
    const subject = await engine([runTests, say('ok')], {});
    const result = await subject.execute(engineJob({ cwd, limits }), recordingIo());
    expect(result.type).toBe('done');
    expect(api?.requests[0]?.headers.authorization).toBe('Bearer sk-ant-oat01-login');
    // The program itself writes in place where a rename is answered so.
    expect(printed()).toContain('rename EBUSY');
    expect(readFileSync(file, 'utf8')).toBe(`${JSON.stringify({ claudeAiOauth: login })} `);
    expect(readdirSync(join(home, '.claude'))).toEqual(['.credentials.json']);
    expect(result.usage.equivalentUsd).toBe(result.usage.costUsd);
  });

  it('leaves nothing running after a time-out in the middle of a command', async () => {
    testScript(`require('node:fs').writeFileSync('started', ''); setTimeout(() => {}, 60_000)`);
    const subject = await engine([runTests, say('ok')]);
    const short = engineLimits({ timeoutMs: 8000, maxTurns: 5 });
    const result = await subject.execute(engineJob({ cwd, limits: short }), recordingIo());
    expect(result.type).toBe('timed_out');
    expect(existsSync(join(cwd, 'started'))).toBe(true);
    const running = readdirSync('/proc').filter(
      (pid) => /^\d+$/.test(pid) && cwdOf(pid).startsWith(cwd),
    );
    expect(running).toEqual([]);
  });
});

function cwdOf(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
