import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToolAnswer } from '../../../../src/engines/agent/tools/agent-tool.ts';
import { createOsSandbox } from '../../../../src/sandbox/os-sandbox.ts';
import { createProcesses } from '../../../../src/system/processes.ts';
import { buildFileTools, callTool, openWorld, type World } from './world.ts';

const processes = createProcesses();
const PATH = process.env['PATH'] ?? '';
const HAS_CAGE = (await processes.find('bwrap', PATH)) !== null;

let scratch: string;
let program: string;
let world: World;

beforeAll(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-agent-program-')));
  program = await buildFileTools(scratch);
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});
afterEach(() => {
  world.remove();
});

const run = async (argv: readonly string[], more: object = {}): Promise<ToolAnswer> =>
  world.tool('run_command', { argv, ...more });

const TEST = (body: string): string =>
  `const test = require('node:test');\nconst assert = require('node:assert');\ntest('it', () => { ${body} });\n`;

describe('a command without a cage', () => {
  beforeEach(() => {
    world = openWorld({
      program,
      passEnv: ['ANTHROPIC_API_KEY', 'NPM_TOKEN'],
      env: {
        PATH,
        HOME: scratch,
        ANTHROPIC_API_KEY: 'canary-key',
        HF_TOKEN: 'canary-hf',
        LLM_API_KEY: 'canary-llm',
        GITHUB_TOKEN: 'canary-gh',
        NPM_TOKEN: 'passed-on',
        NODE_OPTIONS: '--no-warnings',
        GIT_DIR: '/nowhere',
        MY_SETTING: 'kept',
      },
    });
  });

  it('runs the tests, and says how they ended and what they said', async () => {
    world.write('a.test.js', TEST("console.log('it ran')"));
    const passed = await run(['node', '--test']);
    expect(passed.isError).toBe(false);
    expect(passed.text).toMatch(/^exit code 0 after \d+\.\d s\n--- stdout\n/);
    expect(passed.text).toContain('it ran');
    world.write('a.test.js', TEST('assert.equal(1, 2)'));
    const failed = await run(['node', '--test']);
    expect(failed.isError).toBe(false);
    expect(failed.text).toMatch(/^exit code 1/);
    expect(failed.text).toContain('AssertionError');
  });

  it('runs scripts as they were at the beginning of the job', async () => {
    const scripts = { test: 'node --test', lint: 'node --check a.js' };
    world.write('package.json', JSON.stringify({ name: 'x', scripts }));
    world.write('a.js', '');
    world.write('a.test.js', TEST(''));
    const tools = await world.tools();
    const npm = async (...args: readonly string[]) =>
      callTool(tools, 'run_command', { argv: ['npm', ...args] });
    expect((await npm('test')).text).toContain('exit code 0');
    expect((await npm('run', 'lint')).text).toContain('exit code 0');
    world.write(
      'package.json',
      JSON.stringify({ name: 'x', scripts: { ...scripts, pretest: 'id' } }),
    );
    expect(await npm('test')).toMatchObject({ denied: true, isError: true });
    expect((await npm('run', 'lint')).text).toContain('exit code 0');
    world.write('.npmrc', 'script-shell=/bin/evil\n');
    expect(await npm('run', 'lint')).toMatchObject({ denied: true });
  });

  it('hides credentials and what steers programs, and says that no person is there', async () => {
    const dump = join(world.folder, 'env.json');
    world.write(
      'a.test.js',
      `require('node:fs').writeFileSync(${JSON.stringify(dump)}, JSON.stringify(process.env));`,
    );
    expect((await run(['node', '--test'])).text).toContain('exit code 0');
    const env = JSON.parse(readFileSync(dump, 'utf8')) as Record<string, string>;
    expect(JSON.stringify(env)).not.toContain('canary');
    expect(env).toMatchObject({
      CI: 'true',
      MY_SETTING: 'kept',
      NPM_TOKEN: 'passed-on',
      CODELICIOUS_JOB: 'build',
    });
    expect(env).not.toHaveProperty('GIT_DIR');
    expect(env['NODE_OPTIONS'] ?? '').not.toContain('--no-warnings');
  });

  it('that finds a secret does not tell it to the model, in whichever writing', async () => {
    const found = "'user:canary-gh'";
    world.write(
      'a.test.js',
      `console.log(${found}, Buffer.from(${found}).toString('base64'), Buffer.from(${found}).toString('hex'));`,
    );
    const { text } = await run(['node', '--test']);
    expect(text).toContain('user:***');
    for (const encoding of ['utf8', 'base64', 'hex'] as const) {
      expect(text).not.toContain(Buffer.from('user:canary-gh').toString(encoding));
    }
  });

  it('is refused when it is not on the list', async () => {
    const marker = join(world.folder, 'marker');
    for (const argv of [
      ['sh', '-c', `touch ${marker}`],
      ['touch', marker],
      ['node', '-e', '1'],
    ]) {
      expect(await run(argv)).toMatchObject({ denied: true, isError: true });
    }
    expect(world.has('../marker')).toBe(false);
  });

  it('is no shell', async () => {
    world.write('a.test.js', TEST(''));
    const answer = await run([
      'node',
      '--test',
      '$(touch pwned)',
      '; touch pwned',
      '`touch pwned`',
    ]);
    expect(answer.isError).toBe(false);
    expect(world.has('pwned')).toBe(false);
  });

  it('says that a program is not there', async () => {
    expect(await run(['npx', 'vitest', 'run'])).toEqual({
      text: 'vitest was not found',
      isError: true,
    });
  });

  it('is ended at its time', async () => {
    world.write('a.test.js', 'setInterval(() => {}, 1000);');
    const { text } = await run(['node', '--test'], { timeout: 1 });
    expect(text).toMatch(/^timed out \(limit 1 s\) and was ended after/);
  });

  it('shows the end of much output, and nothing that is no text', async () => {
    world.write('a.test.js', "for (let i = 0; i < 20000; i += 1) console.log('line ' + i);");
    const { text } = await run(['node', '--test', 'a.test.js']);
    expect(text.length).toBeLessThan(50_000);
    expect(text).toContain('line 19999');
    expect(text).toContain('earlier output is left out');
    world.write('package.json', JSON.stringify({ scripts: { raw: 'head -c 10 /dev/zero' } }));
    expect((await run(['npm', 'run', '--silent', 'raw'])).text).toContain('bytes that are no text');
  });
});

