// Run by node, bundled: gives an engine one job and tells what became of it and how much memory it took.
//   node run-engine-once.mjs claude|anthropic|huggingface FOLDER MILLISECONDS [URL]
// FOLDER is the job's, which has that long; URL is the API's, and `claude` is found on PATH.

import { createAnthropicEngine } from '../../src/engines/anthropic/engine.ts';
import { createHuggingFaceEngine } from '../../src/engines/huggingface/engine.ts';
import type { Engine } from '../../src/ports/engine.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { hurriedClock } from './chat-io.ts';
import { claudeEngine } from './claude-engine.ts';

/** What the program prints. */
export interface ToldOfEngine {
  readonly result: { readonly type: string; readonly code?: string; readonly message?: string };
  /** The most memory held at once, in bytes. */
  readonly peakBytes: number;
}

const [name = '', cwd = '', timeoutMs = '', url = ''] = process.argv.slice(2);
const processes = createProcesses();

function engineOf(): Engine {
  const options = {
    ...{ model: null, processes, passEnv: [], prices: {}, fileToolsProgram: '' },
    sandbox: createSandbox('none', processes),
    clock: hurriedClock(),
    random: () => 0,
    env: process.env,
  };
  if (name === 'claude') return claudeEngine({ env: process.env });
  if (name === 'anthropic') return createAnthropicEngine(options);
  return createHuggingFaceEngine({ ...options, endpoint: url, allowHttpLoopback: true });
}

const result = await engineOf().execute(
  {
    kind: 'build',
    prompt: 'Add a greeting.',
    cwd,
    findings: [],
    limits: { timeoutMs: Number(timeoutMs), maxTurns: 5, maxCostUsd: null, maxTokens: null },
    env: { CODELICIOUS_RUN: `once-${process.pid}`, CODELICIOUS_JOB: 'build' },
    borrows: [],
    session: null,
  },
  {
    signal: new AbortController().signal,
    emit: () => undefined,
    startOver: async () => '',
    changes: async () => [],
  },
);
const told: ToldOfEngine = { result, peakBytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(JSON.stringify(told));
