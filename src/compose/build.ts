import { join } from 'node:path';
import type { BuildReport } from '../domain/data.ts';
import type { RunId } from '../domain/ids.ts';
import { createEngineChain } from '../engines/fallback.ts';
import { resolveEngines } from '../engines/registry.ts';
import { createGit } from '../git/git.ts';
import { createWorkTrees } from '../git/work-trees.ts';
import { conclude, build as runPipeline } from '../pipeline/build.ts';
import type { Deps } from '../pipeline/deps.ts';
import { withLock } from '../pipeline/run.ts';
import type { Engine } from '../ports/engine.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { RunLock } from '../ports/run-lock.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Verifier } from '../ports/verifier.ts';
import { writeStepResult } from '../report/github-outputs.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { createLedgerStore } from '../store/ledger-store.ts';
import { stepSummary } from '../text/step-summary.ts';
import { verifyEnvironment } from '../verifiers/environment.ts';
import { createVerifiers } from '../verifiers/registry.ts';
import { createWorkspaces } from '../workspace/workspaces.ts';
import { openForge } from './forge.ts';
import { openRecords, type Records } from './records.ts';
import type { Env, Repository } from './repository.ts';
import { newRunId } from './run-id.ts';
import type { AppRequest, Display } from './surroundings.ts';

/** What one build is made of. */
export interface BuildRequest {
  readonly request: AppRequest;
  readonly repository: Repository;
  readonly lock: RunLock;
  readonly run: RunId;
  /** Told the path of the log, as soon as there is one. */
  readonly logged: (path: string) => void;
}

/** One build from taking the lock to releasing it. */
export async function lockAndBuild(build: Omit<BuildRequest, 'run'>): Promise<BuildReport> {
  const { lock, repository } = build;
  const run = newRunId(repository.clock.now());
  return withLock({ lock, run }, () => runBuild({ ...build, run }));
}

/** One build with the lock held: records opened, the line wired and run, the books closed. */
async function runBuild(build: BuildRequest): Promise<BuildReport> {
  const { request, repository, run } = build;
  const { version, signal, resumeCommand } = request;
  await repository.checkout.hideState();
  const records = openRecords(build);
  const { events, postmortems } = records;
  const interrupted = (): void => {
    events.emit({ type: 'run.interrupted', signal: String(signal.reason) });
  };
  signal.addEventListener('abort', interrupted, { once: true });
  try {
    const ending = {
      run,
      version,
      clock: repository.clock,
      events,
      postmortems,
      signal,
      resumeCommand,
    };
    const report = await conclude(ending, async () => runPipeline(await wire(build, records)));
    handOn(report, repository.env, request.display);
    return report;
  } finally {
    signal.removeEventListener('abort', interrupted);
    records.close();
  }
}

/** Tells the CI job, where there is one, what the run came to. */
function handOn(report: BuildReport, env: Env, { write }: Display): void {
  const { exitCode, outcome } = report;
  const parts = outcome.specs.flatMap((spec) => spec.parts);
  const pulls = parts.flatMap(({ pull }) => (pull?.state === 'open' ? [pull] : []));
  const files = { output: env['GITHUB_OUTPUT'], summary: env['GITHUB_STEP_SUMMARY'] };
  const faults = writeStepResult({ exitCode, pulls, summary: stepSummary(report) }, files);
  for (const fault of faults) write(`warning: ${fault}\n`);
}

async function wire(build: BuildRequest, records: Records): Promise<Deps> {
  const { request, repository, lock, run } = build;
  const { config, env, checkout, clock, stateDir, redactor } = repository;
  const { signal, version } = request;
  const { events, postmortems } = records;
  const warn = warner(events);
  const sandbox = createSandbox(config.sandbox);
  const forge = await openForge(repository, { signal, warn, readOnly: false });
  const tools = { ...repository, processes: records.processes, sandbox };
  const passEnv = config.passEnv.verify;
  return {
    config,
    run,
    version,
    checkout,
    ...(await gitOf(tools, signal)),
    engine: await engineOf(tools),
    verifiers: verifiersOf(tools),
    forge,
    sandbox,
    ledgers: createLedgerStore({ dir: stateDir, now: () => clock.now(), warn }),
    lock,
    clock,
    events,
    postmortems,
    redactor,
    auditHead: () => records.audit.head()?.hash ?? null,
    signal,
    deadline: deadlineOf(repository),
    setupEnv: { ...verifyEnvironment({ env, passEnv }, {}), CODELICIOUS_RUN: run },
    checksSignIn: !request.skipAuthCheck,
  };
}

type Tools = Repository & { readonly sandbox: Sandbox };

async function gitOf(tools: Tools, signal: AbortSignal): Promise<Pick<Deps, 'git' | 'workspaces'>> {
  const { cacheDir, processes, sandbox, env, config } = tools;
  const checkout = tools.checkout.state;
  const hub = { dir: join(cacheDir, 'hub.git'), checkout, processes, env, signal };
  const git = await createGit({ ...hub, branchPrefix: config.branchPrefix });
  const trees = await createWorkTrees(hub);
  return {
    git,
    workspaces: createWorkspaces({ dir: cacheDir, checkout, trees, processes, sandbox }),
  };
}

async function engineOf({ config, processes, clock, sandbox, env, cwd }: Tools): Promise<Engine> {
  const { models, passEnv } = config;
  const engines = await resolveEngines(config.engines, {
    processes,
    clock,
    sandbox,
    env,
    passEnv: passEnv.engine,
    models,
    maxBudgetUsd: null,
    cwd,
  });
  return createEngineChain(engines, clock);
}

function verifiersOf({ config, processes, sandbox, env }: Tools): readonly Verifier[] {
  const { verifyCommands: commands, verifyTimeoutMs: timeoutMs, passEnv } = config;
  return createVerifiers({
    commands,
    timeoutMs,
    processes,
    sandbox,
    env,
    passEnv: passEnv.verify,
  });
}

function deadlineOf({ config, clock }: Repository): AbortSignal {
  const { maxRunTimeMs } = config;
  return maxRunTimeMs === null ? new AbortController().signal : clock.timeout(maxRunTimeMs);
}

function warner(events: EventSink): (message: string) => void {
  return (message) => {
    events.emit({ type: 'run.warning', message });
  };
}
