import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toolchainCommands } from '../../../../src/engines/claude-cli/allowed-commands.ts';

const commands = (files: Readonly<Record<string, string>>) =>
  toolchainCommands(new Map(Object.entries(files)));

const manifest = JSON.stringify({
  scripts: {
    ...{
      test: 'vitest',
      'test:unit': 'x',
      lint: 'x',
      'lint-fix': 'x',
      typecheck: 'tsc',
      build: 'x',
    },
    ...{
      deploy: 'x',
      start: 'x',
      postinstall: 'x',
      testify: 'x',
      'test; rm -rf /': 'x',
      'lint,Edit': 'x',
    },
  },
  devDependencies: { vitest: '1', typescript: '5', '@biomejs/biome': '2' },
});

describe('toolchainCommands', () => {
  it('is nothing for a tree that says nothing', () => {
    expect(commands({})).toEqual([]);
  });

  it('takes the checking scripts of a package and the checking programs it installs', () => {
    const found = commands({ 'package.json': manifest });
    for (const command of [
      ...['npm test', 'npm run test', 'npm run test:unit', 'npm run lint', 'npm run lint-fix'],
      ...[
        'npm run typecheck',
        'npm run build',
        'npx vitest',
        'npx tsc',
        'npx biome',
        'node --test',
      ],
    ]) {
      expect(found).toContain(command);
    }
    expect(found.join('\n')).not.toMatch(
      /deploy|start|postinstall|testify|rm -rf|Edit|jest|eslint/,
    );
  });

  it.each([
    ['pnpm-lock.yaml', 'pnpm run lint', 'pnpm exec vitest'],
    ['yarn.lock', 'yarn run lint', 'yarn vitest'],
    ['bun.lock', 'bun run lint', 'bunx vitest'],
    ['package-lock.json', 'npm run lint', 'npx vitest'],
  ])('speaks to the package manager of %s', (lock, run, exec) => {
    const found = commands({ 'package.json': manifest, [lock]: '' });
    expect(found).toContain(run);
    expect(found).toContain(exec);
  });

  it('goes by the named package manager where there is no lock file', () => {
    const named = JSON.stringify({ packageManager: 'pnpm@9.1.0', scripts: { test: 'x' } });
    expect(commands({ 'package.json': named })).toContain('pnpm run test');
    const unknown = JSON.stringify({ packageManager: 'cnpm@1', scripts: { test: 'x' } });
    expect(commands({ 'package.json': unknown })).toContain('npm run test');
  });

  it('takes a manifest it cannot read for one that says nothing', () => {
    for (const text of ['{', '[]', 'null', '{"scripts":7}']) {
      expect(commands({ 'package.json': text })).toEqual([
        'node --test',
        'node --check',
        'npm test',
      ]);
    }
  });

  it('knows Python by its files, and the programs that they name', () => {
    const found = commands({ 'pyproject.toml': '[tool.ruff]\n[tool.mypy]', 'uv.lock': '' });
    for (const command of [
      'pytest',
      'python3 -m pytest',
      'ruff',
      'python -m mypy',
      'uv run pytest',
    ]) {
      expect(found).toContain(command);
    }
    expect(found).not.toContain('black');
    expect(commands({ 'ruff.toml': '' })).toContain('ruff');
    expect(commands({ 'poetry.lock': '', 'setup.py': '' })).toContain('poetry run pytest');
  });

  it('knows Go, Rust, Deno and the targets of make', () => {
    const makefile =
      'test: build\n\t@go test\nlint::\n\ncheck:=7\nrelease:\n\tx\n.PHONY: test\nfmt-all :\n';
    const found = commands({ 'go.mod': '', 'Cargo.toml': '', 'deno.json': '', Makefile: makefile });
    for (const command of [
      'go test',
      'cargo clippy',
      'deno lint',
      'make test',
      'make lint',
      'make fmt-all',
    ]) {
      expect(found).toContain(command);
    }
    expect(found).not.toContain('make release');
    expect(found).not.toContain('make check');
  });

  it('names nothing that could be more than a beginning of a command', () => {
    const scripts = fc.dictionary(
      fc.oneof(
        fc.string(),
        fc.string().map((tail) => `test${tail}`),
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(scripts, fc.string(), (names, makefile) => {
        const files = { 'package.json': JSON.stringify({ scripts: names }), Makefile: makefile };
        for (const command of commands(files)) expect(command).toMatch(/^[\w .:-]+$/);
      }),
    );
  });
});
