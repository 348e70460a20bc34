import { type Config, DEFAULT_CONFIG } from '../../../src/domain/config.ts';
import { digest, type RunId, type Sha } from '../../../src/domain/ids.ts';
import type { RunOutcome } from '../../../src/domain/outcome.ts';
import { createRedactor } from '../../../src/domain/redaction.ts';
import type { Usage } from '../../../src/domain/usage.ts';
import type { Deps } from '../../../src/pipeline/deps.ts';
import { buildOnce } from '../../../src/pipeline/run.ts';
import type { BaselineStore } from '../../../src/ports/baseline-store.ts';
import type { EngineProbe } from '../../../src/ports/engine.ts';
import type { CommitInfo } from '../../../src/ports/history.ts';
import type { Verifier } from '../../../src/ports/verifier.ts';
import type { SetupResult } from '../../../src/ports/workspace.ts';
import { manifestFloor } from '../../../src/verifiers/coverage/project-floor.ts';
import { createFakeCheckout, type FakeCheckout } from './fake-checkout.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { createFakeEngine, type EngineScript, type FakeEngine } from './fake-engine.ts';
import { createFakeForge, type FakeForge, type FakeForgeOptions } from './fake-forge.ts';
import { createFakeGit, type FakeGit, type GitTroubles } from './fake-git.ts';
import { createFakeSecrets } from './fake-secrets.ts';
import { createFakeVerifier, type Judge } from './fake-verifier.ts';
import { createFakeWorkspaces, type Disk, type Installer } from './fake-workspace.ts';
import { createHistory } from './history.ts';
import { createMemoryBaselines } from './memory-baselines.ts';
import { createMemoryLedgers, type MemoryLedgers } from './memory-ledger.ts';
import { createLockTable, createMemoryLock } from './memory-lock.ts';
import { createObjectStore, type FileMap, type Texts } from './objects.ts';
import { createRecordingEvents, type RecordingEvents } from './recording-events.ts';
import {
  branchesOf,
  createRepository,
  type FakeRepository,
  filesOn,
  seeded,
} from './repository.ts';

export interface LineOptions {
  /** Files on `main` of the user's repository and of the remote, specs included. */
  readonly files: Texts;
  readonly config?: Partial<Config>;
  /** By default each call writes one file named for the title, ten lines long. */
  readonly script?: EngineScript;
  readonly probe?: EngineProbe;
  readonly usage?: Usage;
  /** The engine's window; by default 200,000. */
  readonly contextTokens?: number;
  /** By default everything passes. */
  readonly judge?: Judge;
  /** In place of the verifier that asks `judge`. */
  readonly verifier?: (disk: (root: string) => Disk | null) => Verifier;
  readonly forge?: Omit<FakeForgeOptions, 'remote'>;
  readonly git?: Partial<GitTroubles>;
  readonly setUp?: () => SetupResult;
  /** By default no manifest asks for anything. */
  readonly install?: Installer;
  readonly identity?: { readonly name: string; readonly email: string } | null;
  readonly secrets?: readonly string[];
  /** False where the user's repository has no origin. */
  readonly origin?: boolean;
}

/** The whole line over one repository, and what a test asks about it. */
export interface Line {
  readonly user: FakeRepository;
  /** Where pull requests live: the origin, or the user's own repository on platform `local`. */
  readonly remote: FakeRepository;
  readonly forge: FakeForge;
  readonly clock: FakeClock;
  /** Aborts the runs to come; `ready` again after `calm`. */
  readonly stop: AbortController;
  readonly postmortems: readonly string[];
  /** The collaborators of the newest run. */
  readonly engine: FakeEngine;
  readonly git: FakeGit;
  readonly events: RecordingEvents;
  readonly ledgers: MemoryLedgers;
  readonly checkout: FakeCheckout;
  /** The collaborators of one more run, all that earlier ones kept included. */
  deps(config?: Partial<Config>): Deps;
  once(config?: Partial<Config>): Promise<RunOutcome>;
  /** What a cleared cache leaves: the user's repository, the remote, the forge. */
  loseCache(): void;
  /** A clone of the remote on another machine. */
  freshClone(): void;
  /** Every open part's branch, bottom first. */
  branches(): readonly string[];
  /** Our commits on a branch of the remote beyond `main`, oldest first. */
  commits(branch: string): Promise<readonly CommitInfo[]>;
  files(branch: string): FileMap;
  text(branch: string, path: string): string | null;
  tip(branch: string): Sha | undefined;
}

const PREFIX = DEFAULT_CONFIG.branchPrefix;

interface Machine {
  user: FakeRepository;
  hub: FakeRepository;
  ledgers: MemoryLedgers;
  baselines: BaselineStore;
}

interface Newest {
  engine: FakeEngine;
  git: FakeGit;
  events: RecordingEvents;
  checkout: FakeCheckout;
}

/** Writes a file named for the title, ten lines long. */
export const writesOneFile: EngineScript = ({ title, write }) => {
  write(`src/${slug(title)}.txt`, `${title}\n`.repeat(10));
  return undefined;
};

