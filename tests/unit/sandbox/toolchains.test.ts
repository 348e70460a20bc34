import { describe, expect, it } from 'vitest';
import { toolchainPaths } from '../../../src/sandbox/toolchains.ts';

describe('toolchainPaths', () => {
  const node = '/opt/node/bin/node';
  const paths = (env: Record<string, string>, homes: readonly string[] = []) =>
    toolchainPaths({ env, homes, node });

  it('names the Node that runs us', () => {
    expect(paths({})).toEqual(expect.arrayContaining([node, '/opt/node/bin', '/opt/node/lib']));
  });

  it('names the folders of PATH, absolute ones only, and npm’s packages beside them', () => {
    const found = paths({ PATH: '/a/bin:relative::/b/bin' });
    expect(found).toEqual(
      expect.arrayContaining(['/a/bin', '/a/lib/node_modules', '/b/bin', '/b/lib/node_modules']),
    );
    expect(found.every((path) => path.startsWith('/'))).toBe(true);
  });

  it('names programs at home, and nothing that holds credentials', () => {
    const found = paths({}, ['/home/ada']);
    expect(found).toEqual(expect.arrayContaining(['/home/ada/.cargo/bin', '/home/ada/.rustup']));
    for (const secret of ['.ssh', '.aws', '.config', '.netrc', '.docker', '.kube', '.gnupg', '']) {
      const path = `/home/ada/${secret}`.replace(/\/$/, '');
      expect(found.filter((one) => one === path || path.startsWith(`${one}/`))).toEqual([]);
    }
    expect(found).not.toContain('/home/ada/.cargo');
  });

  it('names of what a variable names only what is needed', () => {
    const found = paths({ CARGO_HOME: '/c', GOPATH: '/g', JAVA_HOME: '/j', NVM_DIR: 'relative' });
    expect(found).toEqual(expect.arrayContaining(['/c/bin', '/c/registry', '/g/pkg', '/j']));
    expect(found).not.toContain('/c');
    expect(found).not.toContain('/g');
  });

  it('names certificates', () => {
    expect(paths({ NODE_EXTRA_CA_CERTS: '/ca.pem' })).toContain('/ca.pem');
  });
});
