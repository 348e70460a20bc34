import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseCassette } from '../../../../src/engines/replay/cassette.ts';
import { loadCassette } from '../../../../src/engines/replay/load-cassette.ts';

const minimal = { version: 1, jobs: [{ kind: 'build', chunk: 'A' }] };

describe('parseCassette', () => {
  it('fills in what is left out', () => {
    expect(parseCassette(minimal, 'x').jobs).toEqual([
      {
        kind: 'build',
        chunk: 'A',
        calls: [],
        delayMs: 0,
        result: { type: 'done', summary: '', remaining: null, plan: null },
        usage: {},
      },
    ]);
  });

  it('takes the example of its documentation', () => {
    const page = new URL('../../../../docs/cassettes.md', import.meta.url);
    const example = /^```json\n(.*?)^```$/ms.exec(readFileSync(page, 'utf8'))?.[1] ?? '';
    expect(parseCassette(JSON.parse(example), 'docs').jobs).toHaveLength(2);
  });

  it.each([
    [{ version: 2, jobs: [] }, /cassette x: version: /],
    [{ version: 1, jobs: [] }, /jobs: /],
    [{ ...minimal, extra: 1 }, /extra/],
    [{ version: 1, jobs: [{ kind: 'verify', chunk: 'A' }] }, /jobs\.0\.kind: /],
    [
      { version: 1, jobs: [{ kind: 'build', chunk: 'A', calls: [{ tool: 'run', path: 'a' }] }] },
      /jobs\.0\.calls\.0\.tool: /,
    ],
    [
      { version: 1, jobs: [{ kind: 'build', chunk: 'A', result: { type: 'wonder' } }] },
      /jobs\.0\.result\.type: /,
    ],
    [null, /cassette x: /],
  ])('refuses %j, naming the member', (value, message) => {
    expect(() => parseCassette(value, 'x')).toThrow(message);
    expect(() => parseCassette(value, 'x')).toThrow(expect.objectContaining({ code: 'config' }));
  });
});

describe('loadCassette', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'codelicious-cassette-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('reads a file', async () => {
    const path = join(folder, 'a.json');
    writeFileSync(path, JSON.stringify(minimal));
    expect((await loadCassette(path)).jobs).toHaveLength(1);
  });

  it('says what is wrong with one', async () => {
    const path = join(folder, 'a.json');
    await expect(loadCassette(path)).rejects.toMatchObject({ code: 'usage' });
    writeFileSync(path, '{');
    await expect(loadCassette(path)).rejects.toMatchObject({ code: 'config', message: /not JSON/ });
    truncateSync(path, 65 * 1024 * 1024);
    await expect(loadCassette(path)).rejects.toMatchObject({ message: /larger than 64 MiB/ });
  });
});