export function createLine(options: LineOptions): Line {
  const store = createObjectStore();
  const first = seeded(store, options.files);
  const isLocal = options.forge?.kind === 'local';
  const origin = isLocal || options.origin === false ? null : cloneOf(first);
  const machine: Machine = {
    user: first,
    hub: createRepository(store),
    ledgers: createMemoryLedgers(),
    baselines: createMemoryBaselines(),
  };
  const remote = origin ?? first;
  const forge = createFakeForge({ ...options.forge, remote });
  const clock = createFakeClock();
  const stop = new AbortController();
  const locks = createLockTable();
  const postmortems: string[] = [];
  const history = createHistory(remote);
  let newest: Newest | null = null;
  let runs = 0;
  const known = (): Newest => {
    if (newest === null) throw new Error('nothing has run yet');
    return newest;
  };

  const deps = (change: Partial<Config> = {}): Deps => {
    runs += 1;
    clock.advance(1000);
    const run = `20260131T1015${String(runs).padStart(2, '0')}-000000` as RunId;
    const { user, hub, ledgers } = machine;
    const checkout = createFakeCheckout({
      user,
      originUrl: origin === null ? null : 'https://forge.test/o/r.git',
      identity: options.identity ?? ADA,
    });
    const place = { hub, user, origin, prefix: PREFIX };
    const git = createFakeGit({ ...place, troubles: options.git ?? {} });
    const workspaces = createFakeWorkspaces(store, options);
    const { script = writesOneFile, probe, usage, contextTokens } = options;
    const engine = createFakeEngine({
      script,
      disk: workspaces.disk,
      ...(probe === undefined ? {} : { probe }),
      ...(usage === undefined ? {} : { usage }),
      ...(contextTokens === undefined ? {} : { contextTokens }),
    });
    const events = createRecordingEvents();
    const judging = (disk: (root: string) => Disk | null) =>
      createFakeVerifier(disk, options.judge ?? (() => []));
    const verifiers = [(options.verifier ?? judging)(workspaces.disk)];
    const config = { ...DEFAULT_CONFIG, ...options.config, ...change };
    const limit = config.maxRunTimeMs;
    newest = { engine, git, events, checkout };
    return {
      ...{ config, run, checkout, git, workspaces, engine, verifiers, forge, ledgers, clock },
      secrets: createFakeSecrets(workspaces.disk, config.securityAllow),
      version: '2.0.0',
      baselines: machine.baselines,
      floors: manifestFloor,
      sandbox: {
        level: 'none',
        describe: 'commands run as the user',
        run: () => Promise.reject(new Error('nothing runs here')),
      },
      lock: createMemoryLock(locks, runs),
      events,
      postmortems: {
        lastLogLines: async (count) => events.all.slice(-count).map((event) => event.type),
        write: async (text) => `/postmortem-${postmortems.push(text)}.md`,
      },
      redactor: createRedactor(options.secrets ?? []),
      auditHead: () =>
        events.all.length === 0 ? null : digest([run, String(events.all.length)], 64),
      signal: stop.signal,
      deadline: limit === null ? new AbortController().signal : clock.timeout(limit),
      deadlineAt: limit === null ? null : clock.now() + limit,
      checksSignIn: true,
      setupEnv: {},
    };
  };

  return {
    remote,
    forge,
    clock,
    stop,
    postmortems,
    deps,
    get user() {
      return machine.user;
    },
    get ledgers() {
      return machine.ledgers;
    },
    get engine() {
      return known().engine;
    },
    get git() {
      return known().git;
    },
    get events() {
      return known().events;
    },
    get checkout() {
      return known().checkout;
    },
    once: (change) => buildOnce(deps(change)),
    loseCache() {
      machine.hub = createRepository(store);
      machine.ledgers = createMemoryLedgers();
      machine.baselines = createMemoryBaselines();
    },
    freshClone() {
      machine.hub = createRepository(store);
      machine.ledgers = createMemoryLedgers();
      machine.baselines = createMemoryBaselines();
      if (origin !== null) machine.user = cloneOf(origin, (ref) => ref === 'refs/heads/main');
    },
    branches: () => [...branchesOf(remote, PREFIX).keys()].sort(byPart),
    commits: (branch) => history.chunkCommits('main', branch),
    files: (branch) => filesOn(remote, branch),
    text: (branch, path) => filesOn(remote, branch).get(path)?.text ?? null,
    tip: (branch) => remote.refs.get(`refs/heads/${branch}`),
  };
}

const ADA = { name: 'Ada Lovelace', email: 'ada@example.com' };

/** Merges a pull request as a person does on the forge's page. */
export function mergePull(line: Line, number: number, how: 'merge' | 'squash' = 'merge'): void {
  const { forge, remote } = line;
  const { head, base, title } = forge.pull(number);
  const { store, refs } = remote;
  const [tip, below] = [head, base].map((name) => refs.get(`refs/heads/${name}`)!);
  const parents = how === 'merge' ? [below!, tip!] : [below!];
  const tree = store.commit(tip!)!.tree;
  refs.set(
    `refs/heads/${base}`,
    store.writeCommit({ tree, parents, message: `${title} (#${number})\n` }),
  );
  refs.delete(`refs/heads/${head}`);
  forge.set(number, { state: 'merged', draft: false });
  for (const pull of forge.pulls.filter((one) => one.base === head && one.state === 'open')) {
    forge.set(pull.number, { base });
  }
}

/** A title as a file name. */
export function slug(title: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

function cloneOf(
  repository: FakeRepository,
  wanted: (ref: string) => boolean = () => true,
): FakeRepository {
  const clone = createRepository(repository.store);
  for (const [ref, sha] of repository.refs) if (wanted(ref)) clone.refs.set(ref, sha);
  clone.checkedOut = repository.checkedOut;
  return clone;
}

function byPart(a: string, b: string): number {
  const number = (name: string): number => Number(/-part-(\d+)$/.exec(name)?.[1] ?? '1');
  return number(a) - number(b) || (a < b ? -1 : 1);
}
