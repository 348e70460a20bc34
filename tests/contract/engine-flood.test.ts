import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startChatApi } from '../support/chat-api.ts';
import { installFakeClaude } from '../support/fake-claude.ts';
import { startMessagesApi } from '../support/messages-api.ts';
import { HAS_REAL_CLAUDE, REAL_CLAUDE_PATH } from '../support/real-claude.ts';
import type { ToldOfEngine } from '../support/run-engine-once.ts';

const ROOT = join(import.meta.dirname, '../..');
/** CommonJS libraries ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
const MEBIBYTE = 2 ** 20;
const GIBIBYTE = 2 ** 30;
const MAX_BYTES = 150 * MEBIBYTE;
/** Milliseconds a call has, on a machine that is busy. */
const CALL_MS = 90_000;
/** The real program hands a gigabyte on in about a minute; some seconds of it show what it does to us. */
const REAL_CALL_MS = 5_000;
const RUN_MS = CALL_MS + 20_000;

let folder: string;
let close: () => Promise<void> = async () => undefined;

beforeAll(async () => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-flood-')));
  mkdirSync(join(folder, 'tree'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['tests/support/run-engine-once.ts'],
    outfile: join(folder, 'run-engine-once.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
});

afterEach(async () => {
  await close();
  close = async () => undefined;
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function once(
  [engine, url]: readonly [engine: string, url: string],
  env: Readonly<Record<string, string>>,
  callMs = CALL_MS,
): Promise<ToldOfEngine> {
  const program = join(folder, 'run-engine-once.mjs');
  const args = [program, engine, join(folder, 'tree'), String(callMs), url];
  const path = `${env['PATH'] ?? ''}:${process.env['PATH'] ?? ''}`;
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { HOME: folder, ...env, PATH: path },
    timeout: RUN_MS,
  });
  return JSON.parse(stdout) as ToldOfEngine;
}

const TITLE = 'case: 1 GB of output';
const FLOOD = { kind: 'flood', bytes: GIBIBYTE } as const;

const ANSWER = {
  type: 'assistant',
  message: {
    id: 'm1',
    model: 'm',
    content: [{ type: 'text', text: '@' }],
    usage: { output_tokens: 1 },
  },
};
const PIECE = {
  type: 'stream_event',
  event: { type: 'content_block_delta', delta: { type: 'text_delta', text: '@' } },
};
const READ = {
  type: 'user',
  message: { content: [{ type: 'tool_result', tool_use_id: 't1', content: '@' }] },
};

describe('engine: claude (stand-in)', () => {
  it.each([
    ['plain text', GIBIBYTE, { floodLine: GIBIBYTE }],
    ['answers of 10 kB', GIBIBYTE / 8, { floodLine: 10_000, floodMessage: ANSWER }],
    // What is kept does not grow with what comes: a part of it shows as much.
    ['pieces of 100 B', GIBIBYTE / 16, { floodLine: 100, floodMessage: PIECE }],
    ['tool results of 3 MB', GIBIBYTE / 8, { floodLine: 3_000_000, floodMessage: READ }],
  ])(`${TITLE} (%s)`, { timeout: RUN_MS }, async (_, flood, step) => {
    const claude = installFakeClaude(folder, [{ flood, ...step }]);
    const told = await once(['claude', ''], { PATH: claude.path });
    // A line that never ends swallows the result after it; a program that does not stream still ended well.
    expect(told.result.type).toBe('done');
    expect(told.peakBytes).toBeLessThan(MAX_BYTES);
  });
});

describe.each(['anthropic', 'huggingface'])('engine: %s', (engine) => {
  it.each([false, true])(`${TITLE} (in one event: %s)`, { timeout: RUN_MS }, async (inOneEvent) => {
    const start = engine === 'anthropic' ? startMessagesApi : startChatApi;
    const api = await start([{ ...FLOOD, inOneEvent }]);
    close = api.close;
    const env = { ANTHROPIC_API_KEY: 'test-key', ANTHROPIC_BASE_URL: api.url };
    const told = await once([engine, api.url], env);
    expect(told.result).toMatchObject({ type: 'failed', code: 'protocol' });
    expect(told.peakBytes).toBeLessThan(MAX_BYTES);
  });
});

describe.skipIf(!HAS_REAL_CLAUDE)('engine: claude', () => {
  it(TITLE, { timeout: RUN_MS }, async () => {
    const api = await startMessagesApi([FLOOD]);
    close = api.close;
    const env = {
      PATH: REAL_CLAUDE_PATH,
      ...{ ANTHROPIC_API_KEY: 'test-key', ANTHROPIC_BASE_URL: api.url },
    };
    const told = await once(['claude', ''], env, REAL_CALL_MS);
    expect(told.result.type).toMatch(/^(?:timed_out|failed)$/);
    expect(told.peakBytes).toBeLessThan(MAX_BYTES);
  });
});
