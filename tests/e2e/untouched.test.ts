import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeStep } from '../support/fake-claude.ts';
import type { TestRepo } from '../support/git-repo.ts';
import { snapshotOf } from '../support/tree-snapshot.ts';
import type { Machine } from './harness/machine.ts';
import { chunkCommits } from './harness/reading.ts';
import { sampleFiles, specText } from './harness/sample.ts';
import { specCommits, stackFaults } from './harness/soundness.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/04_quiet.md';

const TASKS = [{ title: 'Works' }, { title: 'Fails' }];

/** An engine that commits, branches, tags and configures where it works, and one that never gets it right. */
const STEPS: readonly FakeStep[] = [
  {
    chunk: 'Works',
    write: { 'src/works.js': 'export const works = true;\n', '.gitignore': 'build/\n*.log\n' },
    git: [
      ['add', '-A'],
      ['commit', '-q', '-m', 'Mine'],
      ['branch', 'evil'],
      ['tag', 'evil'],
      ['config', 'user.name', 'Evil'],
      ['update-ref', 'refs/heads/main', 'HEAD'],
    ],
  },
  { chunk: 'Fails', append: { 'src/fails.js': 'BROKEN\n' }, remove: ['README.md', 'src/index.js'] },
];

/** What a run adds: objects, refs of ours, the folder of its state, and two lines of `info/exclude`. */
const OURS =
  /^(?:\.codelicious\/(?!config\.json)|\.git\/(?:objects|info\/exclude$|refs\/codelicious|(?:logs\/)?refs\/heads\/codelicious)(?:\/|$))/;

let stage: Stage;

afterEach(async () => {
  await stage.remove();
});

async function setStage(): Promise<Machine> {
  stage = await createStage({
    files: {
      ...sampleFiles({ [SPEC]: specText('Quiet', TASKS) }),
      '.gitignore': 'build/\n',
      'notes.txt': 'one\ntwo\nthree\n',
    },
    claude: STEPS,
  });
  stage.land('Second', { 'notes.txt': 'one\ntwo\nthree\nfour\n' });
  return stage.machine();
}

/** Everything a person may have lying about. */
function makeDirty(repo: TestRepo): void {
  repo.write({ 'notes.txt': 'stashed\n', 'extra.txt': 'stashed, untracked\n' });
  repo.git('stash', 'push', '-q', '--include-untracked', '-m', 'For later');
  repo.write({ 'staged.txt': 'staged\n', 'notes.txt': 'staged edit\n' });
  repo.git('add', 'staged.txt', 'notes.txt');
  repo.git('rm', '-q', '--cached', 'check.sh');
  repo.write({
    'notes.txt': 'staged edit\nand one more that is not\n',
    'src/index.js': 'export const version = 2; // not staged\n',
    'src/untracked.js': 'BROKEN, but mine\n',
    'build/out.bin': new Uint8Array([0, 255, 1]),
    'odd name\n"ü".txt': 'untracked\n',
  });
}

/** A merge that stopped in a conflict. */
function conflict(repo: TestRepo): void {
  repo.git('checkout', '-q', '-b', 'mine', 'HEAD~1');
  repo.commit('Mine', { 'notes.txt': 'another\n' });
  expect(() => repo.git('merge', 'main')).toThrow();
  expect(repo.git('ls-files', '-u')).not.toBe('');
}

/** A rebase that stopped in a conflict. */
function rebase(repo: TestRepo): void {
  repo.git('checkout', '-q', '-b', 'mine', 'HEAD~1');
  repo.commit('Mine', { 'notes.txt': 'another\n' });
  expect(() => repo.git('rebase', 'main')).toThrow();
  expect(existsSync(join(repo.root, '.git', 'rebase-merge'))).toBe(true);
}

/** Runs to one success and one failure, and expects every byte of the places to be as before. */
async function expectUntouched(
  machine: Machine,
  places: readonly string[],
  { args = [], cwd = machine.repo.root }: { args?: readonly string[]; cwd?: string } = {},
): Promise<void> {
  const look = () => places.map((place) => snapshotOf(place, OURS));
  const status = gitStatus(machine, cwd);
  const before = look();
  const ran = await machine.build(['--max-fix-attempts', '0', ...args], { cwd });
  expect(ran, ran.stderr).toMatchObject({ status: 1, timedOut: false });
  expect(look()).toEqual(before);
  expect(gitStatus(machine, cwd)).toBe(status);
  expect(existsSync(join(machine.repo.root, '.codelicious', 'state'))).toBe(true);
}

