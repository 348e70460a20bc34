import type { Config } from '../domain/config.ts';
import { CodeliciousError } from '../domain/errors.ts';
import type { Processes } from '../ports/process.ts';
import type { Sandbox } from '../ports/sandbox.ts';
import { createOsSandbox, type OsSandboxOptions } from '../sandbox/os-sandbox.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { probeWall, type WallProbe } from '../sandbox/self-test.ts';
import type { AskSandbox } from './sandbox-answer.ts';

type Env = Readonly<Record<string, string>>;

/** A wall, chosen. */
export interface SandboxChoice {
  readonly level: Sandbox['level'];
  /** Why there is no cage, where nobody asked for there being none. */
  readonly because: string | null;
}

/** What decides about the wall. */
export interface SandboxQuestion {
  readonly wanted: Config['sandbox'];
  readonly env: Env;
  /** Whether cages hold here. */
  readonly probe: () => Promise<WallProbe>;
  readonly ask: AskSandbox;
  /** What `auto` comes to where nothing else is left; null to refuse. */
  readonly fallback: 'none' | null;
}

/** The self-test, for the wall of a machine as the user's environment describes it. */
export async function testWall(processes: Processes, env: Env): Promise<WallProbe> {
  return probeWall({ processes, env, read: [], write: [] });
}

/**
 * Chooses the wall: as it was asked for; by default a cage where cages hold, in CI the machine itself, else what a
 * person says. Nothing is tested where no cage was asked for.
 * @throws CodeliciousError `config` where a cage was asked for and does not hold, and where nobody can be asked
 */
export async function chooseSandbox(question: SandboxQuestion): Promise<SandboxChoice> {
  const { wanted, env, fallback } = question;
  if (wanted === 'external' || wanted === 'none') return { level: wanted, because: null };
  const probe = await question.probe();
  if (probe.ok) return { level: 'os', because: null };
  const { why, hint } = probe;
  if (wanted === 'os') throw refusal(`--sandbox os cannot be had: ${why}`, hint);
  if (isCi(env)) return { level: 'external', because: why };
  if (fallback !== null) return { level: fallback, because: why };
  const answer = await question.ask(probe);
  if (answer === 'external' || answer === 'none') return { level: answer, because: null };
  const advice = `choose --sandbox external (this machine is the wall) or --sandbox none (it runs as you)`;
  const message = `no wall can be put around agent-written code: ${why}`;
  throw refusal(message, [hint, advice].filter((part) => part !== '').join('; or '));
}

/** The sandbox that was chosen. */
export function openSandbox(
  { level, because }: SandboxChoice,
  config: Pick<Config, 'sandboxPaths'>,
  options: Pick<OsSandboxOptions, 'processes' | 'env' | 'denied'>,
): Sandbox {
  return level === 'os'
    ? createOsSandbox({ ...options, ...config.sandboxPaths })
    : createSandbox(level, options.processes, because);
}

function refusal(message: string, hint: string): CodeliciousError {
  return new CodeliciousError('config', message, hint === '' ? {} : { hint });
}

function isCi(env: Env): boolean {
  return !['', '0', 'false'].includes((env['CI'] ?? '').toLowerCase());
}
