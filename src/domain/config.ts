import type { PriceTable } from './prices.ts';

/** Everything a run is told, merged and frozen before it starts. Durations are milliseconds. */
export interface Config {
  /** Engine names in order of preference; `replay:FILE` carries its file. `auto` is resolved later. */
  readonly engines: readonly string[];
  /** Model per engine name; the key `*` is for any. */
  readonly models: Readonly<Record<string, string>>;
  /** Paths named by `--spec`, as given. */
  readonly specs: readonly string[];
  /** Further globs of the `specs` setting. */
  readonly specGlobs: readonly string[];
  readonly base: string | null;
  readonly branchPrefix: string;
  readonly platform: 'auto' | 'github' | 'local';
  readonly onFailure: 'continue' | 'block' | 'stop';
  readonly commitFormat: 'spec' | 'conventional' | 'auto';
  readonly signoff: boolean;
  readonly maxCommits: number;
  readonly maxLoc: number;
  readonly maxOpenPrs: number;
  /** Globs left out of a pull request's size. */
  readonly exclude: readonly string[];
  readonly ready: 'all' | 'bottom' | 'never';
  readonly publish: 'chunk' | 'part';
  readonly reviewers: readonly string[];
  readonly labels: readonly string[];
  /** Shell commands in the place of what the toolchains find; `auto` among them stands for that. */
  readonly verifyCommands: readonly string[];
  readonly requireVerification: boolean;
  /** Whether source is refused that no test fails without. */
  readonly requireProof: boolean;
  /** Percent of the project's lines that have to run; null where neither flag nor configuration asks for any. */
  readonly minCoverage: number | null;
  /** Percent of the lines a change adds that have to run; null where nobody asks for any. */
  readonly minPatchCoverage: number | null;
  readonly verifyTimeoutMs: number;
  readonly maxFixAttempts: number;
  readonly setupCommands: readonly string[];
  readonly copy: readonly string[];
  readonly agentTimeoutMs: number;
  readonly maxRunTimeMs: number | null;
  readonly maxTurns: number;
  /** US dollars the whole run may cost; null for no cap. */
  readonly maxCostUsd: number | null;
  /** US dollars one chunk may cost; null for the default: 5 where the run has a cap. */
  readonly maxCostPerChunk: number | null;
  /** Tokens the whole run may take; null for no cap. */
  readonly maxTokens: number | null;
  /** Prices that take the place of those that ship with the program. */
  readonly prices: PriceTable;
  /** The server of the engine `huggingface`; null for the provider's own. */
  readonly endpoint: string | null;
  /** Whether `endpoint` may be plain http on this machine. */
  readonly allowHttpLoopback: boolean;
  /** The conversation that the engine `claude` goes on with. */
  readonly claudeSession: string | null;
  /** Null for the default: on with `continuous`. */
  readonly waitOnRateLimit: boolean | null;
  /** Where the calls of this run are recorded as a cassette, an absolute path; null for nowhere. */
  readonly record: string | null;
  readonly chunkStrategy: 'auto' | 'checkbox' | 'llm';
  readonly allowCiChanges: boolean;
  /** Findings of the search for secrets and dangerous constructs that pass: fingerprints, rules, globs of paths. */
  readonly securityAllow: readonly string[];
  /** Whether work goes on where a check cannot even begin on the base. */
  readonly allowBrokenBase: boolean;
  readonly sandbox: 'auto' | 'os' | 'external' | 'none';
  /** Further absolute paths that caged commands may read, and may change. */
  readonly sandboxPaths: { readonly read: readonly string[]; readonly write: readonly string[] };
  /** Names of variables passed on to engine and verify commands. */
  readonly passEnv: { readonly engine: readonly string[]; readonly verify: readonly string[] };
  readonly continuous: boolean;
  readonly cycleSleepMs: number;
  readonly resume: boolean;
  readonly resetLedger: boolean;
}

/** The built-in defaults of every setting. */
export const DEFAULT_CONFIG: Config = {
  engines: ['auto'],
  models: {},
  specs: [],
  specGlobs: [],
  base: null,
  branchPrefix: 'codelicious/',
  platform: 'auto',
  onFailure: 'continue',
  commitFormat: 'spec',
  signoff: false,
  maxCommits: 8,
  maxLoc: 250,
  maxOpenPrs: 10,
  exclude: [],
  ready: 'all',
  publish: 'chunk',
  reviewers: [],
  labels: [],
  verifyCommands: [],
  requireVerification: false,
  requireProof: false,
  minCoverage: null,
  minPatchCoverage: null,
  verifyTimeoutMs: 600_000,
  maxFixAttempts: 2,
  setupCommands: [],
  copy: [],
  agentTimeoutMs: 1_800_000,
  maxRunTimeMs: null,
  maxTurns: 50,
  maxCostUsd: null,
  maxCostPerChunk: null,
  maxTokens: null,
  prices: {},
  endpoint: null,
  allowHttpLoopback: false,
  claudeSession: null,
  waitOnRateLimit: null,
  record: null,
  chunkStrategy: 'auto',
  allowCiChanges: false,
  securityAllow: [],
  allowBrokenBase: false,
  sandbox: 'auto',
  sandboxPaths: { read: [], write: [] },
  passEnv: { engine: [], verify: [] },
  continuous: false,
  cycleSleepMs: 60_000,
  resume: true,
  resetLedger: false,
};
