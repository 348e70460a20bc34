import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig, mergeSettings, userConfigPath } from '../../../src/cli/load-config.ts';
import type { Settings } from '../../../src/cli/options.ts';
import { DEFAULT_CONFIG } from '../../../src/domain/config.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codelicious-config-'));
  mkdirSync(join(folder, 'repo', '.git'), { recursive: true });
  mkdirSync(join(folder, 'repo', 'packages', 'a'), { recursive: true });
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, content: unknown): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  const asIs = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(file, asIs ? content : JSON.stringify(content));
  return file;
}

const writeRepo = (content: unknown) => write('repo/.codelicious/config.json', content);
const writeUser = (content: unknown) => write('xdg/codelicious/config.json', content);

async function load(flags: Settings = {}, env: Record<string, string> = {}, sub = '.') {
  return loadConfig({
    repo: join(folder, 'repo', sub),
    cwd: '/cwd',
    env: { XDG_CONFIG_HOME: join(folder, 'xdg'), ...env },
    flags,
  });
}

describe('loadConfig', () => {
  it('is the defaults where nobody says anything', async () => {
    expect(await load()).toEqual(DEFAULT_CONFIG);
  });

  it('lets flags prevail over environment, repository and user', async () => {
    writeUser({ engine: 'claude', base: 'user', onFailure: 'stop', pullRequest: { maxLoc: 111 } });
    writeRepo({ engine: 'replay:tape', base: 'repo', onFailure: 'block' });
    const env = { CODELICIOUS_ENGINE: 'replay:env' };
    expect(await load({}, env)).toMatchObject({
      engines: ['replay:/cwd/env'],
      base: 'repo',
      onFailure: 'block',
      maxLoc: 111,
    });
    expect(await load({ engines: ['auto'], base: 'flag' }, env)).toMatchObject({
      engines: ['auto'],
      base: 'flag',
      onFailure: 'block',
    });
    expect((await load()).engines).toEqual([`replay:${join(folder, 'repo', 'tape')}`]);
  });

  it('reads every setting of the user', async () => {
    writeUser({
      $schema: 'x',
      model: { claude: 'opus' },
      specs: ['plans/*.md'],
      branchPrefix: 'ai/',
      platform: 'local',
      commit: { format: 'conventional', signoff: true },
      pullRequest: {
        maxCommits: 2,
        maxOpen: 3,
        exclude: ['dist/**'],
        ready: 'never',
        publish: 'part',
        reviewers: ['ada'],
        labels: ['ai'],
      },
      verify: {
        ...{ commands: ['npm test'], require: true, timeout: '5m', maxFixAttempts: 1 },
        ...{ minCoverage: 85, minPatchCoverage: 0 },
      },
      workspace: { setup: ['npm ci'], copy: ['.env.test'] },
      chunkStrategy: 'llm',
      limits: {
        agentTimeout: '10m',
        maxRunTime: 3600,
        maxTurns: 9,
        maxCostUsd: 20,
        maxCostPerChunk: 0.5,
        maxTokens: 1000,
      },
      endpoint: 'https://models.example/v1',
      prices: { 'gpt-*': { input: 1, output: 2.5 }, local: { input: 0, output: 0, cacheRead: 0 } },
      security: { allow: ['samples/**'], allowCiChanges: true },
      sandbox: { level: 'external', read: ['/data', '~/models'], write: ['~'] },
      env: { verify: ['DATABASE_URL'] },
    });
    expect(await load({}, { HOME: '/home/ada' })).toEqual({
      ...DEFAULT_CONFIG,
      models: { claude: 'opus' },
      specGlobs: ['plans/*.md'],
      branchPrefix: 'ai/',
      platform: 'local',
      commitFormat: 'conventional',
      signoff: true,
      maxCommits: 2,
      maxOpenPrs: 3,
      exclude: ['dist/**'],
      ready: 'never',
      publish: 'part',
      reviewers: ['ada'],
      labels: ['ai'],
      verifyCommands: ['npm test'],
      requireVerification: true,
      verifyTimeoutMs: 300_000,
      minCoverage: 85,
      minPatchCoverage: 0,
      maxFixAttempts: 1,
      setupCommands: ['npm ci'],
      copy: ['.env.test'],
      agentTimeoutMs: 600_000,
      maxRunTimeMs: 3_600_000,
      maxTurns: 9,
      maxCostUsd: 20,
      maxCostPerChunk: 0.5,
      maxTokens: 1000,
      chunkStrategy: 'llm',
      endpoint: 'https://models.example/v1',
      prices: { 'gpt-*': { input: 1, output: 2.5 }, local: { input: 0, output: 0, cacheRead: 0 } },
      allowCiChanges: true,
      securityAllow: ['samples/**'],
      sandbox: 'external',
      sandboxPaths: { read: ['/data', '/home/ada/models'], write: ['/home/ada'] },
      passEnv: { engine: [], verify: ['DATABASE_URL'] },
    });
  });

  it('finds the repository’s file from a folder inside it, and needs no repository', async () => {
    writeRepo({ base: 'dev' });
    expect((await load({}, {}, 'packages/a')).base).toBe('dev');
    expect((await load({}, {}, '../elsewhere')).base).toBeNull();
  });

  it('tolerates a byte order mark', async () => {
    writeRepo('\ufeff{"base": "dev"}');
    expect((await load()).base).toBe('dev');
  });

  it('is frozen through and through', async () => {
    const config = await load({ specs: ['a.md'] });
    expect(
      [config, config.specs, config.passEnv, config.passEnv.engine].every(Object.isFrozen),
    ).toBe(true);
  });

  it.each([
    ['{"base": "dev",}', /config\.json:1:16: a name in double quotes expected/],
    ['{\n  // the base\n  "base": "dev"\n}', /config\.json:2:3: a name in double quotes expected/],
    ['', /config\.json:1:1: a value expected/],
    [new Uint8Array([0x7b, 0xff, 0x7d]), /config\.json is not UTF-8/],
    [' '.repeat(102_401), /config\.json is larger than 100 KB/],
    [[], /config\.json: the file must be an object in braces/],
    [{ bas: 'dev' }, /unknown setting "bas"; did you mean "base"\?/],
    [{ nothing_like_it: 1 }, /unknown setting "nothing_like_it"; known are engine, model, /],
    [
      { pullRequest: { maxLOC: 1 } },
      /unknown setting "pullRequest\.maxLOC"; did you mean "maxLoc"\?/,
    ],
    [{ verify: { qqqqqq: 1 } }, /unknown setting "verify\.qqqqqq"; known are commands, require, /],
    [{ sandbox: { level: 'none' } }, /"sandbox" may be set in your own configuration only/],
    [{ endpoint: 'https://a.example' }, /"endpoint" may be set in your own configuration only/],
    [{ prices: {} }, /"prices" may be set in your own configuration only/],
    [{ limits: { maxCostUsd: 0 } }, /"limits\.maxCostUsd" must be above 0/],
    [{ limits: { maxTokens: 0 } }, /"limits\.maxTokens" must be at least 1/],
    [{ chunkStrategy: 'guess' }, /"chunkStrategy" must be one of auto, checkbox, llm/],
    [{ env: {} }, /"env" may be set in your own configuration only/],
    [{ platform: 'gitlab' }, /"platform" must be one of auto, github, local/],
    [{ pullRequest: { maxLoc: 20 } }, /"pullRequest\.maxLoc" must be at least 50/],
    [{ pullRequest: { maxLoc: 9000 } }, /"pullRequest\.maxLoc" must be at most 5000/],
    [{ pullRequest: { maxLoc: 60.5 } }, /"pullRequest\.maxLoc" must be a whole number/],
    [{ pullRequest: { maxLoc: '60' } }, /"pullRequest\.maxLoc" must be a number/],
    [{ pullRequest: { labels: 'x' } }, /"pullRequest\.labels" must be a list/],
    [{ verify: { commands: [''] } }, /"verify\.commands\.0" must not be empty/],
    [{ verify: { minCoverage: 101 } }, /"verify\.minCoverage" must be at most 100/],
    [{ verify: { minPatchCover: 1 } }, /did you mean "minPatchCoverage"/],
    [{ verify: { require: 1 } }, /"verify\.require" must be true or false/],
    [
      { limits: { agentTimeout: 'soon' } },
      /"limits\.agentTimeout" must be a duration of at least 1 s/,
    ],
    [{ limits: { agentTimeout: [] } }, /"limits\.agentTimeout" has a value of the wrong kind/],
    [{ engine: 'gpt' }, /config\.json: "engine": no engine is called "gpt"; known are auto/],
    [{ model: { gpt: '4' } }, /config\.json: "model": no engine is called "gpt"/],
    ['{"__proto__": {"base": "x"}}', /unknown setting "__proto__"/],
  ])('refuses %j', async (content, message) => {
    writeRepo(content);
    await expect(load()).rejects.toMatchObject({
      code: 'config',
      message: expect.stringMatching(message) as string,
    });
  });

  it('names the user’s file when that is at fault', async () => {
    const path = writeUser({ sandbx: 1 });
    await expect(load()).rejects.toMatchObject({
      message: `${path}: unknown setting "sandbx"; did you mean "sandbox"?`,
    });
  });

  it('refuses a configuration that is no file', async () => {
    mkdirSync(join(folder, 'repo', '.codelicious', 'config.json'), { recursive: true });
    await expect(load()).rejects.toMatchObject({ code: 'config' });
  });

  it('takes a file in place of the folder for none', async () => {
    write('repo/.codelicious', 'a file');
    expect(await load()).toEqual(DEFAULT_CONFIG);
  });

  it('names the variable that names no engine', async () => {
    await expect(load({}, { CODELICIOUS_ENGINE: 'gpt' })).rejects.toMatchObject({
      code: 'config',
      message:
        'CODELICIOUS_ENGINE=gpt: no engine is called "gpt"; known are auto, claude, anthropic, huggingface, replay:FILE',
    });
  });
});

