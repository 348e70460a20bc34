import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asksFor, manifestOf } from '../../../src/workspace/manifests.ts';

const json = (value: unknown): string => JSON.stringify(value);
const isSame = (path: string, a: string, b: string): boolean =>
  asksFor(path, a).join('\n') === asksFor(path, b).join('\n');

describe('manifestOf', () => {
  it.each([
    ['package.json', 'node'],
    ['packages/a/package.json', 'node'],
    ['pnpm-workspace.yaml', 'node'],
    ['pyproject.toml', 'python'],
    ['requirements.txt', 'python'],
    ['requirements-dev.txt', 'python'],
    ['requirements/test.txt', 'python'],
    ['go.mod', 'go'],
    ['crates/a/Cargo.toml', 'rust'],
    ['node_modules/a/package.json', null],
    ['.venv/lib/x/pyproject.toml', null],
    ['package-lock.json', null],
    ['src/package.json.ts', null],
    ['requirements.md', null],
  ])('of %s is %s', (path, ecosystem) => {
    expect(manifestOf(path)).toBe(ecosystem);
  });
});

describe('asksFor', () => {
  it('is nothing where there is no manifest', () => {
    expect(asksFor('package.json', null)).toEqual([]);
    expect(asksFor('README.md', 'dependencies: all')).toEqual([]);
  });

  it('hears each dependency of a package, in any order and layout', () => {
    const text = json({
      version: '2.0.0',
      scripts: { test: 'x' },
      dependencies: { b: '^1', a: '2' },
      devDependencies: {},
      workspaces: ['packages/*'],
      overrides: { c: { z: '1', y: '2' } },
    });
    expect(asksFor('package.json', text)).toEqual([
      'dependencies.a "2"',
      'dependencies.b "^1"',
      'overrides.c {"y":"2","z":"1"}',
      'workspaces ["packages/*"]',
    ]);
    const other = JSON.stringify(
      {
        dependencies: { a: '2', b: '^1' },
        workspaces: ['packages/*'],
        overrides: { c: { y: '2', z: '1' } },
      },
      null,
      2,
    );
    expect(isSame('package.json', text, other)).toBe(true);
  });

  it('takes what is no JSON as it is, so that the package manager complains of it', () => {
    expect(asksFor('package.json', '{ "dependencies": ')).toEqual(['{ "dependencies": ']);
  });

  it('hears a pyproject.toml where it speaks of packages, and not where of tools', () => {
    const text = `[project]
name = "x"
version = "1"
dependencies = [
  "requests>=2", # for http
  "a[b]>=1; python_version < '3.9'",
]
[project.optional-dependencies]
test = ["pytest"]
[tool.ruff]
line-length = 100
[tool.poetry.group.dev.dependencies]
mypy = "^1"
[dependency-groups]
lint = ["ruff"]
`;
    expect(asksFor('pyproject.toml', text)).toEqual([
      'dependency-groups.lint "ruff"',
      'project.dependencies "a[b]>=1; python_version < \'3.9\'"',
      'project.dependencies "requests>=2"',
      'project.optional-dependencies.test "pytest"',
      'tool.poetry.group.dev.dependencies.mypy "^1"',
    ]);
    expect(isSame('pyproject.toml', text, text.replace('100', '80').replace('"1"', '"2"'))).toBe(
      true,
    );
    expect(isSame('pyproject.toml', text, text.replace('"ruff"', '"ruff", "black"'))).toBe(false);
  });

  it('hears a Cargo.toml likewise', () => {
    const text = `[package]
name = "x"
version = "0.1.0"
[dependencies]
serde = { version = "1", features = ["derive"] }
[dependencies.tokio]
version = "1"
[target.'cfg(unix)'.dependencies]
libc = "0.2"
[features]
default = []
[workspace]
members = ["a", "b"]
`;
    expect(asksFor('Cargo.toml', text)).toEqual([
      'dependencies.serde { version = "1", features = ["derive"] }',
      'dependencies.tokio.version "1"',
      'target.cfg(unix).dependencies.libc "0.2"',
      'workspace.members "a"',
      'workspace.members "b"',
    ]);
    expect(isSame('Cargo.toml', text, text.replace('0.1.0', '0.2.0'))).toBe(true);
  });

  it('hears every line of go.mod but the module’s own name and comments', () => {
    const text = 'module x\n\ngo 1.22\n\nrequire (\n\ta.b/c v1.0.0 // indirect\n)\n';
    expect(asksFor('go.mod', text)).toEqual([')', 'a.b/c v1.0.0', 'go 1.22', 'require (']);
  });

  it('hears requirements without comments, hashes and continued lines', () => {
    const text =
      '# all\nrequests==2.31.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n\n-r base.txt  # more\n';
    expect(asksFor('requirements.txt', text)).toEqual(['-r base.txt', 'requests==2.31.0']);
  });

  it('reads anything', () => {
    const paths = ['package.json', 'pyproject.toml', 'Cargo.toml', 'go.mod', 'requirements.txt'];
    fc.assert(
      fc.property(fc.constantFrom(...paths), fc.string({ maxLength: 400 }), (path, text) => {
        const asks = asksFor(path, text);
        expect(asksFor(path, text)).toEqual(asks);
      }),
    );
  });
});
