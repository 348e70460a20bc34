import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ContentsRequest, cageContents } from '../../../../src/sandbox/bubblewrap/contents.ts';
import { isShown } from '../../../../src/sandbox/bubblewrap/pieces.ts';

let dir = '';
let home = '';
let clone = '';

beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-contents-')));
  home = join(dir, 'home');
  clone = join(home, '.cache', 'clone');
  mkdirSync(clone, { recursive: true });
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

function file(...names: readonly string[]): string {
  const path = join(dir, ...names);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, '', { mode: 0o755 });
  return path;
}

/** The paths of the given ones that a cage shows. */
function shown(request: Partial<ContentsRequest>, paths: readonly string[]): readonly string[] {
  const whole = { writable: [clone], readable: [], toolchains: [], homes: [home] };
  const pieces = cageContents({ ...whole, program: '/bin/sh', ...request });
  return paths.filter((path) => isShown(path, pieces ?? []));
}

describe('cageContents', () => {
  it('shows the clone below a home that is not shown', () => {
    const secret = file('home', '.netrc');
    expect(shown({}, [clone, join(clone, 'a'), secret, home])).toEqual([clone, join(clone, 'a')]);
  });

  it('shows nothing where what is to be written is not there', () => {
    const request = { writable: [join(dir, 'nowhere')], readable: [], toolchains: [], homes: [] };
    expect(cageContents({ ...request, program: '/bin/sh' })).toBeNull();
  });

  it('shows what is lent, and passes over what is not there', () => {
    const lent = file('objects', 'pack');
    expect(shown({ readable: [lent, join(dir, 'gone')] }, [lent, dir])).toEqual([lent]);
  });

  it('shows toolchains, and none that would show the home or the machine', () => {
    const tool = file('home', '.cargo', 'bin', 'cargo');
    const secret = file('home', '.cargo', 'credentials.toml');
    const toolchains = [dirname(tool), home, dir, '/', '/etc', '/tmp', clone];
    expect(shown({ toolchains }, [tool, secret, '/etc/shadow', join(dir, 'x')])).toEqual([tool]);
  });

  it('leads through the links on the way', () => {
    const real = file('real', 'data');
    symlinkSync('real', join(dir, 'data'));
    const pieces = cageContents({
      writable: [clone],
      readable: [join(dir, 'data', 'data')],
      toolchains: [],
      homes: [],
      program: '/bin/sh',
    });
    expect(pieces).toContainEqual({ kind: 'link', path: join(dir, 'data'), target: 'real' });
    expect(pieces).toContainEqual({ kind: 'read', path: real });
  });

  it('shows the program with the packages beside it', () => {
    const program = file('tools', 'node_modules', 'claude', 'cli.js');
    const other = file('tools', 'node_modules', 'other', 'index.js');
    expect(shown({ program }, [program, other, join(dir, 'tools')])).toEqual([program, other]);
  });

  it('shows a program at home alone', () => {
    const program = file('home', 'script');
    const secret = file('home', '.netrc');
    expect(shown({ program }, [program, secret])).toEqual([program]);
  });

  it('follows no link that a caged command may have made', () => {
    const secret = file('home', '.ssh', 'id');
    const ssh = dirname(secret);
    symlinkSync(ssh, join(clone, 'cache'));
    symlinkSync(secret, join(clone, 'tool'));
    const planted = join(clone, 'cache');
    for (const request of [
      { readable: [planted] },
      { toolchains: [planted] },
      { writable: [clone, planted] },
      { program: join(clone, 'tool') },
    ]) {
      expect(shown(request, [secret, ssh])).toEqual([]);
    }
  });

  it('leaves a home alone that may be written to', () => {
    const own = join(clone, 'home');
    mkdirSync(own);
    expect(shown({ homes: [own] }, [own])).toEqual([own]);
  });
});
