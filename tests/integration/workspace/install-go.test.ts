import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createProcesses } from '../../../src/system/processes.ts';
import { createVerifiers } from '../../../src/verifiers/registry.ts';
import { cagedSandbox, canCage } from '../../support/caged.ts';
import { makeTestHome, type TestHome } from '../../support/git-repo.ts';
import { openGitRoom, setupRequest } from '../../support/git-room.ts';
import { type GoProxy, startGoProxy } from '../../support/go-proxy.ts';
import { PYTHON } from '../../support/python.ts';

const isCaged = await canCage();
const { PATH = '', GOROOT } = process.env;
const go = await createProcesses().find('go', PATH);

let home: TestHome;
let proxy: GoProxy;
beforeEach(async () => {
  home = makeTestHome();
  proxy = await startGoProxy('example.test/fresh', 'v1.2.0', 'package fresh\n\nconst Value = 7\n');
});
afterEach(() => {
  proxy.close();
  home.remove();
});

describe.runIf(isCaged && go !== null && PYTHON !== null)('a module of Go, in a cage', () => {
  it('is fetched beside the clone, summed, and there when tests run offline', async () => {
    const manifest = 'module app\n\ngo 1.19\n';
    const test = (body: string): string =>
      `package app\n\nimport "testing"\n${body}\n\nfunc TestIt(t *testing.T) {\n\tif value != 7 {\n\t\tt.Fatal(value)\n\t}\n}\n`;
    const repo = home.repo('app', {
      'go.mod': manifest,
      'it_test.go': test('\nconst value = 7\n'),
    });
    const base = repo.commit('Base');
    const sandbox = cagedSandbox(home.env);
    const room = await openGitRoom(home, repo.root, { sandbox });
    const workspace = await room.workspaces.open('spec.md');
    await workspace.reset(base);
    const root = GOROOT === undefined ? {} : { GOROOT };
    const env = { PATH, HOME: home.env['HOME'] ?? '', ...root };
    const request = setupRequest(home, { env: { ...env, GOPROXY: proxy.url, GOSUMDB: 'off' } });
    await workspace.setUp(request);
    const [verifier] = createVerifiers({
      ...{ commands: ['go test ./...'], timeoutMs: 300_000, processes: createProcesses() },
      ...{ sandbox, env, passEnv: [] },
    });
    const changed = ['go.mod', 'it_test.go'];
    const check = async () =>
      verifier?.check(
        {
          ...{ root: workspace.root, borrows: workspace.borrows, changed, env: workspace.env },
          task: { kind: 'change' } as const,
          added: async () => null,
          baseFile: (path: string) => room.git.fileAt(base, path),
        },
        new AbortController().signal,
      );
    expect(await check()).toMatchObject([{ status: 'passed' }]);
    const at = (path: string): string => join(workspace.root, path);
    writeFileSync(at('go.mod'), `${manifest}\nrequire example.test/fresh v1.2.0\n`);
    const imports = '\nimport "example.test/fresh"\n\nconst value = fresh.Value\n';
    writeFileSync(at('it_test.go'), test(imports));
    expect(await workspace.install(changed, request)).toEqual({
      type: 'installed',
      how: 'go mod',
    });
    const found = await room.git.changes(base, await workspace.snapshot());
    expect(found.map(({ path }) => path)).toEqual(['go.mod', 'go.sum', 'it_test.go']);
    proxy.close();
    expect(await check()).toMatchObject([{ status: 'passed' }]);
    await workspace.close();
  }, 300_000);
});
