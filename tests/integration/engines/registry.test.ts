import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EngineDeps, parseEngineName, resolveEngines } from '../../../src/engines/registry.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createClock } from '../../../src/system/clock.ts';
import { createProcesses } from '../../../src/system/processes.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codelicious-registry-'));
  writeFileSync(join(folder, 'a.json'), '{"version":1,"jobs":[{"kind":"build","chunk":"A"}]}');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function deps(change: Partial<EngineDeps> = {}): EngineDeps {
  return {
    processes: createProcesses(),
    clock: createClock(),
    sandbox: createSandbox('none', createProcesses()),
    env: { PATH: folder },
    passEnv: [],
    models: {},
    claudeSession: null,
    claudeDir: join(folder, 'claude'),
    learnSecret: () => undefined,
    prices: {},
    endpoint: null,
    allowHttpLoopback: false,
    fileToolsProgram: join(folder, 'program.mjs'),
    cwd: folder,
    ...change,
  };
}

function installClaude(): void {
  writeFileSync(join(folder, 'claude'), '#!/bin/sh\n', { mode: 0o755 });
}

async function names(
  list: readonly string[],
  change: Partial<EngineDeps> = {},
): Promise<readonly string[]> {
  return (await resolveEngines(list, deps(change))).map((engine) => engine.name);
}

describe('parseEngineName', () => {
  it.each([
    ['auto', { type: 'auto' }],
    [' claude ', { type: 'claude' }],
    ['anthropic', { type: 'anthropic' }],
    ['huggingface', { type: 'huggingface' }],
    ['replay:a:b.json', { type: 'replay', file: 'a:b.json' }],
  ])('understands %j', (text, name) => {
    expect(parseEngineName(text)).toEqual(name);
  });

  it.each([
    ['cluade', 'Did you mean claude?'],
    ['antropic', 'Did you mean anthropic?'],
    ['hugging-face', 'Did you mean huggingface?'],
    ['replay', 'Did you mean replay:FILE?'],
    ['replay:', 'Did you mean replay:FILE?'],
    ['gpt', null],
    ['', null],
  ])('refuses %j and lists the known ones', (text, hint) => {
    expect(() => parseEngineName(text)).toThrow(
      expect.objectContaining({
        code: 'usage',
        hint,
        message: expect.stringContaining(
          'known: auto, claude, anthropic, huggingface, replay:FILE',
        ),
      }),
    );
  });
});

describe('resolveEngines', () => {
  it('keeps the order, each engine once', async () => {
    installClaude();
    expect(await names(['replay:a.json', 'auto', 'claude', 'replay:a.json'])).toEqual([
      'replay',
      'claude',
    ]);
  });

  it('takes for auto what is there', async () => {
    expect(await names(['auto', 'replay:a.json'])).toEqual(['replay']);
    await expect(names(['auto'])).rejects.toMatchObject({ code: 'engine_unavailable' });
    installClaude();
    expect(await names(['auto'])).toEqual(['claude']);
  });

  it('takes for auto a key of Anthropic where claude is not, then a token of Hugging Face', async () => {
    const all = { PATH: folder, ANTHROPIC_API_KEY: 'k', HF_TOKEN: 't' };
    expect(await names(['auto'], { env: all })).toEqual(['anthropic', 'huggingface']);
    expect(await names(['auto'], { env: { ...all, ANTHROPIC_API_KEY: '' } })).toEqual([
      'huggingface',
    ]);
    const token = { PATH: folder, ANTHROPIC_AUTH_TOKEN: 'k' };
    expect(await names(['auto'], { env: token })).toEqual(['anthropic']);
    expect(await names(['auto'], { env: { PATH: folder, LLM_API_KEY: 'k' } })).toEqual([
      'huggingface',
    ]);
    installClaude();
    expect(await names(['auto'], { env: all })).toEqual(['claude', 'huggingface']);
  });

  it('takes for auto a server on this machine, which asks for no token', async () => {
    const change = { endpoint: 'http://127.0.0.1:11434', allowHttpLoopback: true };
    expect(await names(['auto'], change)).toEqual(['huggingface']);
    await expect(names(['auto'], { endpoint: 'https://models.example' })).rejects.toMatchObject({
      code: 'engine_unavailable',
    });
  });

  it('gives each engine its model', async () => {
    const env = { PATH: folder, ANTHROPIC_API_KEY: 'k', HF_TOKEN: 't' };
    const models = { '*': 'any-model', huggingface: 'some/model' };
    const engines = await resolveEngines(['anthropic', 'huggingface'], deps({ env, models }));
    const probes = await Promise.all(engines.map((engine) => engine.probe()));
    expect(probes).toMatchObject([
      { ok: true, describe: expect.stringContaining('any-model') },
      { ok: true, describe: expect.stringContaining('some/model') },
    ]);
  });

  it('takes a named engine that is not there: its probe says so', async () => {
    const [engine] = await resolveEngines(['claude'], deps());
    expect(await engine.probe()).toMatchObject({ ok: false, why: 'missing' });
  });

  it('refuses an unknown name before it reads a cassette', async () => {
    await expect(names(['replay:none.json', 'gpt'])).rejects.toMatchObject({ message: /"gpt"/ });
    await expect(names(['replay:none.json'])).rejects.toMatchObject({ code: 'usage' });
  });

  it('finds a cassette from the working directory and by absolute path', async () => {
    expect(await names([`replay:${join(folder, 'a.json')}`])).toEqual(['replay']);
    const [engine] = await resolveEngines(['replay:a.json'], deps());
    expect(await engine.probe()).toMatchObject({
      ok: true,
      describe: expect.stringContaining('a.json'),
    });
  });
});
