import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';
import type { EngineJob, EngineResult } from '../../../../src/domain/engine-job.ts';
import type { RunEvent } from '../../../../src/domain/events.ts';
import type { AgentDeps, ToolContext } from '../../../../src/engines/agent/agent-context.ts';
import { runAgent } from '../../../../src/engines/agent/run-agent.ts';
import type { AgentTool, ToolAnswer } from '../../../../src/engines/agent/tools/agent-tool.ts';
import { jobTools } from '../../../../src/engines/agent/tools/tools.ts';
import type { Sandbox } from '../../../../src/ports/sandbox.ts';
import { createSandbox } from '../../../../src/sandbox/sandbox.ts';
import { createClock } from '../../../../src/system/clock.ts';
import { createProcesses } from '../../../../src/system/processes.ts';
import { engineJob, recordingIo } from '../../../support/engine-job.ts';
import type { ScriptedModel } from '../../../support/scripted-model.ts';

const ROOT = join(import.meta.dirname, '../../../..');

/** A tree in a temporary folder, and what the agent loop is made with. */
export interface World {
  readonly folder: string;
  readonly root: string;
  readonly deps: AgentDeps;
  write(path: string, content: string | Uint8Array): void;
  read(path: string): string;
  has(path: string): boolean;
  /** Calls one tool with a job's own. */
  tool(name: string, args: unknown, change?: Partial<EngineJob>): Promise<ToolAnswer>;
  tools(change?: Partial<EngineJob>): Promise<ReadonlyMap<string, AgentTool>>;
  run(
    model: ScriptedModel,
    change?: Partial<EngineJob>,
    signal?: AbortSignal,
  ): Promise<EngineResult & { readonly events: readonly RunEvent[] }>;
  remove(): void;
}

export function openWorld(change: Partial<AgentDeps> & { readonly program: string }): World {
  const { program, ...overrides } = change;
  const folder = mkdtempSync(join(tmpdir(), 'codelicious-agent-'));
  const root = join(folder, 'tree');
  mkdirSync(root);
  const processes = createProcesses();
  const sandbox: Sandbox = createSandbox('none', processes);
  const deps: AgentDeps = {
    processes,
    sandbox,
    clock: createClock(),
    env: { PATH: process.env['PATH'], HOME: folder, HF_TOKEN: 'canary-hf', MY_SETTING: 'kept' },
    passEnv: [],
    prices: {},
    fileToolsProgram: program,
    ...overrides,
  };
  const tools: World['tools'] = async (jobChange = {}) => {
    const job = engineJob({ cwd: root, ...jobChange });
    const context: ToolContext = {
      job,
      deps,
      signal: new AbortController().signal,
      deadline: Date.now() + job.limits.timeoutMs,
    };
    return jobTools(context);
  };
  return {
    folder,
    root,
    deps,
    tools,
    write: (path, content) => {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    read: (path) => readFileSync(join(root, path), 'utf8'),
    has: (path) => existsSync(join(root, path)),
    tool: async (name, args, jobChange) => callTool(await tools(jobChange), name, args),
    run: async (model, jobChange = {}, signal = new AbortController().signal) => {
      const io = recordingIo(signal);
      const job = engineJob({ cwd: root, ...jobChange });
      const result = await runAgent({ engine: 'anthropic', model, job, io, deps });
      return { ...result, events: io.events };
    },
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function callTool(
  tools: ReadonlyMap<string, AgentTool>,
  name: string,
  args: unknown,
): Promise<ToolAnswer> {
  const prepared = tools.get(name)?.prepare({ type: 'json', value: args });
  if (prepared === undefined) throw new Error(`there is no tool ${name}`);
  if ('complaint' in prepared) return { text: prepared.complaint, isError: true };
  return prepared.run();
}

/** The file tools as a program, as the build makes it. */
export async function buildFileTools(folder: string): Promise<string> {
  const outfile = join(folder, 'file-tools.mjs');
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/engines/agent/file-tools/program.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
  });
  return outfile;
}
