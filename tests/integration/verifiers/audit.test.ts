import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyScope } from '../../../src/ports/verifier.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { createAuditVerifier } from '../../../src/verifiers/audit/audit.ts';

/** Answers npm's bulk question for advisories, and knows no package else. */
function advisoryServer(): Server {
  return createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    const isBulk = request.url?.endsWith('/-/npm/v1/security/advisories/bulk') === true;
    if (!isBulk) response.statusCode = 404;
    const advisory = (title: string, severity: string) => ({
      id: 1,
      url: 'https://advisories.test/1',
      title,
      severity,
      vulnerable_versions: '<2.0.0',
    });
    const all = { weak: [advisory('Runs code', 'high')], dull: [advisory('Slow', 'low')] };
    response.end(JSON.stringify(isBulk ? all : {}));
  });
}

let dir = '';
const server = advisoryServer();
let registry = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-audit-'));
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

const PATHS = { PATH: process.env['PATH'], HOME: process.env['HOME'] };

function lockOf(versions: Readonly<Record<string, string>>): string {
  const packages = Object.entries(versions).map(
    ([name, version]) => [`node_modules/${name}`, { version }] as const,
  );
  const root = { name: 'a', version: '1.0.0', dependencies: versions };
  return JSON.stringify({
    name: 'a',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: { '': root, ...Object.fromEntries(packages) },
  });
}

let trees = 0;
function scopeOf(
  versions: Readonly<Record<string, string>>,
  base: string | null,
  path = 'package-lock.json',
): VerifyScope {
  const root = join(dir, `tree-${(trees += 1)}`);
  mkdirSync(join(root, dirname(path)), { recursive: true });
  const manifest = { name: 'a', version: '1.0.0', dependencies: versions };
  writeFileSync(join(root, dirname(path), 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(root, dirname(path), '.npmrc'), `registry=${registry}\n`);
  writeFileSync(join(root, path), lockOf(versions));
  return {
    root,
    borrows: [],
    task: { kind: 'change' },
    added: async () => null,
    changed: [path, 'gone/package-lock.json', 'a.ts'],
    baseFile: async (asked) => (asked === path ? base : null),
    env: {},
  };
}

async function audit(
  scope: VerifyScope,
  env: Readonly<Record<string, string | undefined>> = PATHS,
) {
  const processes = createProcesses();
  const deps = {
    commands: [],
    timeoutMs: 60_000,
    processes,
    sandbox: createSandbox('none', processes),
    env,
    passEnv: [],
  };
  return createAuditVerifier(deps).check(scope, new AbortController().signal);
}

describe('the audit of a lock file', () => {
  it('tells nobody the names of packages that come from elsewhere', async () => {
    const scope = scopeOf({ weak: '1.0.0' }, null);
    const resolved = 'https://npm.example.com/weak/-/weak-1.0.0.tgz';
    const lock = {
      lockfileVersion: 3,
      packages: { 'node_modules/weak': { version: '1.0.0', resolved } },
    };
    writeFileSync(join(scope.root, 'package-lock.json'), JSON.stringify(lock));
    const [result] = await audit(scope);
    expect(result?.status).toBe('skipped');
    expect(result?.note).toContain('another registry');
  });

  it('fails by grave weaknesses of packages that were added', async () => {
    const [result, ...rest] = await audit(scopeOf({ weak: '1.0.0', dull: '1.0.0' }, lockOf({})));
    expect(rest).toEqual([]);
    expect(result).toMatchObject({ name: 'audit', kind: 'audit', status: 'failed' });
    expect(result?.findings).toMatchObject([
      {
        file: 'package-lock.json',
        rule: 'audit:weak',
        message: 'weak 1.0.0: Runs code, https://advisories.test/1',
      },
    ]);
  });

  it('passes those that the base has too, and packages that are sound', async () => {
    const old = scopeOf(
      { weak: '1.0.0' },
      lockOf({ weak: '1.0.0' }),
      'packages/a/package-lock.json',
    );
    expect(await audit(old)).toMatchObject([{ status: 'passed', package: 'packages/a' }]);
    expect(await audit(scopeOf({ weak: '2.0.0' }, null))).toMatchObject([
      { status: 'passed', findings: [] },
    ]);
  });

  it('says that it was skipped when the registry or npm is not there', async () => {
    const scope = scopeOf({ weak: '1.0.0' }, null);
    writeFileSync(join(scope.root, '.npmrc'), 'registry=http://127.0.0.1:1/\n');
    const [offline] = await audit(scope);
    expect(offline).toMatchObject({ status: 'skipped' });
    expect(offline?.note).toContain('offline');
    const [missing] = await audit(scope, { PATH: dir });
    expect(missing?.note).toContain('npm is not on PATH');
  });

  it('is silent where no lock file was changed', async () => {
    const processes = createProcesses();
    const verifier = createAuditVerifier({
      commands: [],
      timeoutMs: 1000,
      processes,
      sandbox: createSandbox('none', processes),
      env: {},
      passEnv: [],
    });
    const scope = scopeOf({}, null);
    expect(await verifier.applies(scope)).toBe(true);
    expect(await verifier.applies({ ...scope, changed: ['a.ts', 'yarn.lock'] })).toBe(false);
    expect(await verifier.applies({ ...scope, task: { kind: 'tests', files: [] } })).toBe(false);
  });
});
