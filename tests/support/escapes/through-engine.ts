// Run by node, bundled: lets a scripted model try to get out, through an engine, and tells what did.
//   node through-engine.mjs claude|anthropic none|os EVERY HELPER
// EVERY n takes each n-th payload; HELPER is the folder of `claude`, or the bundled program of the file tools. It runs as
// whoever starts it.

import { mkdtempSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createAnthropicEngine } from '../../../src/engines/anthropic/engine.ts';
import type { Engine } from '../../../src/ports/engine.ts';
import type { Sandbox } from '../../../src/ports/sandbox.ts';
import { createOsSandbox } from '../../../src/sandbox/os-sandbox.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { createClock } from '../../../src/system/clock.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { claudeEngine } from '../claude-engine.ts';
import { type ApiRequest, type Reply, say, startMessagesApi } from '../messages-api.ts';
import { type Arena, createArena } from './arena.ts';
import { carriedOutputs, carrierOf } from './carrier.ts';
import type { EscapeSite, Payload } from './payload.ts';
import { ESCAPE_PATH } from './programs.ts';
import { RUNNABLE } from './run.ts';

/** What the program prints. */
export interface EscapesTold {
  /** Payloads that were tried, each by the file it was carried in and, where that may work, as a command. */
  readonly tried: number;
  /** Those that were in fact run. */
  readonly ran: number;
  /** The ids of those that got out. */
  readonly out: readonly string[];
  /** How the jobs ended. */
  readonly results: Readonly<Record<string, number>>;
}

/** Payloads of one conversation. */
const BATCH = 24;
/** Commands of one turn; more that are denied would end a job. */
const DIRECT = 8;
/** Milliseconds of one job. */
const JOB_MS = 300_000;

const [name = '', level = '', every = '1', helper = ''] = process.argv.slice(2);
const isCaged = level === 'os';
const processes = createProcesses();

function engineOf({ home }: EscapeSite, url: string): Engine {
  const env = {
    PATH: [helper, dirname(process.execPath), ESCAPE_PATH].join(delimiter),
    ...{ HOME: home, ANTHROPIC_API_KEY: 'test-key', ANTHROPIC_BASE_URL: url },
    // What stands in the user's own is no settings, but the secret.
    CLAUDE_CONFIG_DIR: join(home, 'claude-config'),
  };
  const sandbox: Sandbox = isCaged
    ? createOsSandbox({ processes, env, read: [], write: [] })
    : createSandbox('none', processes);
  if (name === 'claude') {
    return claudeEngine({ env, processes, sandbox, stateDir: join(home, '.cache/claude') });
  }
  return createAnthropicEngine({
    ...{ model: null, processes, sandbox, env, passEnv: [], prices: {} },
    fileToolsProgram: helper,
    clock: createClock(),
    random: () => 0,
  });
}

/** Writes the carrier, runs it, tries some payloads as commands of their own, and ends. */
function model(payloads: readonly Payload[], site: EscapeSite) {
  const text = carrierOf(payloads, site);
  const direct = payloads.slice(0, DIRECT).map((payload) => payload.script(site));
  const isClaude = name === 'claude';
  const turns: readonly (readonly [tool: string, input: object])[][] = isClaude
    ? [
        [['Write', { file_path: join(site.clone, 'escape.cjs'), content: text }]],
        [['Bash', { command: 'npm test', timeout: JOB_MS }]],
        direct.map((command) => ['Bash', { command, timeout: 20_000 }]),
      ]
    : [
        [['write_file', { path: 'escape.test.cjs', content: text }]],
        [['run_command', { argv: ['node', '--test', 'escape.test.cjs'], timeout: JOB_MS / 1000 }]],
        direct.map((script) => ['run_command', { argv: ['sh', '-c', script], timeout: 20 }]),
      ];
  return ({ turn }: ApiRequest): Reply => {
    const calls = turns[turn];
    if (calls === undefined) return say('Done.');
    const blocks = calls.map(([tool, input]) => ({ type: 'tool_use', name: tool, input }) as const);
    return { kind: 'turn', blocks };
  };
}

async function attempt(arena: Arena, payloads: readonly Payload[]): Promise<EscapesTold> {
  const site = arena.site(0);
  for (const payload of payloads) arena.prepare(payload, site);
  writeFileSync(join(site.clone, 'package.json'), '{"scripts":{"test":"node escape.cjs"}}');
  const api = await startMessagesApi(model(payloads, site));
  const result = await engineOf(site, api.url).execute(
    {
      kind: 'build',
      prompt: 'Add a greeting.',
      cwd: site.clone,
      findings: [],
      limits: { timeoutMs: JOB_MS, maxTurns: 20, maxCostUsd: null, maxTokens: null },
      env: { CODELICIOUS_RUN: `escapes-${process.pid}`, CODELICIOUS_JOB: 'build' },
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
  await api.close();
  const carried = carriedOutputs(site.clone);
  const told =
    api.requests
      .at(-1)
      ?.toolResults.map(({ text }) => text)
      .join('\n') ?? '';
  const aside = { ...site, clone: mkdtempSync(join(site.home, 'empty-')) };
  const out = payloads.filter((payload) => {
    const output = carried.get(payload.id) ?? '';
    // Without a wall others' loot lies in the clone, and in what the model was told, as well.
    return isCaged
      ? arena.gotOut(payload, site, `${output}\n${told}`)
      : arena.gotOut(payload, aside, output);
  });
  const how = result.type === 'failed' ? `failed ${result.code}: ${result.message}` : result.type;
  const ids = out.map(({ id }) => id);
  return { tried: payloads.length, ran: carried.size, out: ids, results: { [how]: 1 } };
}

const chosen = RUNNABLE.filter(({ harmful }) => isCaged || !harmful).filter(
  (_, at) => at % Number(every) === 0,
);
const arena = await createArena(null);
let told: EscapesTold = { tried: 0, ran: 0, out: [], results: {} };
for (let at = 0; at < chosen.length; at += BATCH) {
  const { tried, ran, out, results } = await attempt(arena, chosen.slice(at, at + BATCH));
  const sums = { ...told.results };
  for (const [how, count] of Object.entries(results)) sums[how] = (sums[how] ?? 0) + count;
  told = {
    tried: told.tried + tried,
    ran: told.ran + ran,
    out: [...told.out, ...out],
    results: sums,
  };
}
arena.close();
process.stdout.write(JSON.stringify(told));
