import { describe, expect, it } from 'vitest';
import type { Crate } from '../../../../../src/verifiers/toolchains/rust/metadata.ts';
import { readMetadata } from '../../../../../src/verifiers/toolchains/rust/metadata.ts';
import { selectCrates } from '../../../../../src/verifiers/toolchains/rust/selection.ts';
import { fileArguments } from '../../../../../src/verifiers/toolchains/rust/test-plan.ts';

const crate = (name: string, more: Partial<Crate> = {}): Crate => {
  const targets = [{ kind: 'test', name: 'it', source: `/t/ws/${name}/tests/it.rs` }];
  return { name, folder: `/t/ws/${name}`, targets, needs: [], testNeeds: [], ...more };
};
const crates = [
  crate('core'),
  crate('api', { needs: ['/t/ws/core'] }),
  crate('app', { needs: ['/t/ws/api'] }),
  crate('check', { testNeeds: ['/t/ws/api'] }),
  crate('other'),
];
const workspace = { folder: 'ws', crates, changed: [] };
const selected = (...changed: readonly string[]) => selectCrates({ ...workspace, changed }, '/t');

describe('the crates a change is about', () => {
  it('are its own, those that need them, and those that are tested with them', () => {
    expect(selected('ws/api/src/lib.rs')).toEqual({
      changed: ['api'],
      related: ['api', 'app', 'check'],
    });
  });

  it('are only its own where nobody is built of the file', () => {
    expect(selected('ws/core/tests/it.rs', 'ws/README.md').related).toEqual(['core']);
  });

  it.each([
    ['settings', 'ws/Cargo.lock'],
    ['settings of cargo', 'ws/core/.cargo/config.toml'],
    ['a file that no crate has', 'ws/proto/x.proto'],
    ['text alone', 'ws/README.md'],
  ])('are all with %s', (_, path) => {
    expect(selected(path)).toEqual({ changed: null, related: null });
  });
});

describe('test files by themselves', () => {
  const args = (...files: readonly string[]) => fileArguments(files, workspace, '/t');

  it('are programs, modules, or all tests of their crates', () => {
    expect(args('ws/core/tests/it.rs')).toEqual(['-p', 'core', '--test', 'it']);
    expect(args('ws/core/src/parse/tests.rs', 'ws/core/src/tests/mod.rs')).toEqual([
      '-p',
      'core',
      '--lib',
      '--bins',
      '--',
      'parse::tests::',
      'tests::',
    ]);
    expect(args('ws/core/tests/it.rs', 'ws/api/src/tests.rs')).toEqual(['-p', 'api', '-p', 'core']);
    expect(args('ws/core/tests/shared/mod.rs')).toEqual(['-p', 'core']);
    expect(args('elsewhere/tests/it.rs')).toBeNull();
  });
});

describe('what cargo says of a workspace', () => {
  it('is read, and anything else is nothing', () => {
    const dependency = { kind: null, path: '/t/a' };
    const pkg = {
      ...{ name: 'b', manifest_path: '/t/b/Cargo.toml' },
      dependencies: [dependency, { kind: 'dev', path: '/t/c' }, { kind: null }],
      targets: [{ kind: ['lib'], name: 'b', src_path: '/t/b/src/lib.rs' }],
    };
    const text = JSON.stringify({ workspace_root: '/t', packages: [pkg] });
    expect(readMetadata(text)).toEqual({
      root: '/t',
      crates: [
        {
          ...{ name: 'b', folder: '/t/b', needs: ['/t/a'], testNeeds: ['/t/c'] },
          targets: [{ kind: 'lib', name: 'b', source: '/t/b/src/lib.rs' }],
        },
      ],
    });
    expect(readMetadata('{}')).toBeNull();
    expect(readMetadata('')).toBeNull();
  });
});
