import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createFileTools,
  type FileTools,
} from '../../../src/engines/agent/file-tools/file-tools.ts';
import type { ToolCall } from '../../../src/engines/agent/file-tools/tool-call.ts';

let folder: string;
let root: string;
let tools: FileTools;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'codelicious-tools-'));
  root = join(folder, 'tree');
  mkdirSync(join(root, 'src'), { recursive: true });
  writeFileSync(join(root, 'src/a.txt'), 'one two three\n');
  tools = createFileTools(root);
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function codeOf(call: ToolCall): Promise<string> {
  const outcome = await tools.run(call);
  return outcome.ok ? 'ok' : outcome.code;
}

const write = (path: string, content = 'x'): ToolCall => ({ tool: 'write_file', path, content });
const edit = (path: string, old: string, text: string): ToolCall => ({
  tool: 'edit_file',
  path,
  old,
  new: text,
});
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('write_file', () => {
  it('makes a file and its folders', async () => {
    expect(await codeOf(write('new/deep/ä b.txt', 'grüße\r\n'))).toBe('ok');
    expect(read('new/deep/ä b.txt')).toBe('grüße\r\n');
  });

  it('replaces a file, keeps its mode, and leaves its other names alone', async () => {
    chmodSync(join(root, 'src/a.txt'), 0o755);
    linkSync(join(root, 'src/a.txt'), join(folder, 'other-name'));
    expect(await codeOf(write('src/a.txt', 'new'))).toBe('ok');
    expect(read('src/a.txt')).toBe('new');
    expect(statSync(join(root, 'src/a.txt')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(folder, 'other-name'), 'utf8')).toBe('one two three\n');
  });

  it('refuses a folder, a file on the way, and too much', async () => {
    expect(await codeOf(write('src'))).toBe('not_a_file');
    expect(await codeOf(write('src/a.txt/b'))).toBe('not_a_folder');
    expect(await codeOf(write('big', 'x'.repeat(1024 * 1024 + 1)))).toBe('too_large');
    expect(await codeOf(write('fits', 'x'.repeat(1024 * 1024)))).toBe('ok');
  });

  it('tells what the file system refuses by its code', async () => {
    const outcome = await createFileTools(join(folder, 'gone')).run(write('a'));
    expect(outcome).toEqual({ ok: false, code: 'io', message: 'the file system refused (ENOENT)' });
  });

  it('refuses more files than a job may touch', async () => {
    for (let index = 0; index < 500; index += 1)
      await tools.run(edit(`none/${String(index)}`, 'a', 'b'));
    expect(await codeOf(write('one-more'))).toBe('too_many');
    expect(existsSync(join(root, 'one-more'))).toBe(false);
  });
});

describe('edit_file', () => {
  it('replaces the one occurrence, taking the text as it is', async () => {
    expect(await codeOf(edit('src/a.txt', 'two', '$& $1 2'))).toBe('ok');
    expect(read('src/a.txt')).toBe('one $& $1 2 three\n');
  });

  it('refuses none and many, overlapping ones too', async () => {
    writeFileSync(join(root, 'b.txt'), 'aaa');
    expect(await codeOf(edit('src/a.txt', 'four', 'x'))).toBe('no_match');
    expect(await codeOf(edit('src/a.txt', 'e', 'x'))).toBe('many_matches');
    expect(await codeOf(edit('b.txt', 'aa', 'x'))).toBe('many_matches');
    expect(read('src/a.txt')).toBe('one two three\n');
  });

  it('refuses what is no text, too large, or not there', async () => {
    writeFileSync(join(root, 'bytes'), Buffer.from([0x61, 0xff]));
    writeFileSync(join(root, 'large'), 'x'.repeat(1024 * 1024 + 1));
    expect(await codeOf(edit('bytes', 'a', 'b'))).toBe('not_text');
    expect(await codeOf(edit('large', 'x', 'b'))).toBe('too_large');
    expect(await codeOf(edit('none', 'x', 'b'))).toBe('missing');
    expect(await codeOf(edit('none/b', 'x', 'b'))).toBe('missing');
    expect(existsSync(join(root, 'none'))).toBe(false);
  });

  it('keeps a byte order mark and line ends', async () => {
    writeFileSync(join(root, 'c.txt'), '\ufeffa\r\nb\r\n');
    expect(await codeOf(edit('c.txt', 'b', 'c'))).toBe('ok');
    expect(read('c.txt')).toBe('\ufeffa\r\nc\r\n');
  });
});

describe('delete_file and make_executable', () => {
  it('removes a file, or a link but not what it points to', async () => {
    symlinkSync(join(root, 'src/a.txt'), join(root, 'link'));
    expect(await codeOf({ tool: 'delete_file', path: 'link' })).toBe('ok');
    expect(existsSync(join(root, 'src/a.txt'))).toBe(true);
    expect(await codeOf({ tool: 'delete_file', path: 'src/a.txt' })).toBe('ok');
    expect(await codeOf({ tool: 'delete_file', path: 'src/a.txt' })).toBe('missing');
    expect(await codeOf({ tool: 'delete_file', path: 'src' })).toBe('not_a_file');
  });

  it('lets those execute who may read', async () => {
    chmodSync(join(root, 'src/a.txt'), 0o640);
    expect(await codeOf({ tool: 'make_executable', path: 'src/a.txt' })).toBe('ok');
    expect(statSync(join(root, 'src/a.txt')).mode & 0o777).toBe(0o750);
    expect(await codeOf({ tool: 'make_executable', path: 'none' })).toBe('missing');
  });
});

describe('links and odd files', () => {
  it('follows no link, at the end of a path or on the way', async () => {
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside/secret'), 'secret');
    symlinkSync('../outside', join(root, 'way'));
    symlinkSync('../outside/secret', join(root, 'file'));
    symlinkSync('../outside/new', join(root, 'dangling'));
    symlinkSync('src', join(root, 'inside'));
    for (const path of ['way/secret', 'way/new', 'file', 'dangling', 'inside/a.txt']) {
      expect(await codeOf(write(path))).toBe('symlink');
      expect(await codeOf(edit(path, 'secret', 'x'))).toBe('symlink');
      expect(await codeOf({ tool: 'make_executable', path })).toBe('symlink');
    }
    expect(await codeOf({ tool: 'delete_file', path: 'way/secret' })).toBe('symlink');
    expect(readFileSync(join(folder, 'outside/secret'), 'utf8')).toBe('secret');
    expect(existsSync(join(folder, 'outside/new'))).toBe(false);
    expect(lstatSync(join(root, 'file')).isSymbolicLink()).toBe(true);
  });

  it('touches nothing that is no regular file', async () => {
    const server = createServer().listen(join(root, 'socket'));
    await once(server, 'listening');
    expect(await codeOf(write('socket'))).toBe('not_a_file');
    expect(await codeOf(edit('socket', 'a', 'b'))).toBe('not_a_file');
    server.close();
    await once(server, 'close');
  });

  it.skipIf(!existsSync('/proc/self/fd'))('leaves no descriptor open', async () => {
    const open = () => readdirSync('/proc/self/fd').filter((fd) => pointsInto(fd)).length;
    for (const path of ['src/a.txt', 'src/x/y/z', 'src/a.txt/b', 'none/x']) {
      await tools.run(write(path));
      await tools.run(edit(path, 'nothing', 'x'));
    }
    expect(open()).toBe(0);
  });
});

/** Whether a descriptor of this process stands for something in the test's folder. */
function pointsInto(descriptor: string): boolean {
  try {
    return readlinkSync(join('/proc/self/fd', descriptor)).startsWith(folder);
  } catch {
    return false;
  }
}
