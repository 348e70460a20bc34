import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EngineProbe } from '../../ports/engine.ts';
import type { Processes } from '../../ports/process.ts';

/** The program's name on PATH. */
export const PROGRAM = 'claude';

/** Where a native installation keeps its binaries: `…/claude/versions/2.1.330`. */
const VERSIONED_PATH = /\/versions\/(\d+\.\d+\.\d+)/;

/** How requests are paid for, by the first variable that is set. */
const BILLING: readonly (readonly [name: string, how: string])[] = [
  ['CLAUDE_CODE_USE_BEDROCK', 'billed by your AWS account'],
  ['CLAUDE_CODE_USE_VERTEX', 'billed by your Google Cloud account'],
  ['CLAUDE_CODE_USE_FOUNDRY', 'billed by your Azure account'],
  ['ANTHROPIC_AUTH_TOKEN', 'billed to ANTHROPIC_AUTH_TOKEN'],
  ['ANTHROPIC_API_KEY', 'billed per token to ANTHROPIC_API_KEY'],
];

export interface ProbeOptions {
  readonly processes: Processes;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Whether the program is there and how it is paid for. It is not run: it may be a wrapper that takes
 * every call for work, and its version is known from where it is installed.
 */
export async function probeClaude({ processes, env }: ProbeOptions): Promise<EngineProbe> {
  const file = await processes.find(PROGRAM, env['PATH'] ?? '');
  if (file === null) {
    return {
      ok: false,
      why: 'missing',
      message: 'claude was not found on PATH',
      hint: 'Install Claude Code (npm install -g @anthropic-ai/claude-code) or choose another --engine.',
    };
  }
  const version = await installedVersion(file);
  const name = version === null ? 'Claude Code' : `Claude Code ${version}`;
  return { ok: true, describe: `${name} (${file}), ${billing(env)}` };
}

function billing(env: ProbeOptions['env']): string {
  const paid = BILLING.find(([name]) => (env[name] ?? '') !== '');
  return paid?.[1] ?? 'billed to the account claude is logged in to (subscription)';
}

async function installedVersion(file: string): Promise<string | null> {
  try {
    const real = await realpath(file);
    const versioned = VERSIONED_PATH.exec(real)?.[1];
    if (versioned !== undefined) return versioned;
    const manifest = await readFile(join(dirname(real), '..', 'package.json'), 'utf8');
    const { name, version } = JSON.parse(manifest) as Record<string, unknown>;
    return name === '@anthropic-ai/claude-code' ? String(version) : null;
  } catch {
    return null;
  }
}