function gitStatus(machine: Machine, cwd: string): string {
  const args = ['status', '--porcelain=v2', '--branch'];
  return execFileSync('git', args, { cwd, env: machine.env, encoding: 'utf8' });
}

function expectBuilt(): void {
  expect(stackFaults(stage, SPEC)).toEqual([]);
  const commits = specCommits(stage, SPEC);
  expect(commits.map((commit) => [commit.subject, commit.author])).toEqual([
    ['[spec-04] Works', 'Ada Lovelace <ada@example.com>'],
  ]);
  const sha = commits[0]?.sha ?? '';
  const changed = stage.origin.git('diff', '--name-only', 'main', sha).split('\n');
  expect(changed).toEqual(['.gitignore', SPEC, 'src/works.js']);
}

describe('the user’s checkout is the same byte for byte', () => {
  it('with staged, unstaged, untracked and ignored changes and a stash', async () => {
    const here = await setStage();
    makeDirty(here.repo);
    await expectUntouched(here, [here.repo.root]);
    expectBuilt();
    const exclude = readFileSync(join(here.repo.root, '.git', 'info', 'exclude'), 'utf8');
    expect(exclude.trimEnd().split('\n').slice(-2)).toEqual([
      '/.codelicious/*',
      '!/.codelicious/config.json',
    ]);
    expect(here.repo.git('stash', 'list')).toContain('For later');
    const own = here.repo.git('for-each-ref', '--format=%(refname)').split('\n');
    const failed = chunkIdOf(await here.status(), 'Fails');
    expect(own.filter((ref) => !/^refs\/(?:heads\/main|remotes\/|stash)/.test(ref))).toEqual([
      `refs/codelicious/failed/${failed}`,
    ]);

    stage.claude.play([{ chunk: 'Fails', write: { 'src/fails.js': 'export {};\n' } }]);
    const before = snapshotOf(here.repo.root, OURS);
    const ran = await here.build();
    expect(ran.status, ran.stderr).toBe(0);
    expect(snapshotOf(here.repo.root, OURS)).toEqual(before);
  });

  it('on platform local, which adds finished branches and nothing else', async () => {
    const here = await setStage();
    makeDirty(here.repo);
    await expectUntouched(here, [here.repo.root], { args: ['--platform', 'local'] });
    expect(chunkCommits(here.repo, 'main..codelicious/spec-04')).toHaveLength(1);
    expect(stage.origin.git('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    expect(stage.github.requests).toEqual([]);
  });

  it.each([
    ['a conflicted merge', conflict],
    ['a rebase under way', rebase],
    ['a detached HEAD', (repo: TestRepo) => void repo.git('checkout', '-q', '--detach', 'HEAD~1')],
  ])('in %s', async (_name, prepare) => {
    const here = await setStage();
    prepare(here.repo);
    await expectUntouched(here, [here.repo.root]);
    expectBuilt();
  });

  it('from a sub-folder of a linked worktree', async () => {
    const here = await setStage();
    makeDirty(here.repo);
    const linked = join(here.dir, 'linked');
    here.repo.git('worktree', 'add', '-q', '-b', 'side', linked);
    mkdirSync(join(linked, 'build'));
    await expectUntouched(here, [here.repo.root, linked], { cwd: join(linked, 'src') });
    expectBuilt();
    expect(existsSync(join(linked, '.codelicious', 'state'))).toBe(false);
  });

  it('in a shallow clone', async () => {
    await setStage();
    const shallow = stage.machine('shallow', { clone: ['--depth', '1'] });
    makeDirty(shallow.repo);
    await expectUntouched(shallow, [shallow.repo.root]);
    expectBuilt();
    expect(shallow.repo.git('rev-list', '--count', 'main')).toBe('1');
  });
});

function chunkIdOf(status: Awaited<ReturnType<Machine['status']>>, title: string): string {
  return status.specs.flatMap((spec) => spec.chunks).find((one) => one.title === title)?.id ?? '';
}
