import { execFileSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../../src/ports/sandbox.ts';
import { createOsSandbox } from '../../../../src/sandbox/os-sandbox.ts';
import { createSandbox } from '../../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../../src/system/processes.ts';
import { engineLimits } from '../../../support/engine-job.ts';
import { buildFileTools, callTool, openWorld, type World } from './world.ts';

const processes = createProcesses();
const PATH = process.env['PATH'] ?? '';
const HAS_CAGE = (await processes.find('bwrap', PATH)) !== null;
const HAS_RIPGREP = (await processes.find('rg', PATH)) !== null;

const WALLS: readonly (readonly [string, () => Sandbox])[] = [
  ['in process', () => createSandbox('none', processes)],
  ...(HAS_CAGE
    ? [
        [
          'in a cage',
          () => createOsSandbox({ processes, env: { PATH }, read: [], write: [] }),
        ] as const,
      ]
    : []),
];

let scratch: string;
let program: string;
let world: World;

beforeAll(async () => {
  scratch = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-agent-program-')));
  program = await buildFileTools(scratch);
});
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe.each(WALLS)('the file tools %s', (_name, wall) => {
  beforeEach(() => {
    world = openWorld({ program, sandbox: wall() });
  });
  afterEach(() => {
    world.remove();
  });

  const textOf = async (name: string, args: unknown): Promise<string> =>
    (await world.tool(name, args)).text;

  it('write, edit, read and delete', async () => {
    expect(await world.tool('write_file', { path: 'src/ä b.ts', content: 'one\ntwo\n' })).toEqual({
      text: 'src/ä b.ts was written',
      isError: false,
      changed: 'src/ä b.ts',
    });
    expect(
      await world.tool('edit_file', { path: 'src/ä b.ts', old: 'two', new: 'three' }),
    ).toMatchObject({
      isError: false,
    });
    expect(await textOf('read_file', { path: './src/ä b.ts' })).toBe('one\nthree\n');
    expect((await world.tool('delete_file', { path: 'src/ä b.ts' })).isError).toBe(false);
    expect(await textOf('read_file', { path: 'src/ä b.ts' })).toContain('missing');
    await world.tool('write_file', { path: 'run', content: '#!/bin/sh\n', executable: true });
    expect(execFileSync('stat', ['-c', '%A', join(world.root, 'run')]).toString()).toContain('x');
  });

  it('know arguments by the names of other tools', async () => {
    world.write('a.txt', 'old');
    const args = { file_path: 'a.txt', old_string: 'old', new_string: 'new' };
    expect((await world.tool('edit_file', args)).isError).toBe(false);
    expect(world.read('a.txt')).toBe('new');
  });

  it('tell an edit that fits nowhere or more than once', async () => {
    world.write('a.txt', 'aa');
    const edit = (old: string) => textOf('edit_file', { path: 'a.txt', old, new: 'x' });
    expect(await edit('b')).toContain('no_match');
    expect(await edit('a')).toContain('many_matches');
  });

  it('read ranges, and say how to go on', async () => {
    const lines = Array.from({ length: 5000 }, (_, at) => `line ${at + 1}`);
    world.write('long.txt', `${lines.join('\n')}\n`);
    const range = await textOf('read_file', { path: 'long.txt', from: 10, lines: 2 });
    expect(range).toMatch(
      /^line 10\nline 11\n\[… [\d,]+ more characters; read_file with from=12 goes on\]$/,
    );
    const seen: string[] = [];
    let from = 1;
    for (let next: string | undefined = '1'; next !== undefined; ) {
      const text = await textOf('read_file', { path: 'long.txt', from });
      seen.push(...text.split('\n').filter((line) => line.startsWith('line')));
      next = /with from=(\d+) goes on\]$/.exec(text)?.[1];
      from = Number(next);
    }
    expect(seen).toEqual(lines);
  });

  it('never show what is no text, and no more than fits', async () => {
    world.write('nul.bin', Buffer.from([0x41, 0, 0x42]));
    world.write('latin.txt', Buffer.from([0x61, 0xe4, 0x62]));
    world.write('empty.txt', '');
    world.write('line.txt', 'é'.repeat(100_000));
    expect(await textOf('read_file', { path: 'nul.bin' })).toBe(
      'not_text: the file is binary (3 bytes)',
    );
    expect(await textOf('read_file', { path: 'latin.txt' })).toContain('not UTF-8 text (3 bytes)');
    expect(await textOf('read_file', { path: 'empty.txt' })).toBe('[the file is empty]');
    const line = await textOf('read_file', { path: 'line.txt' });
    expect(line.length).toBeLessThan(31_000);
    expect(line).toContain(
      '70,000 more characters; read_file with from=1 and offset=30000 goes on',
    );
    expect(await textOf('read_file', { path: 'line.txt', offset: 99_999 })).toBe('é');
    expect(await textOf('read_file', { path: 'line.txt', from: 7 })).toContain('ends with line 1');
  });

  it('refuse a gigabyte without reading it', async () => {
    world.write('huge.txt', '');
    truncateSync(join(world.root, 'huge.txt'), 1024 ** 3);
    const before = process.memoryUsage().rss;
    expect(await textOf('read_file', { path: 'huge.txt' })).toContain(
      'larger than 8 MiB (1,073,741,824 bytes)',
    );
    expect(await textOf('edit_file', { path: 'huge.txt', old: 'a', new: 'b' })).toContain(
      'too_large',
    );
    expect(await textOf('search_code', { pattern: 'a' })).toBe('[nothing found]');
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 ** 2);
  });

  it('never wait for a pipe', async () => {
    execFileSync('mkfifo', [join(world.root, 'pipe')]);
    expect(await textOf('read_file', { path: 'pipe' })).toContain('not_a_file');
    expect(await textOf('edit_file', { path: 'pipe', old: 'a', new: 'b' })).toContain('not_a_file');
    expect(await textOf('search_code', { pattern: 'a', path: 'pipe' })).not.toContain('pipe:');
    expect(await textOf('list_directory', {})).toBe('pipe');
  });

  it('list what is there, but for what is protected', async () => {
    world.write('.git/config', 'secret');
    world.write('.codelicious/state', 'secret');
    world.write('src/a.ts', '');
    symlinkSync('/etc', join(world.root, 'etc'));
    expect(await textOf('list_directory', {})).toBe('etc@\nsrc/');
    expect(await textOf('list_directory', { path: 'src/' })).toBe('a.ts');
    expect(await textOf('list_directory', { path: 'none' })).toContain('missing');
    expect(await textOf('list_directory', { path: 'src/a.ts' })).toContain('not_a_folder');
  });

  it('find and search, leaving out what is protected or installed', async () => {
    world.write('.git/a.ts', 'needle');
    world.write('.codelicious/a.ts', 'needle');
    world.write('node_modules/x/a.ts', 'needle');
    world.write('src/a.ts', 'hay\nneedle one\n');
    world.write('src/deep/b.test.ts', 'Needle two');
    world.write('notes.md', 'needle three');
    expect(await textOf('find_files', { pattern: '*.ts' })).toBe('src/a.ts\nsrc/deep/b.test.ts');
    expect(await textOf('find_files', { pattern: 'src/**/*.test.ts' })).toBe('src/deep/b.test.ts');
    expect(await textOf('find_files', { pattern: '*.py' })).toBe('[no file fits]');
    expect(await textOf('find_files', { pattern: '*.ts', path: 'node_modules' })).toBe(
      'node_modules/x/a.ts',
    );
    expect(await textOf('search_code', { pattern: 'need.e' })).toBe(
      'notes.md:1: needle three\nsrc/a.ts:2: needle one',
    );
    expect(
      await textOf('search_code', { pattern: 'NEEDLE', ignore_case: true, glob: '*.ts' }),
    ).toBe('src/a.ts:2: needle one\nsrc/deep/b.test.ts:1: Needle two');
    expect(await textOf('search_code', { pattern: 'needle', path: 'src/a.ts' })).toBe(
      'src/a.ts:2: needle one',
    );
    expect(await textOf('search_code', { pattern: 'n.e', literal: true })).toBe('[nothing found]');
    expect(await textOf('search_code', { pattern: '(' })).toContain('bad_pattern');
  });

  it('bound what they find', async () => {
    world.write('many.txt', 'needle\n'.repeat(500));
    world.write('wide.txt', `needle${'x'.repeat(5000)}`);
    const found = await textOf('search_code', { pattern: 'needle', path: 'many.txt' });
    expect(found.split('\n')).toHaveLength(201);
    expect(found).toContain('a narrower pattern, glob or path finds the rest');
    const wide = await textOf('search_code', { pattern: 'needle', path: 'wide.txt' });
    expect(wide.length).toBeLessThan(400);
    for (let at = 0; at < 1200; at += 1) world.write(`f/${at}.js`, '');
    expect(await textOf('find_files', { pattern: '*.js' })).toContain('a narrower pattern or path');
    expect(await textOf('list_directory', { path: 'f' })).toContain('[… 1,000 shown of 1,200;');
  });

  it('stay in the tree', async () => {
    const outside = join(world.folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'secret.txt'), 'canary');
    world.write('.git/config', 'canary');
    symlinkSync('../outside', join(world.root, 'way'));
    symlinkSync('../outside/secret.txt', join(world.root, 'file'));
    symlinkSync('.git/config', join(world.root, 'own'));
    symlinkSync('loop', join(world.root, 'loop'));
    linkSync(join(outside, 'secret.txt'), join(world.root, 'hard'));
    const paths = [
      'way/secret.txt',
      'file',
      'own',
      'loop',
      '../outside/secret.txt',
      '/etc/passwd',
      '.git/config',
      '.GIT/config',
      'a/../../outside/secret.txt',
      'a\0b',
      'C:\\x',
    ];
    for (const path of [...paths, join(outside, 'secret.txt')]) {
      const answers = [
        await world.tool('read_file', { path }),
        await world.tool('search_code', { path, pattern: 'canary' }),
        await world.tool('write_file', { path, content: 'x' }),
        await world.tool('edit_file', { path, old: 'canary', new: 'x' }),
      ];
      for (const { text, isError } of answers) {
        expect([path, isError, text.includes('canary')]).toEqual([path, true, false]);
      }
    }
    expect(await textOf('search_code', { pattern: 'canary' })).toBe('hard:1: canary');
    expect(await textOf('find_files', { pattern: 'secret.txt' })).toBe('[no file fits]');
    await world.tool('write_file', { path: 'hard', content: 'new' });
    expect(execFileSync('cat', [join(outside, 'secret.txt')]).toString()).toBe('canary');
  });

  it('read by a link what the job borrows, and never write there', async () => {
    const borrowed = join(realpathSync(world.folder), 'installed');
    mkdirSync(join(borrowed, 'pkg'), { recursive: true });
    writeFileSync(join(borrowed, 'pkg/index.d.ts'), 'export {};\n');
    world.write('packages/own/a.ts', 'own');
    mkdirSync(join(world.root, 'node_modules'));
    symlinkSync(join(borrowed, 'pkg'), join(world.root, 'node_modules/pkg'));
    symlinkSync('../packages/own', join(world.root, 'node_modules/own'));
    const job = { borrows: [borrowed] };
    const path = 'node_modules/pkg/index.d.ts';
    expect((await world.tool('read_file', { path }, job)).text).toBe('export {};\n');
    expect((await world.tool('list_directory', { path: 'node_modules/pkg' }, job)).text).toBe(
      'index.d.ts',
    );
    expect(
      (await world.tool('search_code', { pattern: 'export', path: 'node_modules/pkg' }, job)).text,
    ).toBe('node_modules/pkg/index.d.ts:1: export {};');
    expect((await world.tool('read_file', { path: 'node_modules/own/a.ts' }, job)).text).toBe(
      'own',
    );
    expect((await world.tool('write_file', { path, content: 'x' }, job)).text).toContain('symlink');
    expect((await world.tool('read_file', { path })).denied).toBe(true);
  });

  it('are not led out by a link put there between looks', async () => {
    const outside = join(world.folder, 'outside');
    mkdirSync(outside);
    writeFileSync(join(outside, 'a.txt'), 'canary');
    world.write('real/a.txt', 'fine');
    const tools = await world.tools();
    // Put in place at once: there is no moment without a link.
    const swap = (): void => {
      symlinkSync(Math.random() < 0.5 ? outside : 'real', join(world.root, 'next'));
      renameSync(join(world.root, 'next'), join(world.root, 'spot'));
    };
    swap();
    const swapping = setInterval(swap, 0);
    for (let at = 0; at < (_name === 'in process' ? 300 : 10); at += 1) {
      const read = await callTool(tools, 'read_file', { path: 'spot/a.txt' });
      const wrote = await callTool(tools, 'write_file', { path: 'spot/a.txt', content: 'x' });
      expect(read.text).not.toContain('canary');
      expect(wrote.isError).toBe(true);
    }
    clearInterval(swapping);
    expect(execFileSync('cat', [join(outside, 'a.txt')]).toString()).toBe('canary');
  });

  it('walk a deep tree without running out of anything', async () => {
    const deep = Array.from({ length: 100 }, (_, at) => `d${at}`).join('/');
    world.write(`${deep}/a.txt`, 'needle');
    world.write('top.txt', 'needle');
    expect(await textOf('find_files', { pattern: 'top.txt' })).toContain('top.txt');
    expect((await world.tool('read_file', { path: `${deep}/a.txt` })).text).toBe('needle');
    expect(await textOf('search_code', { pattern: 'needle' })).toContain('top.txt:1: needle');
  });

  it('refuse more files than a job may touch', async () => {
    const tools = await world.tools();
    const count = _name === 'in process' ? 500 : 0;
    for (let at = 0; at < count; at += 1)
      await callTool(tools, 'delete_file', { path: `none/${at}` });
    const more = await callTool(tools, 'write_file', { path: 'more', content: '' });
    expect(more.isError).toBe(count > 0);
  });

  it.skipIf(!existsSync('/proc/self/fd'))('leave no descriptor open', async () => {
    world.write('src/a.ts', 'x');
    symlinkSync('src', join(world.root, 'link'));
    for (const path of ['src/a.ts', 'link/a.ts', 'none/x', 'src/a.ts/b', '.']) {
      await world.tool('read_file', { path });
      await world.tool('list_directory', { path });
      await world.tool('find_files', { pattern: '*', path });
      await world.tool('search_code', { pattern: 'x', path });
    }
    const open = readdirSync('/proc/self/fd').filter((fd) => pointsInto(fd, world.folder));
    expect(open).toEqual([]);
  });
});

