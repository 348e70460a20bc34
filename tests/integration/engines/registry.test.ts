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
    sandbox: createSandbox('none'),
    env: { PATH: folder },
    passEnv: [],
    models: {},
    maxBudgetUsd: null,
    cwd: folder,
    ...change,
  };
}

function installClaude(): void {
  writeFileSync(join(folder, 'claude'), '#!/bin/sh\n', { mode: 0o755 });
}

async function names(list: readonly string[]): Promise<readonly string[]> {
  return (await resolveEngines(list, deps())).map((engine) => engine.name);
}

describe('parseEngineName', () => {
  it.each([
    ['auto', { type: 'auto' }],
    [' claude ', { type: 'claude' }],
    ['replay:a:b.json', { type: 'replay', file: 'a:b.json' }],
  ])('understands %j', (text, name) => {
    expect(parseEngineName(text)).toEqual(name);
  });

  it.each([
    ['cluade', 'Did you mean claude?'],
    ['replay', 'Did you mean replay:FILE?'],
    ['replay:', 'Did you mean replay:FILE?'],
    ['gpt', null],
    ['', null],
  ])('refuses %j and lists the known ones', (text, hint) => {
    expect(() => parseEngineName(text)).toThrow(
      expect.objectContaining({
        code: 'usage',
        hint,
        message: expect.stringContaining('known: auto, claude, replay:FILE'),
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
