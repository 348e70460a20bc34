import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createProxy, type Server as ProxyServer } from 'node:http';
import { createServer } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Told } from '../../support/ask-once.ts';
import { type ChatApiRequest, chatHandler, chatSay, startChatApi } from '../../support/chat-api.ts';
import { startMessagesApi } from '../../support/messages-api.ts';
import { type LoopbackServer, startLoopback } from '../../support/mishaps.ts';
import { type SelfSigned, selfSigned } from '../../support/self-signed.ts';

const ROOT = join(import.meta.dirname, '../../..');
/** CommonJS libraries ask for Node's own modules by `require`. */
const REQUIRE =
  "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";
const MEBIBYTE = 2 ** 20;

let folder: string;
let certificate: SelfSigned;
const open: { close(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'codelicious-endpoint-'));
  await build({
    absWorkingDir: ROOT,
    entryPoints: ['tests/support/ask-once.ts'],
    outfile: join(folder, 'ask-once.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: REQUIRE },
    logLevel: 'error',
  });
  certificate = selfSigned(folder);
});

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function ask(
  engine: 'anthropic' | 'huggingface',
  url: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Told> {
  const program = join(folder, 'ask-once.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [program, engine, url], {
    env: { PATH: process.env['PATH'], ...env },
    timeout: 50_000,
  });
  return JSON.parse(stdout) as Told;
}

/** A chat server that speaks TLS by a certificate nobody knows. */
async function startSecure(): Promise<LoopbackServer & { readonly requests: ChatApiRequest[] }> {
  const requests: ChatApiRequest[] = [];
  const handler = chatHandler([chatSay('Hello.')], requests);
  const server = await startLoopback(handler, (handle) => createServer(certificate, handle));
  open.push(server);
  return { ...server, url: server.url.replace('http:', 'https:'), requests };
}

const trusting = () => ({ NODE_EXTRA_CA_CERTS: certificate.file });

describe('an endpoint by https', () => {
  it('is trusted by a certificate that the user vouches for, by address and by name', async () => {
    const server = await startSecure();
    for (const url of [server.url, server.url.replace('127.0.0.1', 'localhost')]) {
      const { reply } = await ask('huggingface', url, trusting());
      expect(reply).toMatchObject({ type: 'message', text: 'Hello.' });
    }
    expect(server.requests.map(({ path }) => path)).toEqual(Array(2).fill('/v1/chat/completions'));
  });

  it('is not trusted by a certificate that nobody vouches for, and asked once', async () => {
    const server = await startSecure();
    for (const engine of ['huggingface', 'anthropic'] as const) {
      const { reply } = await ask(engine, server.url);
      expect(reply).toMatchObject({
        type: 'failed',
        code: 'bad_request',
        message: expect.stringContaining('certificate'),
      });
    }
    expect(server.requests).toEqual([]);
  });
});

describe('an endpoint behind a proxy', () => {
  it('is reached through the proxy that the environment names', async () => {
    const server = await startSecure();
    const proxy = await startProxy(Number(new URL(server.url).port));
    const env = { ...trusting(), HTTPS_PROXY: proxy.url };
    const { reply } = await ask('huggingface', 'https://models.example/v1', env);
    expect(reply).toMatchObject({ type: 'message', text: 'Hello.' });
    expect(proxy.asked).toEqual(['models.example:443']);
  });
});

/** A proxy that leads every tunnel to one port of this machine. */
async function startProxy(
  port: number,
): Promise<{ readonly url: string; readonly asked: string[] }> {
  const asked: string[] = [];
  const make = (): ProxyServer =>
    createProxy().on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      const tunnel = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        tunnel.pipe(socket).pipe(tunnel);
      });
      const end = (): void => {
        tunnel.destroy();
        socket.destroy();
      };
      tunnel.on('error', end).on('close', end);
      socket.on('error', end).on('close', end);
    });
  const proxy = await startLoopback(() => undefined, make);
  open.push(proxy);
  return { url: proxy.url, asked };
}

describe('an endpoint that floods', () => {
  it.each(['huggingface', 'anthropic'] as const)('takes little memory: %s', async (engine) => {
    const start = engine === 'anthropic' ? startMessagesApi : startChatApi;
    for (const inOneEvent of [false, true]) {
      const api = await start([{ kind: 'flood', bytes: 1024 * MEBIBYTE, inOneEvent }]);
      open.push(api);
      const { reply, peakBytes } = await ask(engine, api.url);
      expect(reply).toMatchObject({ type: 'failed', code: 'protocol' });
      expect(peakBytes).toBeLessThan(150 * MEBIBYTE);
    }
  });
});
