import { afterAll, describe, expect, it } from 'vitest';
import { clippyFlags } from '../../../../src/verifiers/toolchains/rust/clippy-flags.ts';
import { createRustVerifier } from '../../../../src/verifiers/toolchains/rust/rust.ts';
import { type Files, toolchainTrees } from '../../../support/toolchain-trees.ts';

const trees = toolchainTrees(createRustVerifier);
afterAll(() => trees.remove());

const CI = '.github/workflows/ci.yml';
const flags = (base: Files, change: Files = {}) => clippyFlags(trees.scopeOf({ base, change }));

describe('how clippy is run', () => {
  it.each([
    [
      '      - run: cargo clippy --all-targets -- -D warnings',
      ['--all-targets', '--', '-D', 'warnings'],
    ],
    [
      'cargo +stable clippy --workspace --tests -- -Dclippy::all -A clippy::too_many_lines',
      ['--tests', '--', '-D', 'clippy::all', '-A', 'clippy::too_many_lines'],
    ],
    ['cargo clippy', []],
    ['# cargo clippy -- -D warnings', []],
  ])('is as the project does it: %s', async (line, expected) => {
    expect(await flags({ [CI]: `${line}\n` })).toEqual(expected);
  });

  it('is what the base says, though the change says less', async () => {
    const strict = 'run: cargo clippy -- -D warnings\n';
    const said = ['--', '-D', 'warnings'];
    expect(await flags({ [CI]: strict }, { [CI]: 'run: cargo clippy\n' })).toEqual(said);
    expect(await flags({ [CI]: strict }, { [CI]: null })).toEqual(said);
    expect(await flags({}, { Makefile: `lint:\n\t${strict}` })).toEqual(said);
    expect(await flags({})).toEqual([]);
  });
});
