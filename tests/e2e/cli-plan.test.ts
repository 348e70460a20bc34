import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDataSchema, type PlanData, planDataSchema } from '../../src/domain/data.ts';
import { snapshotOf } from '../support/tree-snapshot.ts';
import type { Machine } from './harness/machine.ts';
import { sampleFiles, sampleStep, specText } from './harness/sample.ts';
import { createStage, type Stage } from './harness/stage.ts';

/** Everything counts: not even an object may be added. */
const NOTHING = /^$/;

const SPEC = 'docs/specs/12_auth.md';
const tasks = ['Add login', 'Add logout', 'Add tokens', 'Add roles', 'Add audit'].map((title) => ({
  title,
  lines: 4,
}));

let stage: Stage;
let here: Machine;

beforeAll(async () => {
  stage = await createStage({
    files: sampleFiles({ [SPEC]: specText('Auth', tasks) }),
    claude: tasks.slice(0, 2).map(sampleStep),
  });
  here = stage.machine();
});

afterAll(async () => {
  await stage.remove();
});

/** The repository's outside: its files, all of `.git`, and HOME with its caches. */
function everything(): object {
  const folders = ['checkout', 'home', 'cache', 'config'].map((name) => join(here.dir, name));
  return folders
    .filter((folder) => existsSync(folder))
    .map((folder) => snapshotOf(folder, NOTHING));
}

describe('plan', () => {
  it('changes no byte, asks nobody, and predicts the parts', async () => {
    here.repo.write({ 'docs/specs/13_more.md': '# More\n\n- [ ] Unsaved work\n' });
    const before = everything();
    const asked = stage.github.requests.length;
    const ran = await here.run(['plan', '--json', '--max-commits-per-pr', '2']);
    expect(ran).toMatchObject({ status: 0, stderr: '' });
    const plan = planDataSchema.strict().parse(JSON.parse(ran.stdout));
    expect(plan.specs.map(({ path, branch, parts }) => [path, branch, parts])).toEqual([
      [SPEC, 'codelicious/spec-12', 3],
      ['docs/specs/13_more.md', 'codelicious/spec-13', 1],
    ]);
    const [spec] = plan.specs;
    expect(spec).toMatchObject({ title: 'Auth', tasks: { open: 5, done: 0, optional: 0 } });
    expect(spec?.chunks.map(({ title, line, status }) => [title, line, status])).toEqual(
      tasks.map(({ title }, at) => [title, 7 + at, 'pending']),
    );
    for (const { id } of spec?.chunks ?? []) expect(id).toMatch(/^[0-9a-f]{12}$/);
    const dry = await here.run(['--dry-run', '--json', '--max-commits-per-pr', '2']);
    expect(dry).toEqual(ran);
    const text = await here.run(['plan']);
    expect(text.stdout).toContain('Nothing was changed. To build it: codelicious .');
    expect(everything()).toEqual(before);
    expect(stage.github.requests).toHaveLength(asked);
    expect(existsSync(join(here.stateDir, 'run.lock'))).toBe(false);
    rmSync(join(here.repo.root, 'docs/specs/13_more.md'));
  });

  it('works beside a run, and in a repository that cannot be written', async () => {
    mkdirSync(join(here.stateDir, 'run.lock'));
    const holder = {
      pid: process.pid,
      host: 'elsewhere',
      started: '2026-01-01T00:00:00Z',
      run: 'r',
    };
    writeFileSync(join(here.stateDir, 'run.lock.json'), JSON.stringify(holder));
    const before = everything();
    expect((await here.run(['plan'])).status).toBe(0);
    expect((await here.run(['status'])).stdout).toContain('elsewhere');
    expect(everything()).toEqual(before);
    rmSync(join(here.stateDir, 'run.lock'), { recursive: true });
    rmSync(join(here.stateDir, 'run.lock.json'));
  });

  it('shows what is finished with its status, and only what is left as open', async () => {
    const ran = await here.build(['--max-fix-attempts', '0']);
    expect(ran.status, ran.stderr).toBe(1);
    const before = everything();
    const { stdout } = await here.run(['plan', '--json']);
    const [spec] = (JSON.parse(stdout) as PlanData).specs;
    expect(spec?.tasks).toEqual({ open: 3, done: 2, optional: 0 });
    expect(spec?.chunks.map(({ status }) => status)).toEqual([
      'published',
      'published',
      'failed',
      'failed',
      'failed',
    ]);
    expect(everything()).toEqual(before);
  });
});

