import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { EngineProbe } from '../../ports/engine.ts';
import type { Processes } from '../../ports/process.ts';
import { accountOf } from './account.ts';

/** The program's name on PATH. */
export const PROGRAM = 'claude';

/** Where a native installation keeps its binaries: `…/claude/versions/2.1.330`. */
const VERSIONED_PATH = /\/versions\/(\d+\.\d+\.\d+)/;

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
  return { ok: true, describe: `${name} (${file}), ${accountOf(env).describe}` };
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
