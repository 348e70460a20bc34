import { describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../src/ports/sandbox.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { moduleHomes } from '../../../src/workspace/module-homes.ts';

const bare = createSandbox('none', createProcesses());
const caged: Sandbox = { ...bare, level: 'os' };

function homes(ecosystem: 'go' | 'rust' | 'node', sandbox: Sandbox, env = {}) {
  const request = { commands: [], copy: [], env, signal: new AbortController().signal };
  return moduleHomes(ecosystem, { sandbox, beside: '/cache/.modules', request });
}

describe('moduleHomes', () => {
  it('are the user’s own where there is no cage', () => {
    expect(homes('go', bare)).toEqual({ env: {}, writable: [] });
    expect(homes('rust', bare)).toEqual({ env: {}, writable: [] });
  });

  it('lie beside the tree in a cage; what the user has downloaded is looked at first', () => {
    const env = { HOME: '/home/u', GOPROXY: 'https://a.test|direct,off' };
    expect(homes('go', caged, env)).toEqual({
      env: {
        GOMODCACHE: '/cache/.modules/go',
        GOPROXY: 'file:///home/u/go/pkg/mod/cache/download,https://a.test,off',
      },
      writable: ['/cache/.modules/go'],
    });
    const { env: told } = homes('go', caged, { GOMODCACHE: '/mods' });
    expect(told['GOPROXY']).toBe('file:///mods/cache/download,https://proxy.golang.org');
    expect(homes('rust', caged)).toEqual({
      env: { CARGO_HOME: '/cache/.modules/cargo' },
      writable: ['/cache/.modules/cargo'],
    });
    expect(homes('node', caged)).toEqual({ env: {}, writable: [] });
  });
});
