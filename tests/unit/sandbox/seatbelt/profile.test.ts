import { describe, expect, it } from 'vitest';
import { seatbeltProfile } from '../../../../src/sandbox/seatbelt/profile.ts';

describe('seatbeltProfile', () => {
  const profile = seatbeltProfile({
    readable: ['/Users/ada/.nvm'],
    writable: ['/private/var/folders/x/clone'],
    ports: [4711],
  });

  it('denies what it does not allow', () => {
    const [version, first] = profile.split('\n');
    expect([version, first]).toEqual(['(version 1)', '(deny default)']);
    expect(profile).not.toContain('(allow default)');
  });

  it('is one balanced text', () => {
    const plain = profile.replace(/"(?:[^"\\]|\\.)*"/g, '');
    let open = 0;
    for (const letter of plain) {
      if (letter === '(') open += 1;
      if (letter === ')') open -= 1;
      expect(open).toBeGreaterThanOrEqual(0);
    }
    expect(open).toBe(0);
  });

  it('lets the given folders be read, and only some be written', () => {
    const [, reading = ''] = profile.split('(allow file-read*\n');
    const [, writing = ''] = profile.split('(allow file-write*\n');
    const rule = (text: string): string => text.slice(0, text.indexOf('\n('));
    expect(rule(reading)).toContain('(subpath "/Users/ada/.nvm")');
    expect(rule(reading)).toContain('(subpath "/private/var/folders/x/clone")');
    expect(rule(writing).trim()).toBe('(subpath "/private/var/folders/x/clone"))');
    expect(profile).not.toMatch(/subpath "\/(Users|System|private|Library|)"/);
    expect(profile).toContain('(literal "/Users/ada")');
  });

  it('opens no port but those given', () => {
    expect(profile).toContain('(allow network-outbound\n  (remote ip "localhost:4711"))');
    const closed = seatbeltProfile({ readable: [], writable: ['/a'], ports: [] });
    expect(closed).not.toContain('network');
  });

  it('writes odd names so that they stay names', () => {
    const odd = seatbeltProfile({
      readable: ['/a") (allow default) ("\\'],
      writable: [],
      ports: [],
    });
    expect(odd).toContain(String.raw`(subpath "/a\") (allow default) (\"\\")`);
  });
});