describe('the endpoint', () => {
  const local = 'http://localhost:1234/v1';

  it('is taken from a flag before the environment before the user’s file', async () => {
    writeUser({ endpoint: 'https://user.example' });
    expect((await load()).endpoint).toBe('https://user.example');
    const env = { LLM_ENDPOINT: ' https://env.example ' };
    expect((await load({}, env)).endpoint).toBe('https://env.example');
    expect((await load({ endpoint: 'https://flag.example' }, env)).endpoint).toBe(
      'https://flag.example',
    );
    expect((await load({}, { LLM_ENDPOINT: '' })).endpoint).toBe('https://user.example');
  });

  it('may be http on this machine wherever it was named, if a flag allows it', async () => {
    await expect(load({}, { LLM_ENDPOINT: local })).rejects.toMatchObject({ code: 'config' });
    expect((await load({ allowHttpLoopback: true }, { LLM_ENDPOINT: local })).endpoint).toBe(local);
    writeUser({ endpoint: local });
    expect((await load({ allowHttpLoopback: true })).endpoint).toBe(local);
  });

  it('is refused with its password masked and its source named', async () => {
    await expect(load({}, { LLM_ENDPOINT: 'https://me:hunter2@a.example' })).rejects.toMatchObject({
      code: 'config',
      message: 'LLM_ENDPOINT https://***@a.example: must hold no user name or password',
    });
    const path = writeUser({ endpoint: 'http://me:hunter2@a.example' });
    await expect(load()).rejects.toMatchObject({
      message: `${path}: "endpoint" http://***@a.example: must hold no user name or password`,
    });
  });

  it('has prices with numbers', async () => {
    writeUser({ prices: { x: { input: -1, output: 1 } } });
    await expect(load()).rejects.toMatchObject({
      message: expect.stringMatching(/"prices\.x\.input" must be at least 0/) as string,
    });
  });
});

