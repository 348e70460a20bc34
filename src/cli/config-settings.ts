import type { RepoConfig, UserConfig } from '../domain/config-file.ts';
import { CodeliciousError } from '../domain/errors.ts';
import type { PriceTable } from '../domain/prices.ts';
import { type Parsed, parseEngines, parseModels } from './engine-names.ts';
import { defined, type Settings } from './options.ts';

/** Where settings come from: for messages, and for what relative paths are relative to. */
export interface Source {
  readonly name: string;
  readonly folder: string;
}

/**
 * What a configuration file says, in the terms of the run.
 * @throws CodeliciousError `config` for an unknown engine
 */
export function settingsOfFile(file: RepoConfig | UserConfig, source: Source): Settings {
  return defined({
    ...engineSettings(file, source),
    ...generalSettings(file),
    ...pullSettings(file.pullRequest),
    ...checkSettings(file.verify),
    ...limitSettings(file.limits),
    setupCommands: file.workspace?.setup,
    copy: file.workspace?.copy,
    allowCiChanges: file.security?.allowCiChanges,
    securityAllow: file.security?.allow,
    ...userSettings(file),
  });
}

/**
 * What the environment says.
 * @throws CodeliciousError `config` for an unknown engine
 */
export function settingsOfEnv(env: Readonly<Record<string, string>>, folder: string): Settings {
  const engine = env['CODELICIOUS_ENGINE']?.trim() ?? '';
  const endpoint = env['LLM_ENDPOINT']?.trim() ?? '';
  const where = `CODELICIOUS_ENGINE=${engine}`;
  return defined({
    engines: engine === '' ? undefined : accepted(parseEngines(engine, folder), where),
    endpoint: endpoint === '' ? undefined : endpoint,
  });
}

function engineSettings({ engine, model }: RepoConfig, source: Source) {
  const where = (key: string) => `${source.name}: "${key}"`;
  return {
    engines:
      engine === undefined
        ? undefined
        : accepted(parseEngines(engine, source.folder), where('engine')),
    models: model === undefined ? undefined : accepted(modelsOf(model), where('model')),
  };
}

function generalSettings(file: RepoConfig) {
  return {
    specGlobs: file.specs,
    base: file.base,
    branchPrefix: file.branchPrefix,
    platform: file.platform,
    onFailure: file.onFailure,
    chunkStrategy: file.chunkStrategy,
    commitFormat: file.commit?.format,
    signoff: file.commit?.signoff,
  };
}

function checkSettings(verify: RepoConfig['verify']) {
  return {
    verifyCommands: verify?.commands,
    requireVerification: verify?.require,
    verifyTimeoutMs: verify?.timeout,
    maxFixAttempts: verify?.maxFixAttempts,
    minCoverage: verify?.minCoverage,
    minPatchCoverage: verify?.minPatchCoverage,
  };
}

function limitSettings(limits: RepoConfig['limits']) {
  return {
    agentTimeoutMs: limits?.agentTimeout,
    maxRunTimeMs: limits?.maxRunTime,
    maxTurns: limits?.maxTurns,
    maxCostUsd: limits?.maxCostUsd,
    maxCostPerChunk: limits?.maxCostPerChunk,
    maxTokens: limits?.maxTokens,
  };
}

/** What a repository's file cannot hold: its schema refuses the keys. */
function userSettings({ sandbox, env, endpoint, prices }: UserConfig) {
  const passEnv = env && { engine: env.engine ?? [], verify: env.verify ?? [] };
  const sandboxPaths = sandbox && { read: sandbox.read ?? [], write: sandbox.write ?? [] };
  return {
    sandbox: sandbox?.level,
    sandboxPaths,
    passEnv,
    endpoint,
    prices: prices && pricesOf(prices),
  };
}

/** Without the members that are not there. */
function pricesOf(prices: NonNullable<UserConfig['prices']>): PriceTable {
  const priced = Object.entries(prices).map(([model, { input, output, ...cache }]) => {
    return [model, { input, output, ...defined(cache) }] as const;
  });
  return Object.fromEntries(priced);
}

function pullSettings(pull: RepoConfig['pullRequest']) {
  return {
    maxCommits: pull?.maxCommits,
    maxLoc: pull?.maxLoc,
    maxOpenPrs: pull?.maxOpen,
    exclude: pull?.exclude,
    ready: pull?.ready,
    publish: pull?.publish,
    reviewers: pull?.reviewers,
    labels: pull?.labels,
  };
}

function modelsOf(model: NonNullable<RepoConfig['model']>) {
  if (typeof model === 'string') return parseModels([model]);
  return parseModels(Object.entries(model).map(([engine, name]) => `${engine}=${name}`));
}

function accepted<T>(parsed: Parsed<T>, where: string): T {
  if (parsed.ok) return parsed.value;
  throw new CodeliciousError('config', `${where}: ${parsed.rule}`);
}
