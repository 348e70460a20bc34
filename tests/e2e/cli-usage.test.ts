import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/cli/flags.ts';
import { launcher } from './harness/program.ts';

const LAUNCHER = launcher();

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'codelicious-usage-'));
  mkdirSync(join(folder, 'repo', '.git'), { recursive: true });
  mkdirSync(join(folder, 'broken', '.git'), { recursive: true });
  mkdirSync(join(folder, 'broken', '.codelicious'));
  writeFileSync(join(folder, 'broken', '.codelicious', 'config.json'), '{\n  "bas": "dev"\n}');
  writeFileSync(join(folder, 'spec.md'), '- [ ] a task\n');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function codelicious(args: readonly string[], env: Record<string, string> = {}) {
  const result = spawnSync(process.execPath, [LAUNCHER, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  return { status: result.status, stdout: result.stdout, stderr: result.stderr };
}

describe('help', () => {
  it.each([['--help'], ['-h'], ['help'], ['.', '--help']])('%s is printed on stdout', (...args) => {
    const { status, stdout, stderr } = codelicious(args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Usage: codelicious /);
    for (const command of COMMANDS) expect(stdout).toContain(`\n  ${command} `);
  });

  it.each(COMMANDS)('%s has its own, with examples', (command) => {
    const { status, stdout } = codelicious([command, '--help']);
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: codelicious ${command} `));
    expect(stdout).toMatch(/\nExamples:\n {2}codelicious/);
  });

  it('survives a reader that leaves', async () => {
    const child = spawn(process.execPath, [LAUNCHER, '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.destroy();
    let stderr = '';
    child.stderr.on('data', (part: Buffer) => {
      stderr += part.toString();
    });
    const [status] = (await once(child, 'close')) as [number | null];
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});

it('the version is bare, wherever it is asked for', () => {
  const versions = [['-V'], ['--version'], ['plan', '--version']].map(
    (args) => codelicious(args).stdout,
  );
  expect(new Set(versions).size).toBe(1);
  expect(versions[0]).toMatch(/^\d+\.\d+\.\d+\n$/);
});

describe('wrong usage', () => {
  it.each([
    [['paln'], "unknown command or directory 'paln'; did you mean 'plan'?"],
    [['xyzzy', '--json'], 'the commands are build, plan, status, verify, demo, unlock'],
    [['plan', 'nodir'], "no such directory 'nodir'"],
    [['spec.md'], 'to build one spec: codelicious --spec spec.md'],
    [['-C', 'nodir'], '-C nodir: no such directory'],
    [['--enigne', 'claude'], 'unknown flag --enigne; did you mean --engine?'],
    [['repo', '--max-loc-per-pr'], '--max-loc-per-pr: a value is missing'],
    [
      ['--max-loc-per-pr', '49', 'repo'],
      '--max-loc-per-pr 49: must be a whole number from 50 to 5000',
    ],
    [
      ['--max-loc-per-pr=5001', 'repo'],
      '--max-loc-per-pr 5001: must be a whole number from 50 to 5000',
    ],
    [['plan', '--max-commits-per-pr', '101'], '--max-commits-per-pr 101: must be a whole number'],
    [['repo', '--engine', 'gpt'], 'known are auto, claude, anthropic, huggingface, replay:FILE'],
    [['repo', '--agent-timeout', '0s'], '--agent-timeout 0s: must be a duration of at least 1 s'],
    [['repo', '--platform', 'svn'], '--platform svn: must be one of auto, github, local'],
    [['--parallel', '2'], 'unknown flag --parallel'],
  ])('%j is answered with one line and exit code 2', (args, says) => {
    const { status, stdout, stderr } = codelicious(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
  });

  it('has no colour but where it is wanted', () => {
    expect(codelicious(['paln'], { FORCE_COLOR: '1' }).stderr).toContain('\u001b[');
    expect(codelicious(['paln'], { FORCE_COLOR: '1', NO_COLOR: '1' }).stderr).not.toContain(
      '\u001b[',
    );
  });
});

describe('a wrong configuration', () => {
  it('names file, setting and the nearest name', () => {
    const { status, stdout, stderr } = codelicious(['plan', 'broken']);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toMatch(
      /^error: .*config\.json: unknown setting "bas"; did you mean "base"\?\n/,
    );
  });

  it('is one document with --json', () => {
    const { status, stdout } = codelicious(['-C', 'broken', '--json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      error: { code: 'config' },
      exitCode: 2,
    });
  });

  it('may be the environment’s', () => {
    const { status, stderr } = codelicious(['plan', 'repo'], { CODELICIOUS_ENGINE: 'gpt' });
    expect(status).toBe(2);
    expect(stderr).toContain('CODELICIOUS_ENGINE=gpt: no engine is called "gpt"');
  });
});

it('a folder that is gone is said so', () => {
  const gone = mkdtempSync(join(tmpdir(), 'codelicious-gone-'));
  const command = `cd "${gone}" && rmdir "${gone}" && exec "${process.execPath}" "${LAUNCHER}" plan`;
  const { status, stderr } = spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8' });
  expect(status).toBe(2);
  expect(stderr).toBe('error: the current directory is gone\n');
});