describe('mergeSettings', () => {
  it('lets a model for every engine replace what weaker sources said of one', () => {
    const weaker = { models: { claude: 'a', replay: 'b' } };
    expect(mergeSettings([weaker, { models: { claude: 'c' } }]).models).toEqual({
      claude: 'c',
      replay: 'b',
    });
    expect(mergeSettings([weaker, { models: { '*': 'd' } }]).models).toEqual({ '*': 'd' });
  });

  it('keeps durations within what a timer can wait', () => {
    const forever = 1e15;
    expect(mergeSettings([{ agentTimeoutMs: forever, maxRunTimeMs: forever }])).toMatchObject({
      agentTimeoutMs: 2_147_483_647,
      maxRunTimeMs: 2_147_483_647,
    });
  });
});

describe('userConfigPath', () => {
  it.each([
    [{ XDG_CONFIG_HOME: '/xdg', HOME: '/home/ada' }, '/xdg/codelicious/config.json'],
    [{ HOME: '/home/ada' }, '/home/ada/.config/codelicious/config.json'],
    [
      { XDG_CONFIG_HOME: 'relative', HOME: '/home/ada' },
      '/home/ada/.config/codelicious/config.json',
    ],
    [{}, null],
  ])('of %j is %j', (env, path) => {
    expect(userConfigPath(env)).toBe(path);
  });
});
