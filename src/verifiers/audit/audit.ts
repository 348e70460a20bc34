import { dirname, join } from 'node:path';
import type { CheckResult, Finding } from '../../domain/verdict.ts';
import type { ProcessOutcome } from '../../ports/process.ts';
import type { Verifier, VerifyScope } from '../../ports/verifier.ts';
import { type CheckContext, environmentOf, type VerifierDeps } from '../runner.ts';
import { readTreeFile } from '../toolchains/tree-files.ts';
import { type Advisory, hasOtherSources, lockedPackages, readNpmReport } from './npm-report.ts';

const LOCK_FILE = /(?:^|\/)(?:package-lock|npm-shrinkwrap)\.json$/;
/** No second attempt: a registry that is not there shall not cost minutes. */
const ARGS = [
  'audit',
  '--json',
  '--package-lock-only',
  '--fetch-retries=0',
  '--fetch-timeout=5000',
];
const SHOWN = 'npm audit --package-lock-only';
/** Where npm asks. */
const HOSTS = ['registry.npmjs.org:443'];
/** Milliseconds an audit may take at most. */
const MOST_MS = 15_000;
const KEEP_BYTES = 4_194_304;
const MAX_FINDINGS = 20;

/** Known weaknesses of the packages that a changed lock file of npm adds. */
export function createAuditVerifier(deps: VerifierDeps): Verifier {
  return {
    name: 'audit',
    applies: (scope) => Promise.resolve(locksOf(scope).length > 0),
    check: async (scope, signal) => {
      const results: CheckResult[] = [];
      for (const lock of locksOf(scope)) {
        if (signal.aborted) break;
        results.push(...(await auditOne(lock, { deps, scope, signal })));
      }
      return results;
    },
  };
}

function locksOf({ task, changed }: VerifyScope): readonly string[] {
  return task.kind === 'tests' ? [] : changed.filter((path) => LOCK_FILE.test(path));
}

async function auditOne(path: string, context: CheckContext): Promise<readonly CheckResult[]> {
  const lock = await readTreeFile(context.scope.root, path);
  if (lock === null) return [];
  const start = performance.now();
  const shown = startOf(path);
  if (hasOtherSources(lock)) {
    return [
      skipped(shown, 'its packages come from another registry, whose names are not told to npm'),
    ];
  }
  const npm = await context.deps.processes.find('npm', environmentOf(context)['PATH'] ?? '');
  if (npm === null) {
    return [skipped(shown, 'npm is not on PATH; it comes with Node, https://nodejs.org')];
  }
  const outcome = await run([npm, ...ARGS], join(context.scope.root, dirname(path)), context);
  const advisories = readNpmReport(new TextDecoder().decode(outcome.stdout), lock);
  if (advisories === null) {
    return [skipped(shown, 'offline: the registry could not be asked for known weaknesses')];
  }
  const known = lockedPackages(await context.scope.baseFile(path));
  const fresh = advisories.filter(({ name, version }) => !known.has(`${name}@${version}`));
  const findings = fresh.slice(0, MAX_FINDINGS).map((each) => findingOf(path, each));
  const durationMs = Math.round(performance.now() - start);
  const output = findings.map(({ message }) => message).join('\n');
  const status = fresh.length > 0 ? 'failed' : 'passed';
  return [{ ...shown, status, findings, output, durationMs, note: null }];
}

/** The members that every result of a lock file has. */
function startOf(path: string) {
  const folder = dirname(path);
  const place = folder === '.' ? {} : { package: folder };
  return { name: 'audit', command: SHOWN, kind: 'audit', ...place } as const;
}

function skipped(shown: ReturnType<typeof startOf>, note: string): CheckResult {
  return { ...shown, status: 'skipped', findings: [], output: '', durationMs: 0, note };
}

async function run(
  [file, ...args]: readonly [string, ...string[]],
  cwd: string,
  context: CheckContext,
): Promise<ProcessOutcome> {
  const { deps, scope, signal } = context;
  const env = environmentOf(context);
  const timeoutMs = Math.min(deps.timeoutMs, MOST_MS);
  const command = { file, args, cwd, env, timeoutMs, signal, keepBytes: KEEP_BYTES };
  const { root, borrows } = scope;
  return deps.sandbox.run(command, {
    writable: [root],
    readable: borrows,
    network: { kind: 'hosts', hosts: HOSTS },
  });
}

function findingOf(file: string, { name, version, title, url }: Advisory): Finding {
  const where = url === '' ? '' : `, ${url}`;
  const message = `${name} ${version}: ${title}${where}`;
  return { check: 'audit', file, line: null, rule: `audit:${name}`, message };
}
