import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { locate, type Place, refuseOperands } from '../../../src/cli/repo.ts';

let cwd: string;

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'codelicious-repo-'));
  mkdirSync(join(cwd, 'app', 'sub'), { recursive: true });
  writeFileSync(join(cwd, 'spec.md'), '');
});

afterAll(() => {
  rmSync(cwd, { recursive: true, force: true });
});

async function at(operands: readonly string[], about: Partial<Place> = {}) {
  return locate({ command: 'build', named: false, folder: null, operands, ...about }, cwd);
}

describe('locate', () => {
  it('works where it was started', async () => {
    expect(await at([])).toEqual({ cwd, repo: cwd, shown: '.' });
  });

  it('takes a folder, however it is named', async () => {
    const repo = join(cwd, 'app');
    expect(await at(['app'])).toEqual({ cwd, repo, shown: 'app' });
    expect(await at([repo])).toEqual({ cwd, repo, shown: repo });
  });

  it('works as if started in the folder of -C', async () => {
    const app = join(cwd, 'app');
    expect(await at([], { folder: 'app' })).toEqual({ cwd: app, repo: app, shown: 'app' });
    const sub = join(app, 'sub');
    expect(await at(['sub'], { folder: 'app' })).toEqual({ cwd: app, repo: sub, shown: sub });
  });

  it.each([
    [['paln'], {}, "unknown command or directory 'paln'; did you mean 'plan'?"],
    [['paln', '.'], {}, "unknown command or directory 'paln'; did you mean 'plan'?"],
    [
      ['xyzzy'],
      {},
      "unknown command or directory 'xyzzy'; the commands are build, plan, status, verify, demo, unlock",
    ],
    [[''], {}, /^unknown command or directory ''/],
    [['a\0b'], {}, /^unknown command or directory/],
    [['nodir'], { named: true }, "no such directory 'nodir'"],
    [['app', 'sub'], {}, "unexpected argument 'sub'; one repository at a time"],
    [[], { folder: 'nodir' }, '-C nodir: no such directory'],
    [[], { folder: 'spec.md' }, '-C spec.md: no such directory'],
    [['spec.md'], {}, /is a file, not a directory; to build one spec: codelicious --spec spec\.md/],
  ])('refuses %j %j', async (operands, about, message) => {
    await expect(at(operands, about)).rejects.toMatchObject({
      code: 'usage',
      message: typeof message === 'string' ? message : (expect.stringMatching(message) as string),
    });
  });
});

it('refuseOperands lets no argument pass', () => {
  expect(() => refuseOperands('demo', [])).not.toThrow();
  expect(() => refuseOperands('demo', ['x'])).toThrow("unexpected argument 'x'; demo takes none");
});
