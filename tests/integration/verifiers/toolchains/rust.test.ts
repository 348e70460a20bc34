import { existsSync, renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createRustVerifier } from '../../../../src/verifiers/toolchains/rust/rust.ts';
import { answers, type Files, named, toolchainTrees } from '../../../support/toolchain-trees.ts';

const hasCargo = answers('cargo', 'clippy', '--version') && answers('cargo', 'fmt', '--version');
const trees = toolchainTrees(createRustVerifier);
afterAll(() => trees.remove());

const crate = (name: string, more = ''): string =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}`;

const WORKSPACE: Files = {
  'Cargo.toml': '[workspace]\nmembers = ["alpha", "beta", "gamma"]\nresolver = "2"\n',
  'alpha/Cargo.toml': crate('alpha', '[lib]\ndoctest = false\n'),
  'alpha/src/lib.rs': `pub mod calc;

pub fn add(a: i32, b: i32) -> i32 {
    a + b
}
`,
  'alpha/src/calc.rs': `pub fn half(a: i32) -> i32 {
    a / 2
}

#[cfg(test)]
mod tests {
    #[test]
    fn halves() {
        assert_eq!(super::half(4), 2, "half of four");
    }
}
`,
  'beta/Cargo.toml': crate(
    'beta',
    '[lib]\ndoctest = false\n[dependencies]\nalpha = { path = "../alpha" }\n',
  ),
  'beta/src/lib.rs': `pub fn two() -> i32 {
    alpha::add(1, 1)
}
`,
  'beta/tests/it.rs': `#[test]
fn is_two() {
    assert_eq!(beta::two(), 2);
}
`,
  'gamma/Cargo.toml': crate('gamma', '[lib]\ndoctest = false\n'),
  'gamma/src/lib.rs': '',
};

describe.skipIf(!hasCargo)('rust', () => {
  it('tests what a change touches and what needs it, and says where it fails', async () => {
    const change = {
      'alpha/src/lib.rs': WORKSPACE['alpha/src/lib.rs']?.replace('a + b', 'a - b') ?? '',
      'alpha/src/calc.rs': WORKSPACE['alpha/src/calc.rs']?.replace('a / 2', 'a / 3') ?? '',
    };
    const checks = await trees.check({ base: WORKSPACE, change });
    expect(checks.map(({ name, status }) => [name, status])).toEqual([
      ['cargo fmt', 'passed'],
      ['cargo clippy', 'passed'],
      ['cargo test', 'failed'],
    ]);
    const test = named(checks, 'cargo test');
    expect(test.command).toBe('cargo test -p alpha -p beta');
    expect(test.tests).toEqual({ passed: 0, failed: 2, skipped: 0 });
    expect(test.findings).toEqual([
      {
        ...{ check: 'cargo test', test: 'alpha::calc::tests::halves', file: 'alpha/src/calc.rs' },
        ...{ line: 9, rule: 'calc::tests::halves' },
        message: expect.stringMatching(/half of four left: 1 right: 2$/) as unknown,
      },
      {
        ...{ check: 'cargo test', test: 'beta/it::is_two', file: 'beta/tests/it.rs', line: 3 },
        ...{ rule: 'is_two', message: expect.stringContaining('left: 0 right: 2') as unknown },
      },
    ]);
  });

  it('says what is not formatted, suspicious or cannot be built', async () => {
    const lint = '#![deny(warnings)]\npub fn same(a: i32) -> bool { a == a }\n';
    const checks = await trees.check({ base: WORKSPACE, change: { 'gamma/src/lib.rs': lint } });
    expect(named(checks, 'cargo fmt').findings).toMatchObject([
      { file: 'gamma/src/lib.rs', rule: 'rustfmt' },
    ]);
    expect(named(checks, 'cargo clippy').findings).toMatchObject([
      { file: 'gamma/src/lib.rs', line: 2, rule: 'clippy::eq_op' },
    ]);
    const broken = { 'gamma/src/lib.rs': 'pub fn one() -> i32 {\n    "one"\n}\n' };
    const only = ['cargo test'];
    const [test] = await trees.check({ base: WORKSPACE, change: broken, only });
    expect(test).toMatchObject({
      ...{ status: 'failed', tests: { passed: 0, failed: 0, skipped: 0 } },
      findings: [{ file: 'gamma/src/lib.rs', line: 2, rule: 'E0308', message: 'mismatched types' }],
    });
  });

  it('repeats test files, keeps the tree as it is, and sees what was moved into place', async () => {
    const task = { kind: 'tests', files: ['beta/tests/it.rs'] } as const;
    const scope = trees.scopeOf({ base: WORKSPACE, task });
    const other = trees.scopeOf({ base: WORKSPACE, task });
    const verifier = trees.verifierWith();
    const signal = new AbortController().signal;
    const command = 'cargo test -p beta --test it';
    const [first] = await verifier.check(scope, signal);
    expect(first).toMatchObject({ name: 'cargo test', status: 'passed', command });
    expect(existsSync(join(scope.root, 'Cargo.lock'))).toBe(false);
    expect(existsSync(join(scope.root, 'target'))).toBe(false);

    const [made, place] = ['alpha/new.rs', 'alpha/src/lib.rs'].map((path) =>
      join(scope.root, path),
    );
    writeFileSync(made!, 'pub mod calc;\n\npub fn add(_: i32, _: i32) -> i32 {\n    3\n}\n');
    utimesSync(made!, 1, 1);
    renameSync(made!, place!);
    expect((await verifier.check(scope, signal))[0]).toMatchObject({ status: 'failed' });
    expect((await verifier.check(other, signal))[0]).toMatchObject({ status: 'passed' });
  });

  it('skips what cannot be had without a network, and leaves out what has nothing to do with it', async () => {
    const far = { 'gamma/Cargo.toml': crate('gamma', '[dependencies]\nfar-away-crate = "1"\n') };
    const only = ['cargo test'];
    const change = { 'gamma/src/lib.rs': '// changed\n' };
    const [old] = await trees.check({ base: { ...WORKSPACE, ...far }, change, only });
    expect(old).toMatchObject({
      ...{ name: 'cargo test', status: 'skipped' },
      note: expect.stringContaining('cargo fetch') as unknown,
    });
    const [asked] = await trees.check({ base: WORKSPACE, change: { ...change, ...far }, only });
    expect(asked).toMatchObject({ name: 'cargo test', status: 'failed' });
    expect(await trees.check({ base: { 'a.py': '' }, change: { 'a.py': 'x = 1\n' } })).toEqual([]);
  });

  it('is said to be missing', async () => {
    const verifier = trees.verifierWith({ env: { PATH: '/nonexistent' } });
    expect(await trees.check({ base: WORKSPACE, task: { kind: 'full' } }, verifier)).toMatchObject([
      {
        name: 'cargo test',
        status: 'skipped',
        note: expect.stringContaining('rustup.rs') as unknown,
      },
    ]);
  });
});
