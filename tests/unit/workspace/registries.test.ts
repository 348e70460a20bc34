import { describe, expect, it } from 'vitest';
import {
  REGISTRY_FILES,
  type RegistryKind,
  registryHosts,
} from '../../../src/workspace/registries.ts';
import { registryEnvironment } from '../../../src/workspace/registry-environment.ts';

/** The hosts that a file of this name, and nothing else, leads to. */
function hostsBy(path: string, text: string): readonly string[] {
  const file = REGISTRY_FILES.find((one) => one.path === path);
  if (file === undefined) throw new Error(`${path} is not looked at`);
  return registryHosts(file.kind, {}, file.read(text));
}

describe('registryHosts', () => {
  it.each([
    ['node', ['registry.npmjs.org:443', 'registry.yarnpkg.com:443']],
    ['python', ['pypi.org:443', 'files.pythonhosted.org:443']],
    ['go', ['proxy.golang.org:443', 'sum.golang.org:443']],
    ['rust', ['index.crates.io:443', 'static.crates.io:443']],
  ] as const)('are the public ones of %s when nobody says otherwise', (kind, hosts) => {
    expect(registryHosts(kind, {}, [])).toEqual(hosts);
  });

  it.each<[RegistryKind, Record<string, string>, readonly string[]]>([
    ['node', { npm_config_registry: 'http://127.0.0.1:4873/' }, ['127.0.0.1:4873']],
    ['node', { NPM_CONFIG_REGISTRY: 'https://npm.corp' }, ['npm.corp:443']],
    ['node', { 'npm_config_@me:registry': 'https://npm.me/x' }, ['npm.me:443']],
    [
      'python',
      {
        PIP_INDEX_URL: 'https://a.test/simple',
        PIP_EXTRA_INDEX_URL: 'http://b.test https://c.test:8443',
      },
      ['a.test:443', 'b.test:80', 'c.test:8443'],
    ],
    ['python', { PIP_FIND_LINKS: '/a/folder' }, ['pypi.org:443', 'files.pythonhosted.org:443']],
    ['go', { GOPROXY: 'https://a.test,direct', GOSUMDB: 'off' }, ['a.test:443']],
    ['go', { GOPROXY: 'https://a.test|off' }, ['a.test:443', 'sum.golang.org:443']],
    ['rust', { CARGO_REGISTRIES_MINE_INDEX: 'sparse+https://c.test/i/' }, ['c.test:443']],
  ])('of %s by %j', (kind, env, hosts) => {
    expect(registryHosts(kind, env, [])).toEqual(hosts);
  });

  it.each([
    [
      '.npmrc',
      'registry=https://npm.corp/\n//npm.corp/:_authToken=x\n@a:registry = "http://a.test:81"\n',
      ['npm.corp:443', 'a.test:81'],
    ],
    [
      '.yarnrc.yml',
      'npmRegistryServer: "https://y.test"\nnpmScopes:\n  a:\n    npmRegistryServer: https://z.test\n',
      ['y.test:443', 'z.test:443'],
    ],
    ['.yarnrc', 'registry "https://y.test"\n', ['y.test:443']],
    [
      'bunfig.toml',
      '[install]\nregistry = "https://b.test"\n[install.scopes]\na = "x"\n',
      ['b.test:443'],
    ],
    [
      '~/.config/pip/pip.conf',
      '[global]\nindex-url = https://p.test/simple\nextra-index-url = https://q.test\n',
      ['p.test:443', 'q.test:443'],
    ],
    [
      'pyproject.toml',
      '[project.urls]\nurl = "https://no.test"\n[[tool.uv.index]]\nname = "x"\nurl = "https://u.test"\n',
      ['u.test:443'],
    ],
    ['uv.toml', 'index-url = "https://u.test"\n', ['u.test:443']],
    [
      '.cargo/config.toml',
      '[registries.mine]\nindex = "sparse+https://c.test/i/"\n[source.x]\nregistry = "https://s.test"\n',
      ['c.test:443', 's.test:443'],
    ],
    ['~/.config/go/env', 'GOPROXY=https://g.test,direct\n', ['g.test:443', 'sum.golang.org:443']],
    [
      '.npmrc',
      'registry=${NPM_REGISTRY}\n',
      ['registry.npmjs.org:443', 'registry.yarnpkg.com:443'],
    ],
  ])('by the file %s', (path, text, hosts) => {
    expect(hostsBy(path, text)).toEqual(hosts);
  });
});

describe('registryEnvironment', () => {
  it('hands on where packages come from, and no passwords', () => {
    expect(
      registryEnvironment({
        npm_config_registry: 'https://npm.corp',
        PIP_INDEX_URL: 'https://me:secret@pip.corp/simple',
        HTTPS_PROXY: 'http://proxy:3128',
        NPM_TOKEN: 'secret',
        npm_config__authToken: 'secret',
        AWS_SECRET_ACCESS_KEY: 'secret',
      }),
    ).toEqual({ npm_config_registry: 'https://npm.corp', HTTPS_PROXY: 'http://proxy:3128' });
  });
});
