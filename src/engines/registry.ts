import { resolve } from 'node:path';
import { CodeliciousError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import { CLAUDE_PRICES } from '../domain/price-list.ts';
import type { PriceTable } from '../domain/prices.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';
import type { Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { ANTHROPIC_KEYS } from './anthropic/keys.ts';
import { createClaudeEngine } from './claude-cli/engine.ts';
import { PROGRAM } from './claude-cli/probe.ts';
import { findCredential } from './endpoint/credential.ts';
import { secureRandom } from './endpoint/random.ts';
import { hasAccess } from './huggingface/access.ts';
import { createReplayEngine } from './replay/engine.ts';
import { loadCassette } from './replay/load-cassette.ts';
import { createRetryingEngine } from './retrying.ts';

/** How the engines are written in `--engine`, as shown to a person. */
const KNOWN = ['auto', 'claude', 'anthropic', 'huggingface', 'replay:FILE'];
const MODELLED = ['claude', 'anthropic', 'huggingface'] as const;
const REPLAY = 'replay:';

/** What engines are made with. */
export interface EngineDeps {
  readonly processes: Processes;
  readonly clock: Clock;
  readonly sandbox: Sandbox;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Names of variables the user lets through to engines. */
  readonly passEnv: readonly string[];
  /** Model per engine name; `*` is for any. */
  readonly models: Readonly<Record<string, string>>;
  /** The conversation that `claude` goes on with; null for none. */
  readonly claudeSession: string | null;
  /** Absolute folder of ours for what a caged `claude` keeps. */
  readonly claudeDir: string;
  /** Told of secrets that engines have on disk, so that they get nowhere. */
  readonly learnSecret: (secret: string) => void;
  /** Prices that take the place of those that ship with the program. */
  readonly prices: PriceTable;
  /** The server of `huggingface`; null for the provider's own. */
  readonly endpoint: string | null;
  /** Whether `endpoint` may be plain http on this machine. */
  readonly allowHttpLoopback: boolean;
  /** Absolute path of the bundled program that edits files from within the wall. */
  readonly fileToolsProgram: string;
  /** Absolute folder to which the file of `replay:FILE` is relative. */
  readonly cwd: string;
}

/** An engine as named by the user. */
export type EngineName =
  | { readonly type: 'auto' }
  | { readonly type: (typeof MODELLED)[number] }
  | { readonly type: 'replay'; readonly file: string };

/**
 * Understands one item of `--engine`.
 * @throws CodeliciousError `usage` listing the known ones
 */
export function parseEngineName(text: string): EngineName {
  const name = text.trim();
  if (name === 'auto') return { type: name };
  const modelled = MODELLED.find((known) => known === name);
  if (modelled !== undefined) return { type: modelled };
  if (name.startsWith(REPLAY) && name.length > REPLAY.length) {
    return { type: 'replay', file: name.slice(REPLAY.length) };
  }
  const close = nearest(name.replace(/:.*/s, ''), ['auto', ...MODELLED, 'replay']);
  throw new CodeliciousError('usage', `engine "${name}" is unknown; known: ${KNOWN.join(', ')}`, {
    ...(close === null
      ? {}
      : { hint: `Did you mean ${KNOWN.find((known) => known.startsWith(close)) ?? close}?` }),
  });
}

/**
 * The engines of a list of names, in order, each once.
 * @throws CodeliciousError `usage` for an unknown name or an unreadable cassette, `config` for a bad
 *   cassette, `engine_unavailable` when `auto` finds nothing
 */
export async function resolveEngines(
  names: readonly string[],
  deps: EngineDeps,
): Promise<readonly [Engine, ...Engine[]]> {
  const wanted = await Promise.all(
    names.map(parseEngineName).map(async (name) => concrete(name, deps)),
  );
  const distinct = new Map(wanted.flat().map((name) => [JSON.stringify(name), name]));
  const made = await Promise.all([...distinct.values()].map(async (name) => create(name, deps)));
  const [first, ...others] = made;
  if (first !== undefined) return [first, ...others];
  throw new CodeliciousError('engine_unavailable', NOTHING_FOUND, { hint: HOW_TO_GET_ONE });
}

const NOTHING_FOUND =
  'no engine was found: claude is not on PATH, and neither ANTHROPIC_API_KEY nor HF_TOKEN is set';
const HOW_TO_GET_ONE =
  'Install Claude Code (npm install -g @anthropic-ai/claude-code), set one of the keys, or name an engine with --engine.';

type ConcreteName = Exclude<EngineName, { readonly type: 'auto' }>;

/** `auto` is every engine that is there; a key of Anthropic's counts only where its own program is not. */
async function concrete(name: EngineName, deps: EngineDeps): Promise<readonly ConcreteName[]> {
  if (name.type !== 'auto') return [name];
  const found: ConcreteName[] = [];
  const file = await deps.processes.find(PROGRAM, deps.env['PATH'] ?? '');
  if (file !== null) found.push({ type: 'claude' });
  else if (findCredential(deps.env, ANTHROPIC_KEYS) !== null) found.push({ type: 'anthropic' });
  if (hasAccess(deps)) found.push({ type: 'huggingface' });
  return found;
}

/** The libraries of an API are loaded with the first engine that needs them. */
async function create(name: ConcreteName, deps: EngineDeps): Promise<Engine> {
  const options = { ...deps, random: secureRandom };
  const model = (engine: string): string | null => deps.models[engine] ?? deps.models['*'] ?? null;
  switch (name.type) {
    case 'claude': {
      const claude = createClaudeEngine({
        ...deps,
        model: model('claude'),
        prices: { ...CLAUDE_PRICES, ...deps.prices },
        session: deps.claudeSession,
        stateDir: deps.claudeDir,
      });
      return createRetryingEngine(claude, options);
    }
    case 'anthropic': {
      const { createAnthropicEngine } = await import('./anthropic/engine.ts');
      return createAnthropicEngine({ ...options, model: model('anthropic') });
    }
    case 'huggingface': {
      const { createHuggingFaceEngine } = await import('./huggingface/engine.ts');
      return createHuggingFaceEngine({ ...options, model: model('huggingface') });
    }
    case 'replay': {
      const cassette = await loadCassette(resolve(deps.cwd, name.file));
      return createReplayEngine({ cassette, label: name.file, clock: deps.clock });
    }
  }
}
