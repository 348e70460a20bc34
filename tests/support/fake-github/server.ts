import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Landing, type LandingResult, land, removeBranch } from './landing.ts';
import { createMishaps, type Mishaps, mishapReply } from './mishaps.ts';
import { close, createRepository, type FakeRepository } from './repository.ts';
import { answer } from './routes.ts';
import type {
  FakeGithubOptions,
  FakeReply,
  FakeRequest,
  FaultRule,
  LoggedRequest,
  Mishap,
} from './types.ts';

/** A GitHub of one repository on this machine; use as `GITHUB_API_URL`. */
export interface FakeGithub {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** The pull requests as they stand, to be read and, for set-up, added to. */
  readonly state: FakeRepository;
  /** Every request so far, oldest first. */
  readonly requests: readonly LoggedRequest[];
  /** Orders a fault for requests to come. */
  fail(rule: FaultRule): void;
  /** Merges as a person with the button would. */
  merge(number: number, landing?: Landing): Promise<LandingResult>;
  closePull(number: number): void;
  deleteBranch(branch: string): Promise<boolean>;
  /** Ends every connection and the server. */
  close(): Promise<void>;
}

/** Starts the server on a free port of the loopback interface. */
export async function startFakeGithub(options: FakeGithubOptions): Promise<FakeGithub> {
  const repository = createRepository(options);
  const desk: Desk = {
    repository,
    mishaps: createMishaps(),
    requests: [],
    last: Promise.resolve(),
  };
  const server = createServer((request, response) => {
    void serve(desk, request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    state: repository,
    requests: desk.requests,
    fail: desk.mishaps.order,
    merge: async (number, landing = {}) => land(repository, pullOf(repository, number), landing),
    closePull: (number) => close(pullOf(repository, number)),
    deleteBranch: async (branch) => removeBranch(repository, branch),
    close: async () => stop(server),
  };
}

interface Desk {
  readonly repository: FakeRepository;
  readonly mishaps: Mishaps;
  readonly requests: LoggedRequest[];
  /** Requests are worked on one after the other: each sees a settled state. */
  last: Promise<unknown>;
}

function pullOf(repository: FakeRepository, number: number) {
  const pull = repository.pull(number);
  if (pull === undefined) throw new Error(`no pull request #${String(number)}`);
  return pull;
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

async function serve(desk: Desk, raw: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const request = await readRequest(raw);
    const mishap = desk.mishaps.next(request);
    const replied = mishap === null ? null : mishapReply(mishap);
    if (replied !== null) send(desk, { request, response, reply: replied });
    else if (mishap?.kind === 'reset') withhold(desk, request, response);
    else if (mishap?.kind === 'hang') log(desk, request, 0);
    else await serveLate(desk, { request, response, mishap });
  } catch (error) {
    response.destroy(error instanceof Error ? error : undefined);
  }
}

async function serveLate(
  desk: Desk,
  line: { request: FakeRequest; response: ServerResponse; mishap: Mishap | null },
): Promise<void> {
  const { request, response, mishap } = line;
  const work = desk.last.then(async () => answer(desk.repository, request));
  desk.last = Promise.allSettled([work]);
  const reply = await work;
  if (mishap?.kind === 'lost_reply') {
    withhold(desk, request, response);
    return;
  }
  if (mishap?.kind === 'cut_reply') {
    cut(desk, { request, response, reply });
    return;
  }
  if (mishap?.kind === 'slow') await sleep(mishap.ms, undefined, { ref: false });
  send(desk, { request, response, reply });
}

async function readRequest(raw: IncomingMessage): Promise<FakeRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of raw) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const url = new URL(raw.url ?? '/', 'http://127.0.0.1');
  return {
    method: raw.method ?? 'GET',
    path: decodeURIComponent(url.pathname),
    query: url.searchParams,
    body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    token: /^(?:token|bearer) (.+)$/i.exec(raw.headers.authorization ?? '')?.[1] ?? null,
  };
}

interface Exchange {
  readonly request: FakeRequest;
  readonly response: ServerResponse;
  readonly reply: FakeReply;
}

function send(desk: Desk, { request, response, reply }: Exchange): void {
  log(desk, request, reply.status);
  response.writeHead(reply.status, {
    'x-ratelimit-limit': '5000',
    'x-ratelimit-remaining': '4999',
    ...(reply.body === null ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    ...reply.headers,
  });
  response.end(reply.body === null ? undefined : JSON.stringify(reply.body));
}

function cut(desk: Desk, { request, response, reply }: Exchange): void {
  log(desk, request, 0);
  const text = JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
  });
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

function withhold(desk: Desk, request: FakeRequest, response: ServerResponse): void {
  log(desk, request, 0);
  response.socket?.resetAndDestroy();
}

function log(desk: Desk, request: FakeRequest, status: number): void {
  const { method, path, query, body, token } = request;
  desk.requests.push({ method, path, query: Object.fromEntries(query), body, token, status });
}
