import { describe, expect, it } from 'vitest';
import {
  createStandingVerifiers,
  createVerifiers,
  type VerifierDeps,
} from '../../../src/verifiers/registry.ts';

const nothing = async () => Promise.reject(new Error('nothing runs here'));
const deps = (commands: readonly string[]): VerifierDeps => ({
  commands,
  timeoutMs: 1000,
  processes: { run: nothing, find: nothing },
  sandbox: { level: 'none', describe: '', run: nothing },
  env: {},
  passEnv: [],
});
const names = (commands: readonly string[]): readonly string[] =>
  createVerifiers(deps(commands)).map(({ name }) => name);

const FOUND = names([]);

describe('the checks of a run', () => {
  it('are those that are found, or the configured ones in their place', () => {
    expect(FOUND.slice(0, 2)).toEqual(['node', 'python']);
    expect(names(['make check'])).toEqual(['commands']);
  });

  it('are both where auto stands among the commands, in that order', async () => {
    expect(names(['auto'])).toEqual(FOUND);
    expect(names(['auto', 'make check'])).toEqual([...FOUND, 'commands']);
    expect(names(['make first', 'auto', 'make check', 'auto'])).toEqual([
      ...['commands', ...FOUND, 'commands'],
    ]);
    const both = createVerifiers(deps(['make first', 'auto', 'make last']));
    expect(await both[0]?.tools?.({} as never)).toMatch(/\nmake first$/);
    expect(await both.at(-1)?.tools?.({} as never)).toMatch(/\nmake last$/);
  });

  it('stand on a reading of what is added, and on the hooks', () => {
    const standing = createStandingVerifiers({ ...deps(['make check']), allow: [] });
    expect(standing.map(({ name }) => name)).toEqual(['syntax', 'security', 'audit', 'hooks']);
  });
});
