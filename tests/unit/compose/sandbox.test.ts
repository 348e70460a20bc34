import { describe, expect, it } from 'vitest';
import { chooseSandbox, openSandbox, type SandboxQuestion } from '../../../src/compose/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';

const fault = { ok: false, why: 'it rains', hint: 'take an umbrella' } as const;

function question(more: Partial<SandboxQuestion>): SandboxQuestion {
  return {
    wanted: 'auto',
    env: {},
    probe: async () => fault,
    ask: async () => null,
    fallback: null,
    ...more,
  };
}

describe('chooseSandbox', () => {
  it.each(['none', 'external'] as const)('takes %s without a test', async (wanted) => {
    const probe = async () => Promise.reject(new Error('must not be asked'));
    expect(await chooseSandbox(question({ wanted, probe }))).toEqual({
      level: wanted,
      because: null,
    });
  });

  it.each(['os', 'auto'] as const)('takes cages for %s where they hold', async (wanted) => {
    const probe = async () => ({ ok: true }) as const;
    expect(await chooseSandbox(question({ wanted, probe }))).toEqual({
      level: 'os',
      because: null,
    });
  });

  it('never lowers what was asked for', async () => {
    const ask = async () => Promise.reject(new Error('must not be asked'));
    const asked = question({ wanted: 'os', env: { CI: 'true' }, fallback: 'none', ask });
    await expect(chooseSandbox(asked)).rejects.toMatchObject({
      code: 'config',
      message: '--sandbox os cannot be had: it rains',
      hint: 'take an umbrella',
    });
  });

  it.each(['true', '1', 'woodpecker'])('takes the machine for the wall in CI=%s', async (CI) => {
    expect(await chooseSandbox(question({ env: { CI } }))).toEqual({
      level: 'external',
      because: 'it rains',
    });
  });

  it.each(['', 'false', '0'])('does not take CI=%j for CI', async (CI) => {
    await expect(chooseSandbox(question({ env: { CI } }))).rejects.toMatchObject({
      code: 'config',
    });
  });

  it.each(['none', 'external'] as const)('does what a person says: %s', async (level) => {
    const heard: string[] = [];
    const ask: SandboxQuestion['ask'] = async ({ why }) => {
      heard.push(why);
      return Promise.resolve(level);
    };
    expect(await chooseSandbox(question({ ask }))).toEqual({ level, because: null });
    expect(heard).toEqual(['it rains']);
  });

  it.each(['quit', null] as const)('names the choices where the answer is %s', async (said) => {
    await expect(chooseSandbox(question({ ask: async () => said }))).rejects.toMatchObject({
      code: 'config',
      message: 'no wall can be put around agent-written code: it rains',
      hint: expect.stringMatching(
        /^take an umbrella; or choose --sandbox external \(.*\) or --sandbox none \(.*\)$/,
      ) as string,
    });
  });

  it('falls to what it may fall to, without asking', async () => {
    const ask = async () => Promise.reject(new Error('must not be asked'));
    expect(await chooseSandbox(question({ fallback: 'none', ask }))).toEqual({
      level: 'none',
      because: 'it rains',
    });
  });
});

describe('openSandbox', () => {
  const tools = { processes: createProcesses(), env: {} };
  const config = { sandboxPaths: { read: ['/data'], write: ['/out'] } };

  it('says why there is no cage', () => {
    const { level, describe: said } = openSandbox(
      { level: 'external', because: 'it rains' },
      config,
      tools,
    );
    expect(level).toBe('external');
    expect(said).toMatch(/^external: .*; no cage, because it rains$/);
  });

  it('says what a cage is opened to', () => {
    const sandbox = openSandbox({ level: 'os', because: null }, config, tools);
    expect(sandbox.level).toBe('os');
    expect(sandbox.describe).toMatch(/^os: .*; may read \/data; may change \/out$/);
  });
});
