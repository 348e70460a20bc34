import { describe, expect, it } from 'vitest';
import { bubblewrapArguments, STRICTNESSES } from '../../../../src/sandbox/bubblewrap/arguments.ts';

describe('bubblewrapArguments', () => {
  const plan = { strictness: [], pieces: [], env: {}, cwd: '/clone' };

  it('takes everything away first', () => {
    const args = bubblewrapArguments({ ...plan, strictness: STRICTNESSES[0] ?? [] });
    for (const flag of ['--unshare-all', '--die-with-parent', '--disable-userns']) {
      expect(args).toContain(flag);
    }
    expect(args.slice(-3)).toEqual(['--chdir', '/clone', '--']);
    expect(args.join(' ')).toContain('--cap-drop ALL');
  });

  it('puts each piece in its place', () => {
    const args = bubblewrapArguments({
      ...plan,
      pieces: [
        { kind: 'link', path: '/bin', target: 'usr/bin' },
        { kind: 'folder', path: '/run' },
        { kind: 'empty', path: '/tmp' },
        { kind: 'read', path: '/usr' },
        { kind: 'write', path: '/clone' },
        { kind: 'blank', path: '/proc/kcore' },
      ],
      env: { LD_PRELOAD: '/clone/x.so' },
    });
    expect(args.join(' ')).toContain(
      '--symlink usr/bin /bin --dir /run --tmpfs /tmp --ro-bind-try /usr /usr --bind /clone /clone ' +
        '--ro-bind /dev/null /proc/kcore --setenv LD_PRELOAD /clone/x.so --chdir /clone --',
    );
  });
});
