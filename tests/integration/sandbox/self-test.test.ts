import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Command, Processes } from '../../../src/ports/process.ts';
import { probeWall } from '../../../src/sandbox/self-test.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { cagesHold } from '../../support/cages.ts';

let home = '';
let scratch = '';
const processes = createProcesses();

beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-self-')));
  scratch = join(home, 'tmp');
  mkdirSync(scratch);
  process.env['TMPDIR'] = scratch;
  writeFileSync(join(home, '.netrc'), 'secret');
});
afterEach(() => {
  delete process.env['TMPDIR'];
  rmSync(home, { recursive: true, force: true });
});

/** Machines on which a cage is less than it should be: what bubblewrap is told is changed on its way. */
async function probe(change: (args: readonly string[]) => readonly string[]) {
  const tampered: Processes = {
    ...processes,
    run: async (command: Command) => {
      const isCage = command.args.includes('--chdir');
      return processes.run(isCage ? { ...command, args: change(command.args) } : command);
    },
  };
  const env = { PATH: '/usr/bin:/bin', HOME: home };
  const result = await probeWall({ processes: tampered, env, read: [], write: [] });
  expect(readdirSync(scratch)).toEqual([]);
  return result;
}

/** The arguments with others put in before those that begin with a word. */
function before(word: string, more: readonly string[], args: readonly string[]): readonly string[] {
  const at = args.indexOf(word);
  return [...args.slice(0, at), ...more, ...args.slice(at)];
}

describe.skipIf(!cagesHold)('the self-test', () => {
  it('passes where cages hold', async () => {
    expect(await probe((args) => args)).toEqual({ ok: true });
  });

  it('notices a machine that is laid open', async () => {
    const bind = ['--bind', home, home];
    expect(await probe((args) => before('--chdir', bind, args))).toMatchObject({
      ok: false,
      why: expect.stringMatching(
        /can be read, .*can be written, files at home can be seen$/,
      ) as string,
    });
  });

  it('notices a home that can be read', async () => {
    const bind = ['--ro-bind', join(home, '.netrc'), join(home, '.netrc')];
    expect(await probe((args) => before('--chdir', bind, args))).toEqual({
      ok: false,
      why: 'a cage does not hold here: files at home can be seen',
      hint: '',
    });
  });

  it('notices a network', async () => {
    expect(await probe((args) => before('--chdir', ['--share-net'], args))).toEqual({
      ok: false,
      why: 'a cage does not hold here: the network can be reached',
      hint: '',
    });
  });

  it('notices that nothing runs', async () => {
    expect(await probe((args) => before('--chdir', ['--no-such-flag'], args))).toMatchObject({
      ok: false,
      why: expect.stringMatching(/^a cage failed: .*no-such-flag/) as string,
    });
  });
});

describe('without a way to make cages', () => {
  it('says what is missing', async () => {
    const none: Processes = { ...processes, find: async () => Promise.resolve(null) };
    const env = { PATH: '/usr/bin:/bin', HOME: home };
    expect(
      await probeWall({ processes: none, env, read: [], write: [], platform: 'linux' }),
    ).toMatchObject({
      ok: false,
      why: 'bubblewrap is not installed',
      hint: expect.stringContaining('apt-get install bubblewrap') as string,
    });
  });

  it('looks no further than PATH', async () => {
    const env = { PATH: scratch, HOME: home };
    expect(
      await probeWall({ processes, env, read: [], write: [], platform: 'linux' }),
    ).toMatchObject({ ok: false, why: 'bubblewrap is not installed' });
  });

  it('knows no cages for other systems', async () => {
    const none: Processes = { ...processes, find: async () => Promise.resolve(null) };
    const options = { processes: none, env: {}, read: [], write: [] };
    expect(await probeWall({ ...options, platform: 'win32' })).toMatchObject({
      ok: false,
      why: 'there are no cages for win32',
    });
  });
});
