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
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
  let folder: string;
  let cli: string;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'codelicious-cache-'));
    cpSync(join(launcher(), '..', '..'), folder, { recursive: true });
    cli = join(folder, 'dist', 'cli');
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const help = () => start(['--help'], join(folder, 'bin', 'codelicious.js'));
  const caches = () => readdirSync(cli).filter((name) => name.endsWith('.cache'));

  it('is made for the V8 of the build', () => {
    expect(caches()).toEqual([`main.cjs.${process.versions.v8}-${process.arch}.cache`]);
  });

  it('that V8 does not take, or that is not there, changes nothing', () => {
    const { status, stdout, stderr } = start(['--help']);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    for (const name of caches()) {
      const whole = readFileSync(join(cli, name));
      // Changed bytes of the right length, which V8 would run.
      for (let at = 4096; at < whole.length; at += 997) whole[at] = 0xa5;
      writeFileSync(join(cli, name), whole);
    }
    expect(help()).toMatchObject({ status, stdout, stderr });
    for (const torn of ['torn', '']) {
      for (const name of caches()) writeFileSync(join(cli, name), torn);
      expect(help()).toMatchObject({ status, stdout, stderr });
    }
    for (const name of caches()) rmSync(join(cli, name));
    expect(help()).toMatchObject({ status, stdout, stderr });
  });
});

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