describe('bad specs', () => {
  const bad: Readonly<Record<string, string | Uint8Array>> = {
    'docs/specs/20_utf8.md': new Uint8Array([0x23, 0x20, 0xff, 0xfe, 0x0a]),
    'docs/specs/21_nul.md': '# Nul\n\n- [ ] one\0two\n',
    'docs/specs/22_empty.md': ' \n',
    'docs/specs/23_large.md': `# Large\n\n- [ ] one\n${'x'.repeat(1_048_576)}\n`,
    'docs/specs/24_many.md': specText(
      'Many',
      Array.from({ length: 101 }, (_, at) => ({ title: `Task number ${String(at)}` })),
    ),
    'docs/specs/25_cycle.md':
      '# Cycle\n\n- [ ] T001 First (depends on T002)\n- [ ] T002 Second (depends on T001)\n',
    'docs/specs/26_unknown.md': '# Unknown\n\n- [ ] T001 First (depends on T009)\n',
    'docs/specs/27_needs.md':
      '---\ndepends_on: [docs/specs/99_none.md]\n---\n\n# Needs\n\n- [ ] One\n',
    'docs/specs/28_prose.md': '# Prose\n',
  };
  const codes = {
    'docs/specs/19_missing.md': 'missing',
    '../outside.md': 'outside',
    'docs/specs/20_utf8.md': 'not_utf8',
    'docs/specs/21_nul.md': 'nul',
    'docs/specs/22_empty.md': 'empty',
    'docs/specs/23_large.md': 'too_large',
    'docs/specs/24_many.md': 'too_many_chunks',
    'docs/specs/25_cycle.md': 'cycle',
    'docs/specs/26_unknown.md': 'unknown_dependency',
    'docs/specs/27_needs.md': 'unknown_dependency',
  };

  it('are told one by one, and hold nobody up', async () => {
    const machine = stage.machine();
    machine.repo.write({
      ...bad,
      'docs/specs/29_good.md': specText('Good', [{ title: 'Add login' }]),
    });
    const named = [...Object.keys(codes), 'docs/specs/28_prose.md', 'docs/specs/29_good.md'];
    const flags = named.flatMap((path) => ['--spec', path]);
    const ran = await machine.build([...flags, '--json', '--platform', 'local']);
    expect(ran.status, ran.stderr).toBe(1);
    const { specs } = buildDataSchema.parse(JSON.parse(ran.stdout));
    const skipped = Object.fromEntries(
      specs.flatMap(({ path, skipped: why }) => (why === null ? [] : [[path, why.code]])),
    );
    expect(skipped).toEqual({ ...codes, 'docs/specs/28_prose.md': 'no_work' });
    for (const path of Object.keys(skipped)) {
      const lines = ran.stderr.split('\n').filter((line) => line.includes(path));
      expect(lines, path).not.toEqual([]);
    }
    const good = specs.find(({ path }) => path.endsWith('29_good.md'));
    expect(good?.chunks.map(({ status }) => status)).toEqual(['published']);
    expect(stage.claude.calls().at(-1)).toMatchObject({ spec: 'docs/specs/29_good.md' });
    const planned = await machine.run(['plan', '--json', ...flags]);
    expect(planned.status).toBe(1);
    const record = join(machine.stateDir, 'pulls', '1.json');
    const turnedDown = readFileSync(record, 'utf8').replace('"state": "open"', '"state": "closed"');
    writeFileSync(record, turnedDown);
    const one = ['--spec', 'docs/specs/29_good.md', '--platform', 'local', '--json'];
    const later = await machine.run(['plan', ...one]);
    expect((JSON.parse(later.stdout) as PlanData).specs[0]?.chunks[0]?.status).toBe('declined');
    expect((await machine.build(one)).status).toBe(0);
  });
});

describe('places where nothing can be built', () => {
  it.each([
    ['no repository', [], 'is not in a git working tree'],
    ['a bare one', ['--bare'], 'is a bare repository'],
    ['one without a commit', ['-b', 'main'], 'has no commit yet'],
  ])('%s is refused clearly', async (name, init, says) => {
    const root = join(here.dir, name.replaceAll(' ', '-'));
    mkdirSync(root);
    if (init.length > 0) here.repo.git('init', '-q', ...init, root);
    for (const command of ['build', 'plan', 'status']) {
      const { status, stdout, stderr } = await here.run([command, root]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(/^error: [^\n]*\n {2}→ [^\n]*\n$/);
      expect(stderr).toContain(says);
    }
  });

  it('missing tools and a missing identity are named with the way out', async () => {
    const only = (name: string): string => {
      const folder = join(here.dir, `only-${name}`);
      mkdirSync(folder);
      writeFileSync(join(folder, name), `#!/bin/sh\nexec /usr/bin/${name} "$@"\n`);
      chmodSync(join(folder, name), 0o755);
      return folder;
    };
    const noGit = await here.run(['plan'], { env: { PATH: only('true') } });
    expect(noGit).toMatchObject({ status: 2, stdout: '' });
    expect(noGit.stderr).toMatch(/^error: git was not found on PATH\n/);
    const noClaude = await here.build([], { env: { PATH: only('git') } });
    expect(noClaude.status).toBe(2);
    expect(noClaude.stderr).toMatch(/claude is not on PATH/);
    const nobody = await here.build([], { env: { GIT_CONFIG_GLOBAL: '/dev/null' } });
    expect(nobody.status).toBe(2);
    expect(nobody.stderr).toMatch(/git config --global user\.name/);
    expect(readFileSync(join(here.stateDir, 'config.json'), 'utf8')).toContain('verify');
  });
});
