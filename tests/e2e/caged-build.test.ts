import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { canCage } from '../support/caged.ts';
import type { Files } from '../support/git-repo.ts';
import { type NpmRegistry, startNpmRegistry } from '../support/npm-registry.ts';
import { hasModule, PYENV, PYTHON } from '../support/python.ts';
import { snapshotOf } from '../support/tree-snapshot.ts';
import type { Machine } from './harness/machine.ts';
import { createStage, type Stage } from './harness/stage.ts';

const run = promisify(execFile);
const isCaged = await canCage();
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
const task = (title: string): string => `- [ ] ${title}\n`;

let stage: Stage;
let registry: NpmRegistry | null = null;
afterEach(async () => {
  registry?.close();
  registry = null;
  await stage.remove();
});

/** Writes what the engine will do: files by the title of the task. */
function cassette(machine: Machine, tasks: Readonly<Record<string, Files>>): string {
  const file = join(machine.dir, 'cassette.json');
  const jobs = Object.entries(tasks).map(([chunk, files]) => ({
    ...{ kind: 'build', chunk, result: { type: 'done' } },
    calls: Object.entries(files).map(([path, content]) => {
      return { tool: 'write_file', path, content };
    }),
  }));
  writeFileSync(file, json({ version: 1, jobs }));
  return `replay:${file}`;
}

const manifest = (dependencies: object): string =>
  json({ name: 'app', private: true, scripts: { test: 'node test.js' }, dependencies });

/** Says what is installed, and fails where the registry can be reached. */
const TEST = `
const names = Object.keys(require('./package.json').dependencies);
console.log(names.map((name) => require(name)).join());
fetch('REGISTRY').then(() => process.exit(1), () => console.log('offline'));
`;

describe.runIf(isCaged)('a build in a cage', () => {
  it('installs what a task asks for, once, and checks offline with what the checkout has', async () => {
    const fired = 'touch ../../fired';
    registry = await startNpmRegistry([
      {
        'package.json': json({ name: 'old', version: '1.0.0' }),
        'index.js': "module.exports = 'old';",
      },
      {
        'package.json': json({
          ...{ name: 'fresh', version: '1.0.0' },
          scripts: { preinstall: fired, install: fired, postinstall: fired },
        }),
        'index.js': "module.exports = 'fresh';",
      },
    ]);
    stage = await createStage({
      env: { npm_config_registry: registry.url, CI: '1' },
      files: {
        '.gitignore': 'node_modules/\n',
        'specs/1_app.md': `# App\n\n${task('Use fresh')}${task('Say more')}`,
        'package.json': manifest({ old: '^1.0.0' }),
        'test.js': TEST.replace('REGISTRY', registry.url),
      },
    });
    const here = stage.machine();
    const { root } = here.repo;
    await run('npm', ['install', '--silent'], { cwd: root, env: here.env });
    here.repo.commit('Lock');
    here.repo.git('push', '-q', 'origin', 'main');
    const before = snapshotOf(join(root, 'node_modules'));
    const engine = cassette(here, {
      'Use fresh': { 'package.json': manifest({ old: '^1.0.0', fresh: '^1.0.0' }) },
      'Say more': { 'more.js': "console.log('more');\n" },
    });
    const ran = await here.build(['--sandbox', 'os', '--platform', 'local', '--engine', engine]);
    expect(ran).toMatchObject({ status: 0, timedOut: false });
    const installed = ran.events.filter(({ type }) => type === 'workspace.installed');
    expect(installed).toMatchObject([{ how: 'npm install', ok: true, title: 'Use fresh' }]);
    const checks = ran.events.flatMap((event) => (event.type === 'check.finished' ? [event] : []));
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([]);
    const reading = ['syntax', 'security', 'audit'];
    const shown = checks.filter(({ check }) => !reading.includes(check));
    expect(shown).toMatchObject([{ status: 'passed' }, { status: 'passed' }]);
    const branch = 'codelicious/spec-1';
    expect(here.repo.git('show', `${branch}:package-lock.json`)).toContain('node_modules/fresh');
    expect(here.repo.git('show', '--name-only', '--format=', `${branch}~1`).split('\n')).toEqual([
      'package-lock.json',
      'package.json',
      'specs/1_app.md',
    ]);
    expect(snapshotOf(join(root, 'node_modules'))).toEqual(before);
    expect(existsSync(join(root, 'fired'))).toBe(false);
    expect(here.repo.git('ls-tree', '-r', '--name-only', branch)).not.toContain('fired');
  });

  it.runIf(hasModule('pytest'))('runs pytest with the project’s own environment', async () => {
    stage = await createStage({
      env: PYENV,
      files: {
        '.gitignore': '.venv/\n__pycache__/\n',
        'specs/1_py.md': `# Py\n\n${task('Add the sum')}`,
        'pyproject.toml': '[project]\nname = "py"\n[tool.pytest.ini_options]\n',
        'test_own.py': 'import sys\ndef test_own():\n    assert sys.prefix.endswith(".venv")\n',
      },
    });
    const here = stage.machine();
    const make = ['-m', 'venv', '--without-pip', '--system-site-packages', '.venv'];
    await run(PYTHON ?? '', make, { cwd: here.repo.root });
    const engine = cassette(here, {
      'Add the sum': {
        'total.py': 'def total(*all):\n    return sum(all)\n',
        'test_total.py': 'from total import total\ndef test():\n    assert total(1, 2) == 3\n',
      },
    });
    const ran = await here.build(['--sandbox', 'os', '--platform', 'local', '--engine', engine]);
    expect(ran).toMatchObject({ status: 0, timedOut: false });
    const checks = ran.events.filter(({ type }) => type === 'check.finished');
    expect(checks).toMatchObject([
      { check: 'syntax', status: 'passed' },
      { check: 'security', status: 'passed' },
      { check: 'pytest', status: 'passed' },
    ]);
  });
});
