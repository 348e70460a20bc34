import { describe, expect, it } from 'vitest';
import { findGit, requireVersion } from '../../../src/git/binary.ts';
import type { Processes } from '../../../src/ports/process.ts';

const processes = (found: string | null): Processes => ({
  run: () => Promise.reject(new Error('nothing is run')),
  find: (name, path) => Promise.resolve(name === 'git' && path === '/bin' ? found : null),
});

describe('findGit', () => {
  it('looks along the user’s PATH', async () => {
    const env = { PATH: '/bin' };
    expect(await findGit({ processes: processes('/bin/git'), env })).toBe('/bin/git');
    await expect(findGit({ processes: processes(null), env })).rejects.toMatchObject({
      code: 'git_missing',
      hint: expect.stringContaining('2.31') as string,
    });
    await expect(findGit({ processes: processes('/bin/git'), env: {} })).rejects.toMatchObject({
      code: 'git_missing',
    });
  });
});

describe('requireVersion', () => {
  it.each(['git version 2.31.0', 'git version 2.39.5 (Apple Git-154)', 'git version 3.0.0'])(
    'takes %s',
    (reply) => {
      expect(() => requireVersion(reply)).not.toThrow();
    },
  );

  it.each(['git version 2.30.9', 'git version 1.99.0', 'something else'])('refuses %s', (reply) => {
    expect(() => requireVersion(reply)).toThrow(expect.objectContaining({ code: 'git_too_old' }));
  });
});
