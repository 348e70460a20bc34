import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Command } from '../../../src/ports/process.ts';
import { createOsSandbox } from '../../../src/sandbox/os-sandbox.ts';
import { createProcesses } from '../../../src/system/processes.ts';
import { cagesHold } from '../../support/cages.ts';

const dir = realpathSync(mkdtempSync(join(tmpdir(), 'codelicious-net-')));
const clone = join(dir, 'clone');
const scratch = join(dir, 'tmp');
const env = {
  PATH: '/usr/bin:/bin',
  HOME: join(dir, 'home'),
  CODELICIOUS_RUN: `sandbox-network-${String(process.pid)}`,
};
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A server that says who it is and what it was asked. */
async function serve(name: string): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((ask, answer) => {
    let body = '';
    ask.on('data', (part: Buffer) => {
      body += part.toString();
    });
    ask.on('end', () => answer.end(`${name} ${ask.method} ${ask.url} ${body}`));
  });
  server.on('connect', (ask: IncomingMessage, socket) => {
    const [host = '', port = ''] = (ask.url ?? '').split(':');
    seenByProxy.push(`${ask.url ?? ''} ${ask.headers['proxy-authorization'] ?? ''}`);
    const far = connect(Number(port), host === 'far.example' ? '127.0.0.1' : host);
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    far.pipe(socket).pipe(far);
    far.on('error', () => socket.destroy());
    socket.on('error', () => far.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

const seenByProxy: string[] = [];
let open: Awaited<ReturnType<typeof serve>>;
let shut: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  mkdirSync(clone);
  mkdirSync(env.HOME);
  mkdirSync(scratch);
  process.env['TMPDIR'] = scratch;
  open = await serve('open');
  shut = await serve('shut');
});
afterAll(() => {
  for (const { server } of [open, shut]) server.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A program that prints what becomes of a connection by Node's own client, without and with a proxy. */
const ASK = String.raw`
const http = require('node:http');
const [target, proxied] = process.argv.slice(1);
const proxy = new URL(process.env.HTTP_PROXY);
const url = new URL(target);
const where = proxied === 'proxied'
  ? { host: proxy.hostname, port: proxy.port, path: target, headers: { host: url.host } }
  : { host: url.hostname, port: url.port, path: url.pathname };
const ask = http.request({ ...where, method: 'POST' }, (answer) => {
  let body = '';
  answer.on('data', (part) => (body += part));
  answer.on('end', () => console.log(answer.statusCode + ' ' + body));
});
ask.on('error', (error) => console.log(error.code));
ask.end('hello');
`;

/** The same through CONNECT. */
const TUNNEL = String.raw`
const http = require('node:http');
const proxy = new URL(process.env.HTTPS_PROXY);
const ask = http.request({ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: process.argv[1] });
ask.on('connect', (answer, socket) => {
  if (answer.statusCode !== 200) { console.log(answer.statusCode); socket.destroy(); return; }
  socket.write('GET /tunnelled HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
  let all = '';
  socket.on('data', (part) => (all += part));
  socket.on('end', () => console.log('200 ' + all.split('\r\n\r\n')[1]));
});
ask.on('response', (answer) => console.log(answer.statusCode));
ask.on('error', (error) => console.log(error.code));
ask.end();
`;

describe.skipIf(!cagesHold)('a cage with a way to some hosts', () => {
  const denied: string[] = [];

  const run = async (
    command: Partial<Command>,
    hosts: readonly string[],
    userEnv: Readonly<Record<string, string>> = {},
  ) => {
    const sandbox = createOsSandbox({
      processes: createProcesses(),
      env: { ...env, ...userEnv },
      read: [],
      write: [],
      denied: (what) => denied.push(what),
    });
    const whole = { file: process.execPath, args: [], cwd: clone, env, timeoutMs: 20_000 };
    const outcome = await sandbox.run(
      { ...whole, ...command },
      { writable: [clone], readable: [], network: { kind: 'hosts', hosts } },
    );
    return { ...outcome, said: text(outcome.stdout).trim(), err: text(outcome.stderr) };
  };

  it('reaches a host of this machine as if it were there', async () => {
    const target = `http://127.0.0.1:${open.port}/a`;
    const { said, err } = await run({ args: ['-e', ASK, target] }, [`127.0.0.1:${open.port}`]);
    expect(said, err).toBe('200 open POST /a hello');
    const named = `http://localhost:${open.port}/b`;
    const byName = await run({ args: ['-e', ASK, named] }, [`localhost:${open.port}`]);
    expect(byName.said, byName.err).toBe('200 open POST /b hello');
  });

  it('reaches it through the proxy too', async () => {
    const hosts = [`127.0.0.1:${open.port}`];
    const target = `http://127.0.0.1:${open.port}/c?d=e`;
    const { said } = await run({ args: ['-e', ASK, target, 'proxied'] }, hosts);
    expect(said).toBe('200 open POST /c?d=e hello');
    const tunnelled = await run({ args: ['-e', TUNNEL, `127.0.0.1:${open.port}`] }, hosts);
    expect(tunnelled.said).toBe('200 open GET /tunnelled');
  });

  it('reaches no other, and tells of it', async () => {
    const hosts = [`127.0.0.1:${open.port}`];
    const target = `http://127.0.0.1:${shut.port}/`;
    expect((await run({ args: ['-e', ASK, target] }, hosts)).said).toBe('ECONNREFUSED');
    const proxied = await run({ args: ['-e', ASK, target, 'proxied'] }, hosts);
    expect(proxied.said).toBe(`403 the sandbox lets nothing through to 127.0.0.1:${shut.port}`);
    const tunnelled = await run({ args: ['-e', TUNNEL, `127.0.0.1:${shut.port}`] }, hosts);
    expect(tunnelled.said).toBe('403');
    expect(denied).toEqual([`127.0.0.1:${shut.port}`, `127.0.0.1:${shut.port}`]);
  });

  it('takes a host by its exact name', async () => {
    for (const other of [`127.0.0.1.:${open.port}`, `0.0.0.0:${open.port}`, `127.1:${open.port}`]) {
      const { said } = await run({ args: ['-e', TUNNEL, other] }, [`127.0.0.1:${open.port}`]);
      expect(said).toBe('403');
    }
  });

  it('goes on through the user’s own proxy', async () => {
    const userEnv = {
      HTTPS_PROXY: `http://ada:s%40fe@127.0.0.1:${shut.port}`,
      NO_PROXY: 'x.example',
    };
    const target = `far.example:${open.port}`;
    const { said } = await run({ args: ['-e', TUNNEL, target] }, [target], userEnv);
    expect(said).toBe('200 open GET /tunnelled');
    const credentials = Buffer.from('ada:s@fe').toString('base64');
    expect(seenByProxy).toEqual([`${target} Basic ${credentials}`]);
  });

  it('does not connect to a name that leads nowhere or home', async () => {
    const { said } = await run({ args: ['-e', TUNNEL, 'nowhere.invalid:443'] }, [
      'nowhere.invalid:443',
    ]);
    expect(said).toBe('502');
  });

  it('hands input, output, exit code and signals on', async () => {
    const hosts = [`127.0.0.1:${open.port}`];
    const sh = (script: string) => ({ file: '/bin/sh', args: ['-c', script] });
    const heard = await run({ ...sh('cat; exit 5'), stdin: 'said' }, hosts);
    expect([heard.said, heard.exitCode]).toEqual(['said', 5]);
    expect((await run(sh('kill -KILL $$'), hosts)).exitCode).toBe(137);
    const script = 'trap "echo clean; exit 0" TERM; echo up; while :; do sleep 0.02; done';
    const ended = await run({ ...sh(script), timeoutMs: 2000 }, hosts);
    expect([ended.status, ended.said]).toEqual(['timed_out', 'up\nclean']);
  });

  it('carries much both ways at once', async () => {
    const size = 20_000_000;
    const echo = createServer((ask, answer) => ask.pipe(answer));
    await once(echo.listen(0, '127.0.0.1'), 'listening');
    const { port } = echo.address() as AddressInfo;
    writeFileSync(join(clone, 'much'), Buffer.alloc(size, 'x'));
    const script = String.raw`
      const http = require('node:http');
      const fs = require('node:fs');
      const ask = http.request({ port: ${port}, method: 'POST' }, (answer) => {
        let length = 0;
        answer.on('data', (part) => (length += part.length));
        answer.on('end', () => console.log(length));
      });
      fs.createReadStream('much').pipe(ask);`;
    const { said, err } = await run({ args: ['-e', script] }, [`127.0.0.1:${port}`]);
    echo.close();
    expect(said, err).toBe(String(size));
  });

  it('leaves nothing behind', () => {
    expect(readdirSync(scratch)).toEqual([]);
  });
});
