import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../system/bundle.ts';

let dir = '';
let program = '';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-disk-'));
  program = await bundle('store/ledger-writer.ts', dir);
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

const options = { env: { PATH: '/usr/bin:/bin' }, encoding: 'utf8' } as const;
const hasStrace = spawnSync('strace', ['-V']).status === 0;

/** Runs the writer: saves ledgers 1 to 5 over each other, each with a payload. */
function write(
  state: string,
  prefix: readonly string[] = [],
): { error: string; status: number | null } {
  const [file, ...args] = [...prefix, process.execPath, program, state];
  const result = spawnSync(file, args, options);
  return { error: result.stderr, status: result.status };
}

function read(state: string): { spec: string; rounds: number } {
  const folder = join(state, 'state');
  const [file] = readdirSync(folder).filter((name) => name.endsWith('.json'));
  const ledger = JSON.parse(readFileSync(join(folder, file ?? ''), 'utf8')) as {
    spec: string;
    chunks: Record<string, { attempts: number }>;
  };
  return { spec: ledger.spec, rounds: ledger.chunks['a']?.attempts ?? -1 };
}

describe.runIf(process.platform === 'linux')('a ledger under faults', () => {
  it('is refused with a clear word when the file size is limited, and the last one stays', () => {
    const state = join(dir, 'limited');
    expect(write(state).status).toBe(0);
    const { error, status } = write(state, [
      '/bin/sh',
      '-c',
      'ulimit -f 4; trap "" XFSZ; exec "$0" "$@"',
    ]);
    expect(status).toBe(1);
    expect(error).toMatch(/storage: Cannot use .*\.json: the file size limit is reached\./);
    expect(read(state)).toEqual({ spec: 'spec.md', rounds: 5 });
    expect(readdirSync(join(state, 'state')).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.runIf(hasStrace)(
    'is whole after a kill at every fsync and rename',
    () => {
      for (const call of ['fsync', 'rename', 'openat']) {
        for (let when = 1; when <= 6; when += 1) {
          const state = join(dir, `${call}-${when}`);
          mkdirSync(state);
          expect(write(state).status).toBe(0);
          const inject = `inject=${call}:signal=KILL:when=${when * 2}`;
          const path = call === 'openat' ? ['-P', join(state, 'state')] : [];
          write(state, [
            'strace',
            '-f',
            '-o',
            '/dev/null',
            ...path,
            '-e',
            `trace=${call}`,
            '-e',
            inject,
          ]);
          expect(read(state).spec).toBe('spec.md');
          expect(read(state).rounds).toBeGreaterThan(0);
          expect(write(state).status).toBe(0);
        }
      }
    },
    120_000,
  );

  it.runIf(hasStrace).each([
    ['ENOSPC', 'fsync', 'the disk is full'],
    ['EIO', 'fsync', 'the disk reports an error'],
    ['EROFS', 'rename', 'the file system is read-only'],
    ['EACCES', 'rename', 'permission denied'],
  ])('says what %s means', (errno, call, words) => {
    const state = join(dir, `error-${errno}`);
    const inject = `inject=${call}:error=${errno}`;
    const { error, status } = write(state, [
      'strace',
      '-f',
      '-o',
      '/dev/null',
      '-e',
      `trace=${call}`,
      '-e',
      inject,
    ]);
    expect(status).toBe(1);
    expect(error).toContain(words);
  });
});

it('writes a ledger that git would call text', () => {
  const state = join(dir, 'plain');
  expect(write(state).status).toBe(0);
  const folder = join(state, 'state');
  const [name = ''] = readdirSync(folder);
  expect(execFileSync('tail', ['-c', '2', join(folder, name)], options)).toBe('}\n');
});
