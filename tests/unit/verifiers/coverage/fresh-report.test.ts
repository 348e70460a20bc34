import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { watchReports } from '../../../../src/verifiers/coverage/fresh-report.ts';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'reports-')));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, content: unknown): void {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
}

/** What is seen of reports written meanwhile. */
async function seen(writing: () => void, folder?: string) {
  const watch = await watchReports({ root, ...(folder === undefined ? {} : { folder }) });
  writing();
  return watch.fresh();
}

const LCOV = 'SF:src/a.js\nDA:1,1\nDA:2,0\nend_of_record\n';
const final = (path: string) => ({
  [path]: { path, statementMap: { 0: { start: { line: 1 } } }, s: { 0: 1 } },
});
const A = { path: 'src/a.js', covered: [1], uncovered: [2] };

describe('watchReports', () => {
  it('sees what was written while it watched', async () => {
    expect(await seen(() => write('coverage/lcov.info', LCOV))).toEqual([A]);
    expect(await seen(() => undefined)).toBeNull();
    expect(await seen(() => write('coverage/lcov.info', 'SF:src/a.js\nDA:1,0\n'))).toEqual([
      { path: 'src/a.js', covered: [], uncovered: [1] },
    ]);
  });

  it('believes nothing that came with the tree, whatever its date', async () => {
    const ahead = Date.now() / 1000 + 3600;
    write('coverage/lcov.info', LCOV);
    utimesSync(join(root, 'coverage/lcov.info'), ahead, ahead);
    expect(await seen(() => write('other.txt', 'x'))).toBeNull();
  });

  it('takes the report that tells most, of each language', async () => {
    const files = { 'pkg/b.py': { executed_lines: [1], missing_lines: [] } };
    const both = () => {
      write('coverage/coverage-final.json', final(join(root, 'src/a.js')));
      write('coverage/lcov.info', LCOV);
      write('coverage.json', { files });
    };
    expect(await seen(both)).toEqual([
      { path: 'src/a.js', covered: [1], uncovered: [] },
      { path: 'pkg/b.py', covered: [1], uncovered: [] },
    ]);
  });

  it('goes on to the next where one is none', async () => {
    const spoiled = () => {
      write('coverage/coverage-final.json', '{"a":');
      write('coverage/lcov.info', LCOV);
    };
    expect(await seen(spoiled)).toEqual([A]);
    expect(await seen(() => write('coverage/lcov.info', 'nothing'))).toBeNull();
  });

  it('reads totals where there is nothing better', async () => {
    const total = { lines: { total: 4, covered: 3 } };
    expect(await seen(() => write('coverage/coverage-summary.json', { total }))).toMatchObject([
      { counts: { covered: 3, total: 4 } },
    ]);
  });

  it('looks into packages near the root, or into the one that is named', async () => {
    const packages = () => {
      write('packages/a/coverage/lcov.info', LCOV);
      write('node_modules/x/coverage/lcov.info', LCOV);
      write('one/two/three/coverage/lcov.info', LCOV);
    };
    const inside = { ...A, path: 'packages/a/src/a.js' };
    expect(await seen(packages)).toEqual([inside]);
    expect(
      await seen(() => write('packages/a/coverage/lcov.info', `${LCOV}\n`), 'packages/a'),
    ).toEqual([inside]);
    expect(await seen(() => write('packages/a/coverage/lcov.info', LCOV), 'packages/b')).toBeNull();
  });

  it('reads a Go profile with its module', async () => {
    write('go.mod', '// Module.\nmodule example.test/m // named\n\ngo 1.19\n');
    const profile = 'mode: set\nexample.test/m/a.go:1.1,2.9 1 1\n';
    expect(await seen(() => write('cover.out', profile))).toEqual([
      { path: 'a.go', covered: [1, 2], uncovered: [], counts: { covered: 1, total: 1 } },
    ]);
    rmSync(join(root, 'go.mod'));
    expect(await seen(() => write('cover.out', `${profile}\n`))).toBeNull();
  });

  it('follows no link', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'));
    writeFileSync(join(elsewhere, 'lcov.info'), LCOV);
    expect(await seen(() => symlinkSync(elsewhere, join(root, 'coverage')))).toBeNull();
    expect(
      await seen(() => symlinkSync(join(elsewhere, 'lcov.info'), join(root, 'lcov.info'))),
    ).toBeNull();
    rmSync(elsewhere, { recursive: true });
  });
});
