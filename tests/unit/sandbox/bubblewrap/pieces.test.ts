import { describe, expect, it } from 'vitest';
import { arrange, isShown, type Piece } from '../../../../src/sandbox/bubblewrap/pieces.ts';

const read = (path: string): Piece => ({ kind: 'read', path });
const write = (path: string): Piece => ({ kind: 'write', path });
const empty = (path: string): Piece => ({ kind: 'empty', path });
const link = (path: string, target: string): Piece => ({ kind: 'link', path, target });

describe('arrange', () => {
  it('puts what holds others first', () => {
    const clone = write('/home/ada/.cache/clone');
    expect(arrange([clone, read('/usr'), empty('/home/ada')])).toEqual([
      read('/usr'),
      empty('/home/ada'),
      clone,
    ]);
  });

  it('leaves out what is shown anyway', () => {
    expect(arrange([read('/usr/bin'), read('/usr'), link('/usr/bin/x', 'y')])).toEqual([
      read('/usr'),
    ]);
    expect(arrange([write('/clone'), write('/clone/src')])).toEqual([write('/clone')]);
  });

  it('keeps what has other rights than what holds it', () => {
    const mixed = [read('/a'), write('/a/b'), read('/a/b/c')];
    expect(arrange(mixed)).toEqual(mixed);
  });

  it('lets one place be one thing: the most it is said to be', () => {
    expect(arrange([write('/a'), read('/a'), empty('/a')])).toEqual([write('/a')]);
    expect(arrange([read('/a'), link('/a', '/b')])).toEqual([read('/a')]);
  });

  it('puts things into what is empty', () => {
    const pieces = [empty('/home'), link('/home/bin', '/usr/bin'), read('/home/x')];
    expect(arrange(pieces)).toEqual(pieces);
  });

  it('does not take a link or a folder for what holds others', () => {
    const pieces: readonly Piece[] = [{ kind: 'folder', path: '/run' }, read('/run/a')];
    expect(arrange(pieces)).toEqual(pieces);
  });
});

describe('isShown', () => {
  const pieces = arrange([read('/usr'), empty('/home/ada'), write('/home/ada/clone')]);

  it.each([
    ['/usr', true],
    ['/usr/bin/env', true],
    ['/usrlocal', false],
    ['/home/ada/clone/a', true],
    ['/home/ada/.netrc', false],
    ['/home/ada', false],
    ['/etc/shadow', false],
    ['/', false],
  ])('%s: %s', (path, shown) => {
    expect(isShown(path, pieces)).toBe(shown);
  });
});