describe.skipIf(!HAS_CAGE)('a command in a cage', () => {
  beforeEach(() => {
    const env = { PATH, HOME: scratch, HF_TOKEN: 'canary', MY_SETTING: 'kept' };
    world = openWorld({
      program,
      env,
      sandbox: createOsSandbox({ processes, env, read: [], write: [] }),
    });
  });

  it('may be any program, a shell too', async () => {
    const { text, isError } = await run(['sh', '-c', 'echo made > made.txt; id -u; cat made.txt']);
    expect(isError).toBe(false);
    expect(text).toContain('made');
    expect(world.read('made.txt')).toBe('made\n');
    expect((await run(['/bin/echo', 'absolute'])).text).toContain('absolute');
    world.write('run.sh', '#!/bin/sh\necho own\n');
    await run(['chmod', '+x', 'run.sh']);
    expect((await run(['./run.sh'])).text).toContain('own');
  });

  it('runs tests of node', async () => {
    world.write('a.test.js', TEST("console.log('it ran')"));
    expect((await run(['node', '--test'])).text).toContain('it ran');
  });

  it('reaches nothing outside', async () => {
    const secret = join(world.folder, 'secret.txt');
    writeFileSync(secret, 'canary');
    const script = `cat ${secret}; echo pwned > ${world.folder}/pwned; env; cat /proc/*/environ`;
    const { text } = await run(['sh', '-c', script]);
    expect(text).not.toContain('canary');
    expect(world.has('../pwned')).toBe(false);
  });

  it('leaves nothing running', async () => {
    const { text } = await run(['sh', '-c', 'setsid sleep 987 & setsid sleep 987 & echo started']);
    expect(text).toContain('started');
    await vi.waitFor(async () => {
      const found = await processes.run({
        file: '/bin/sh',
        args: ['-c', "cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c 'sleep 98[7]'"],
        cwd: scratch,
        env: { PATH },
      });
      expect(Buffer.from(found.stdout).toString().trim()).toBe('0');
    }, 10_000);
  });
});
