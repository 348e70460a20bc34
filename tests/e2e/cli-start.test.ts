import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTestHome, type TestHome } from '../support/git-repo.ts';
import { launcher } from './harness/program.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const VERSION = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string }
).version;

function start(args: readonly string[], program = launcher()) {
  return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', cwd: tmpdir() });
}

describe('the launcher', () => {
  it.each(['--version', '-V'])('answers %s with the version of the package', (flag) => {
    expect(start([flag])).toMatchObject({ status: 0, stdout: `${VERSION}\n`, stderr: '' });
  });

  it.each([
    ['a reader that has left', '"$0" "$1" --version | true; exit "${PIPESTATUS[0]}"', 0, /^$/],
    [
      'a full disk',
      'test -c /dev/full && exec "$0" "$1" --version > /dev/full; echo full >&2; exit 1',
      1,
      /\bfull\b|ENOSPC/,
    ],
  ])('answers --version to %s without a stack', (_, line, status, said) => {
    const shell = spawnSync('bash', ['-c', line, process.execPath, launcher()], {
      encoding: 'utf8',
    });
    expect(shell.status).toBe(status);
    expect(shell.stderr).toMatch(said);
    expect(shell.stderr).not.toContain('    at ');
  });

  it('starts the program', () => {
    const { status, stdout, stderr } = start(['--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: codelicious/m);
  });

  it('hands on the exit code of the program', () => {
    const { status, stdout, stderr } = start(['--no-such-flag']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('--no-such-flag');
  });
});

describe('the code cache', () => {
  let home: TestHome;
  let folder: string;
  let dist: string;
  let repository: string;

  beforeAll(() => {
    home = makeTestHome('codelicious-cache-');
    repository = home.repo('repository').root;
    folder = join(home.dir, 'program');
    cpSync(join(launcher(), '..', '..'), folder, { recursive: true });
    dist = join(folder, 'dist');
  });

  afterAll(() => {
    home.remove();
  });

  /** What is said by a start that loads nothing later, and by one that loads what a build needs. */
  const said = () =>
    [['--help'], ['build', repository, '--engine', 'replay:missing.json']].map((args) => {
      const { status, stdout, stderr } = start(args, join(folder, 'bin', 'codelicious.js'));
      return { status, stdout, stderr };
    });
  const files = (ending: string) =>
    readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith(ending),
    );
  const caches = () => files('.cache');

  it('is made for the V8 of the build, of what a build loads', () => {
    const made = `.cjs.${process.versions.v8}-${process.arch}.cache`;
    expect(caches().filter((name) => !name.endsWith(made))).toEqual([]);
    const folders = caches().map((name) => name.split(sep)[0]);
    expect([...new Set(folders)].sort()).toEqual(['chunks', 'cli', 'late']);
  });

  it('is of files that the launcher reads as they were written', () => {
    const wide = files('.cjs').filter((name) => /[^\0-\x7f]/.test(read(join(dist, name))));
    expect(wide).toEqual([]);
  });

  it('that V8 does not take, or that is not there, changes nothing', () => {
    const before = said();
    expect(before).toMatchObject([
      { status: 0, stderr: '' },
      { status: 2, stderr: expect.stringContaining('missing.json') as string },
    ]);
    for (const name of caches()) {
      const whole = readFileSync(join(dist, name));
      // Changed bytes of the right length, which V8 would run.
      for (let at = 4096; at < whole.length; at += 997) whole[at] = 0xa5;
      writeFileSync(join(dist, name), whole);
    }
    expect(said()).toEqual(before);
    for (const torn of ['torn', '']) {
      for (const name of caches()) writeFileSync(join(dist, name), torn);
      expect(said()).toEqual(before);
    }
    for (const name of caches()) rmSync(join(dist, name));
    expect(said()).toEqual(before);
  });
});

const read = (file: string): string => readFileSync(file, 'utf8');

describe('a broken installation', () => {
  let folder: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'codelicious-start-'));
    cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('without the built program is named, with the way out', () => {
    const { status, stdout, stderr } = start(['build'], join(folder, 'bin', 'codelicious.js'));
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(/^codelicious: the program is not built .*npm run build.*\n$/);
  });

  it('with a program that cannot be loaded is a bug, with its stack', () => {
    mkdirSync(join(folder, 'dist', 'cli'), { recursive: true });
    writeFileSync(join(folder, 'dist', 'cli', 'main.cjs'), "throw new Error('torn');\n");
    const { status, stderr } = start(['build'], join(folder, 'bin', 'codelicious.js'));
    expect(status).toBe(70);
    expect(stderr).toMatch(/^codelicious: the program could not be loaded: Error: torn\n {4}at /);
  });

  it('on a Node that is too old is named in one line', () => {
    const launcher = join(folder, 'bin', 'codelicious.js');
    const old = join(folder, 'old-node.cjs');
    writeFileSync(old, "Object.defineProperty(process.versions, 'node', { value: '20.10.0' });\n");
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['--require', old, launcher, 'build'],
      { encoding: 'utf8' },
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('codelicious: Node 20.11 or newer is needed; this is 20.10.0.\n');
  });
});