describe('searching without ripgrep', () => {
  const empty = (): World => {
    const bin = join(scratch, 'bin');
    mkdirSync(bin, { recursive: true });
    return openWorld({ program, env: { PATH: bin } });
  };
  afterEach(() => {
    world.remove();
  });

  it.skipIf(!HAS_RIPGREP)('finds what ripgrep finds', async () => {
    world = openWorld({ program });
    const without = { ...world.deps, env: { PATH: scratch } };
    const other = openWorld({ ...without, program });
    for (const each of [world, other]) {
      each.write('a/one.ts', 'const a = 1;\n\nconst b = a + 1;\r\n');
      each.write('b/two.py', 'def b():\n    return 1\n');
      each.write('node_modules/x.ts', 'const a = 1;');
      each.write('.hidden/three.ts', 'const c = 3;');
      each.write('bin.dat', Buffer.from('const\0a'));
    }
    const searches = [
      { pattern: 'const \\w' },
      { pattern: '^$' },
      { pattern: 'a\\s*\\+' },
      { pattern: 'CONST', ignore_case: true },
      { pattern: 'b()', literal: true },
      { pattern: 'return', path: 'b' },
      { pattern: 'const', glob: '*.ts' },
      { pattern: 'const', glob: 'a/**' },
      { pattern: 'const', glob: '{a,b}/*.{ts,py}' },
      { pattern: 'const', path: 'a/one.ts' },
      { pattern: 'nothing here' },
    ];
    for (const search of searches) {
      const [one, two] = [
        await world.tool('search_code', search),
        await other.tool('search_code', search),
      ];
      expect([search, one.text]).toEqual([search, two.text]);
    }
    other.remove();
  });

  it('is ended when a pattern takes for ever', async () => {
    world = empty();
    world.write('a.txt', `${'a'.repeat(60)}!`);
    const started = Date.now();
    const limits = engineLimits({ timeoutMs: 2000 });
    const answer = await world.tool('search_code', { pattern: '^(a+)+$' }, { limits });
    expect(answer).toMatchObject({ isError: true });
    expect(answer.text).toContain('took too long');
    expect(Date.now() - started).toBeLessThan(25_000);
  });
});

function pointsInto(descriptor: string, folder: string): boolean {
  try {
    return readlinkSync(join('/proc/self/fd', descriptor)).startsWith(folder);
  } catch {
    return false;
  }
}
