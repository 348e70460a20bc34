import { resolve } from 'node:path';
import { CodeliciousError } from '../domain/errors.ts';
import { nearest } from '../domain/nearest.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';
import type { Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { createClaudeEngine } from './claude-cli/engine.ts';
import { PROGRAM } from './claude-cli/probe.ts';
import { createReplayEngine } from './replay/engine.ts';
import { loadCassette } from './replay/load-cassette.ts';

/** How the engines are written in `--engine`, as shown to a person. */
const KNOWN = ['auto', 'claude', 'replay:FILE'];
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
  /** US dollars one call may cost; null for no cap. */
  readonly maxBudgetUsd: number | null;
  /** Absolute folder to which the file of `replay:FILE` is relative. */
  readonly cwd: string;
}

/** An engine as named by the user. */
export type EngineName =
  | { readonly type: 'auto' }
  | { readonly type: 'claude' }
  | { readonly type: 'replay'; readonly file: string };

/**
 * Understands one item of `--engine`.
 * @throws CodeliciousError `usage` listing the known ones
 */
export function parseEngineName(text: string): EngineName {
  const name = text.trim();
  if (name === 'auto' || name === 'claude') return { type: name };
  if (name.startsWith(REPLAY) && name.length > REPLAY.length) {
    return { type: 'replay', file: name.slice(REPLAY.length) };
  }
  const close = nearest(name.replace(/:.*/s, ''), ['auto', 'claude', 'replay']);
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
  throw new CodeliciousError('engine_unavailable', 'no engine was found: claude is not on PATH', {
    hint: 'Install Claude Code (npm install -g @anthropic-ai/claude-code), or name one with --engine.',
  });
}

type ConcreteName = Exclude<EngineName, { readonly type: 'auto' }>;

/** `auto` is every engine that is there. */
async function concrete(
  name: EngineName,
  { processes, env }: EngineDeps,
): Promise<readonly ConcreteName[]> {
  if (name.type !== 'auto') return [name];
  const file = await processes.find(PROGRAM, env['PATH'] ?? '');
  return file === null ? [] : [{ type: 'claude' }];
}

async function create(name: ConcreteName, deps: EngineDeps): Promise<Engine> {
  if (name.type === 'claude') {
    return createClaudeEngine({
      ...deps,
      model: deps.models['claude'] ?? deps.models['*'] ?? null,
    });
  }
  const cassette = await loadCassette(resolve(deps.cwd, name.file));
  return createReplayEngine({ cassette, label: name.file, clock: deps.clock });
}
