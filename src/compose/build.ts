import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildReport } from '../domain/data.ts';
import type { RunId } from '../domain/ids.ts';
import { createEngineChain } from '../engines/fallback.ts';
import { createRecordingEngine } from '../engines/recorder/recorder.ts';
import { resolveEngines } from '../engines/registry.ts';
import { createGit } from '../git/git.ts';
import { createWorkTrees } from '../git/work-trees.ts';
import { conclude, build as runPipeline } from '../pipeline/build.ts';
import type { Deps } from '../pipeline/deps.ts';
import { withLock } from '../pipeline/run.ts';
import type { Engine } from '../ports/engine.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { Command } from '../ports/process.ts';
import type { RunLock } from '../ports/run-lock.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import type { Verifier } from '../ports/verifier.ts';
import { writeStepResult } from '../report/github-outputs.ts';
import { createBaselineStore } from '../store/baseline-store.ts';
import { createLedgerStore } from '../store/ledger-store.ts';
import { stepSummary } from '../text/step-summary.ts';
import { manifestFloor } from '../verifiers/coverage/project-floor.ts';
import { verifyEnvironment } from '../verifiers/environment.ts';
import { createStandingVerifiers, createVerifiers } from '../verifiers/registry.ts';
import { createSecretSearch } from '../verifiers/security/secret-search.ts';
import { registryEnvironment } from '../workspace/registry-environment.ts';
import { createWorkspaces } from '../workspace/workspaces.ts';
import { openForge } from './forge.ts';
import { openRecords, type Records } from './records.ts';
import type { Env, Repository } from './repository.ts';
import { newRunId } from './run-id.ts';
import { chooseSandbox, openSandbox, type SandboxChoice, testWall } from './sandbox.ts';
import type { AppRequest, Display } from './surroundings.ts';

/** What one build is made of. */
export interface BuildRequest {
  readonly request: AppRequest;
  readonly repository: Repository;
  readonly lock: RunLock;
  readonly run: RunId;
  readonly wall: SandboxChoice;
  /** Told the path of the log, as soon as there is one. */
  readonly logged: (path: string) => void;
}

/** One build from taking the lock to releasing it. */
export async function lockAndBuild(
  build: Omit<BuildRequest, 'run' | 'wall'>,
): Promise<BuildReport> {
  const { lock, repository } = build;
  const wall = await wallFor(build);
  const run = newRunId(repository.clock.now());
  return withLock({ lock, run }, () => runBuild({ ...build, run, wall }));
}

/** Chosen before anything is written, so that a refusal leaves no trace. */
export async function wallFor(
  build: Pick<BuildRequest, 'request' | 'repository'>,
): Promise<SandboxChoice> {
  const { config, env, processes } = build.repository;
  return chooseSandbox({
    wanted: config.sandbox,
    env,
    probe: async () => testWall(processes, env),
    ask: build.request.askSandbox,
    fallback: null,
  });
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
  const { processes } = records;
  const denied = (what: string, { env: { CODELICIOUS_JOB: engine = '' } }: Command): void => {
    events.emit({ type: 'sandbox.denied', engine, what });
  };
  const sandbox = openSandbox(build.wall, config, { processes, env, denied });
  const forge = await openForge(repository, { signal, warn, readOnly: false });
  const tools = { ...repository, processes, sandbox };
  const passEnv = config.passEnv.verify;
  return {
    config,
    run,
    version,
    checkout,
    ...(await gitOf(tools, signal)),
    engine: await engineOf(tools),
    verifiers: verifiersOf(tools),
    secrets: createSecretSearch({ allow: config.securityAllow }),
    forge,
    sandbox,
    ledgers: createLedgerStore({ dir: stateDir, now: () => clock.now(), warn }),
    floors: manifestFloor,
    baselines: createBaselineStore({
      dir: join(repository.cacheDir, 'baselines'),
      now: () => clock.now(),
    }),
    lock,
    clock,
    events,
    postmortems,
    redactor,
    auditHead: () => records.audit.head()?.hash ?? null,
    signal,
    ...deadlineOf(repository),
    setupEnv: {
      ...verifyEnvironment({ env, passEnv }, {}),
      ...registryEnvironment(env),
      CODELICIOUS_RUN: run,
    },
    checksSignIn: !request.skipAuthCheck,
  };
}

/** What git, clones and engines of a run are made of. */
export type Tools = Repository & { readonly sandbox: Sandbox };

/** The run's own repository and its clones. */
export async function gitOf(
  tools: Tools,
  signal: AbortSignal,
): Promise<Pick<Deps, 'git' | 'workspaces'>> {
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

/** Beside the folder of this bundle's parts, where the build puts it. */
const FILE_TOOLS = new URL('../engines/agent/file-tools/program.mjs', import.meta.url);

/** The engines that were asked for, as one. */
export async function engineOf(tools: Tools): Promise<Engine> {
  const { config, processes, clock, sandbox, env, cwd, cacheDir, redactor, learnSecret } = tools;
  const { models, passEnv, prices, endpoint, allowHttpLoopback } = config;
  const engines = await resolveEngines(config.engines, {
    processes,
    clock,
    sandbox,
    env,
    passEnv: passEnv.engine,
    models,
    claudeSession: config.claudeSession,
    claudeDir: join(cacheDir, 'claude'),
    learnSecret,
    prices,
    endpoint,
    allowHttpLoopback,
    fileToolsProgram: fileURLToPath(FILE_TOOLS),
    cwd,
  });
  const chain = createEngineChain(engines, clock);
  if (config.record === null) return chain;
  return createRecordingEngine(chain, { file: config.record, redactor, clock });
}

function verifiersOf({ config, processes, sandbox, env, cacheDir }: Tools): readonly Verifier[] {
  const { verifyCommands: commands, verifyTimeoutMs: timeoutMs, passEnv } = config;
  const passed = { processes, sandbox, env, cacheDir, passEnv: passEnv.verify };
  const shared = { ...passed, commands, timeoutMs };
  const standing = createStandingVerifiers({ ...shared, allow: config.securityAllow });
  return [...standing, ...createVerifiers(shared)];
}

/** The end of the run's time; counted from now. */
export function deadlineOf({ config, clock }: Repository): Pick<Deps, 'deadline' | 'deadlineAt'> {
  const { maxRunTimeMs } = config;
  if (maxRunTimeMs === null) return { deadline: new AbortController().signal, deadlineAt: null };
  return { deadline: clock.timeout(maxRunTimeMs), deadlineAt: clock.now() + maxRunTimeMs };
}

function warner(events: EventSink): (message: string) => void {
  return (message) => {
    events.emit({ type: 'run.warning', message });
  };
}
