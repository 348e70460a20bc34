import { isAbsolute, join } from 'node:path';
import { type Config, DEFAULT_CONFIG } from '../domain/config.ts';
import { checkEndpoint } from '../domain/endpoint.ts';
import { CodeliciousError } from '../domain/errors.ts';
import { readConfigFile, rootOf } from './config-file.ts';
import type { ConfigOwner } from './config-issues.ts';
import { settingsOfEnv } from './config-settings.ts';
import { withHome } from './home-paths.ts';
import type { Settings } from './options.ts';

/** The longest time a timer of Node can wait: 2^31 - 1 ms; it would fire at once beyond. */
const MAX_TIMER_MS = 2_147_483_647;

/** Where a configuration is to be gathered from. */
export interface ConfigSources {
  /** The repository, or a folder in it; absolute. */
  readonly repo: string;
  /** What relative paths in the environment are relative to. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly flags: Settings;
}

/**
 * The configuration of a run: flags before environment, repository, user and defaults. Frozen.
 * @throws CodeliciousError `config` that names the file and the setting at fault
 */
export async function loadConfig(sources: ConfigSources): Promise<Config> {
  const root = await rootOf(sources.repo);
  const repoPath = join(root, '.codelicious', 'config.json');
  const userPath = userConfigPath(sources.env);
  const env = settingsOfEnv(sources.env, sources.cwd);
  const config = mergeSettings([
    userPath === null ? {} : withHome(await settingsIn(userPath, 'user'), sources.env),
    await settingsIn(repoPath, 'repository'),
    env,
    sources.flags,
  ]);
  refuseEndpoint(
    config,
    env.endpoint === undefined ? `${String(userPath)}: "endpoint"` : 'LLM_ENDPOINT',
  );
  return config;
}

/** That of a flag was looked at with the flag; whether it may be http is for a flag to say whoever names it. */
function refuseEndpoint({ endpoint, allowHttpLoopback }: Config, source: string): void {
  if (endpoint === null) return;
  const checked = checkEndpoint(endpoint, { allowHttpLoopback });
  if (checked.ok) return;
  throw new CodeliciousError('config', `${source} ${checked.shown}: ${checked.rule}`);
}

/** `$XDG_CONFIG_HOME/codelicious/config.json`, by default below `~/.config`; null without a home. */
export function userConfigPath(env: Readonly<Record<string, string>>): string | null {
  const xdg = env['XDG_CONFIG_HOME'] ?? '';
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  // The XDG Base Directory Specification has relative paths ignored.
  if (isAbsolute(xdg)) return join(xdg, 'codelicious', 'config.json');
  return isAbsolute(home) ? join(home, '.config', 'codelicious', 'config.json') : null;
}

/** Settings over the defaults, later sources prevailing. */
export function mergeSettings(layers: readonly Settings[]): Config {
  const merged = layers.reduce<Config>(
    (config, layer) => ({ ...config, ...layer, models: mergeModels(config.models, layer.models) }),
    DEFAULT_CONFIG,
  );
  return deepFreeze({
    ...merged,
    agentTimeoutMs: timer(merged.agentTimeoutMs),
    verifyTimeoutMs: timer(merged.verifyTimeoutMs),
    maxRunTimeMs: merged.maxRunTimeMs === null ? null : timer(merged.maxRunTimeMs),
  });
}

/** A model for any engine replaces what weaker sources said of single ones. */
function mergeModels(weaker: Config['models'], stronger: Config['models'] = {}): Config['models'] {
  return '*' in stronger ? stronger : { ...weaker, ...stronger };
}

function timer(ms: number): number {
  return Math.min(ms, MAX_TIMER_MS);
}

/** What checks a file is loaded with the first file there is: most runs find none. */
async function settingsIn(path: string, owner: ConfigOwner): Promise<Settings> {
  const file = await readConfigFile(path);
  return file === null ? {} : (await import('./checked-config.ts')).checkedSettings(file, owner);
}

function deepFreeze<T extends object>(value: T): T {
  for (const member of Object.values(value)) {
    if (typeof member === 'object' && member !== null) deepFreeze(member as object);
  }
  return Object.freeze(value);
}
