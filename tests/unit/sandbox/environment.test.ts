import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cageEnvironment } from '../../../src/sandbox/environment.ts';

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-env-'));
  writeFileSync(join(dir, 'file'), '');
});
afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('cageEnvironment', () => {
  const caged = (env: Record<string, string>, shown = false) =>
    cageEnvironment(env, () => shown, '/tmp');

  it('leaves out what leads to the session of the user', () => {
    const env = { SSH_AUTH_SOCK: '/x', DBUS_SESSION_BUS_ADDRESS: 'unix:path=/x', DISPLAY: ':0' };
    expect(caged({ ...env, TERM: 'xterm' })).toEqual({ outer: { TERM: 'xterm' }, inner: {} });
  });

  it('leaves out proxies', () => {
    expect(caged({ HTTPS_PROXY: 'http://a:b@proxy:1', no_proxy: '*' }).outer).toEqual({});
  });

  it('moves the scratch folder', () => {
    expect(caged({ TMPDIR: '/var/folders/x', TMP: '/y' }).outer).toEqual({
      TMPDIR: '/tmp',
      TMP: '/tmp',
    });
  });

  it('leaves out files that cannot be seen inside', () => {
    const env = { GOOGLE_APPLICATION_CREDENTIALS: join(dir, 'file') };
    expect(caged(env).outer).toEqual({});
    expect(caged(env, true).outer).toEqual(env);
  });

  it('keeps folders, and words that look like paths', () => {
    const env = { XDG_CACHE_HOME: dir, BASE: '/api/v1', HOME: dir };
    expect(caged(env).outer).toEqual(env);
  });

  it('keeps what steers the loader from the program that makes the cage', () => {
    const env = { LD_PRELOAD: './x.so', LD_LIBRARY_PATH: './lib', BASH_ENV: './x', PATH: '/bin' };
    const { outer, inner } = caged(env);
    expect(outer).toEqual({ PATH: '/bin' });
    expect(Object.keys(inner)).toEqual(['LD_PRELOAD', 'LD_LIBRARY_PATH', 'BASH_ENV']);
  });
});
