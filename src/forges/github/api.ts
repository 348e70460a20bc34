import { Octokit } from '@octokit/rest';
import type * as z from 'zod';
import type { ForgeFailureCode } from '../../domain/pull.ts';
import type { Clock } from '../../ports/clock.ts';
import { type Classified, classify } from './classify.ts';
import { type Fault, graphqlFault, type HttpReply, httpFault, thrownFault } from './fault.ts';
import { sameHostFetch } from './same-host-fetch.ts';
import { type Place, sentence } from './sentences.ts';

/** What reaches the API and waits between tries. */
export interface GithubAccess {
  readonly owner: string;
  readonly repo: string;
  readonly token: string;
  /** As `parseApiUrl` returns it. */
  readonly apiUrl: string;
  readonly clock: Clock;
  /** In [0, 1), for the jitter between tries. */
  readonly random: () => number;
  /** Ends waiting and requests when the run ends. */
  readonly signal?: AbortSignal;
  readonly fetch?: typeof globalThis.fetch;
}

/** A request in the words of a person and of the API. */
interface Question<T> {
  /** As an infinitive: `read pull request #3`. */
  readonly what: string;
  readonly send: (octokit: Octokit, signal: AbortSignal) => Promise<HttpReply>;
  /** What a reply must look like. */
  readonly schema: z.ZodType<T>;
  /**
   * For a request that must not take effect twice: asked before it is sent again. A value means
   * that the effect is there already.
   */
  readonly probe?: () => Promise<T | null>;
}

export type Reply<T> =
  | { readonly ok: true; readonly value: T; readonly link: string | null }
  | {
      readonly ok: false;
      readonly code: ForgeFailureCode;
      readonly message: string;
      readonly fault: Fault;
    };

/** The API with its deadline, retries and refusals; never rejects for what the network or GitHub does. */
export interface GithubApi {
  ask<T>(question: Question<T>): Promise<Reply<T>>;
}

/** How often a request is sent at most. */
export const MAX_TRIES = 3;
/** Milliseconds one request may take, its body included. */
const REQUEST_DEADLINE_MS = 30_000;
/** The longest `Retry-After` that is waited for; beyond it the refusal is returned. */
const MAX_WAIT_MS = 60_000;
/** The first wait, doubled for each further try, of which between half and all is taken. */
export const FIRST_BACKOFF_MS = 500;

/** Opens the way to the API; nothing is sent yet. */
export function createGithubApi(access: GithubAccess): GithubApi {
  const octokit = createOctokit(access);
  const place = {
    host: new URL(access.apiUrl).host,
    repository: `${access.owner}/${access.repo}`,
  };
  return { ask: (question) => askWithRetries({ access, octokit, place }, question) };
}

function createOctokit(access: GithubAccess): Octokit {
  const silent = () => undefined;
  return new Octokit({
    auth: access.token,
    baseUrl: access.apiUrl,
    userAgent: 'codelicious',
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: sameHostFetch(access.fetch ?? globalThis.fetch) },
  });
}

interface Line {
  readonly access: GithubAccess;
  readonly octokit: Octokit;
  readonly place: Place;
}

async function askWithRetries<T>(line: Line, question: Question<T>): Promise<Reply<T>> {
  for (let attempt = 1; ; attempt += 1) {
    const sent = await sendOnce(line, question);
    if (sent.ok) return sent;
    const classified = classify(sent.fault, line.access.clock.now());
    const waitMs = waitBefore(attempt, classified, line.access.random);
    if (waitMs === null) return refuse(line, question, { fault: sent.fault, classified });
    await line.access.clock.sleep(waitMs, runSignal(line));
    const found = (await question.probe?.()) ?? null;
    if (found !== null) return { ok: true, value: found, link: null };
  }
}

/** Milliseconds until the next try, or null when there is none. */
export function waitBefore(
  attempt: number,
  { retry, waitMs }: Classified,
  random: () => number,
): number | null {
  if (!retry || attempt >= MAX_TRIES) return null;
  if (waitMs !== null) return waitMs <= MAX_WAIT_MS ? waitMs : null;
  return Math.round(FIRST_BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + random() / 2));
}

type Sent<T> =
  | { readonly ok: true; readonly value: T; readonly link: string | null }
  | { readonly ok: false; readonly fault: Fault };

async function sendOnce<T>(line: Line, { send, schema }: Question<T>): Promise<Sent<T>> {
  if (isEnding(line)) return { ok: false, fault: { kind: 'aborted' } };
  const { clock } = line.access;
  const deadline = AbortSignal.any([runSignal(line), clock.timeout(REQUEST_DEADLINE_MS)]);
  try {
    return readReply(await send(line.octokit, deadline), schema);
  } catch (error) {
    return { ok: false, fault: isEnding(line) ? { kind: 'aborted' } : thrownFault(error) };
  }
}

function readReply<T>(reply: HttpReply, schema: z.ZodType<T>): Sent<T> {
  if (reply.status >= 300) return { ok: false, fault: httpFault(reply) };
  const refused = graphqlFault(reply.data);
  if (refused !== null) return { ok: false, fault: refused };
  const parsed = schema.safeParse(reply.data);
  if (!parsed.success) return { ok: false, fault: { kind: 'unreadable' } };
  const link = reply.headers['link'];
  return { ok: true, value: parsed.data, link: typeof link === 'string' ? link : null };
}

function refuse<T>(
  { place, access }: Line,
  { what }: Question<T>,
  { fault, classified }: { fault: Fault; classified: Classified },
): Reply<T> {
  const now = access.clock.now();
  const message = sentence({ fault, classified, what, place, now });
  return { ok: false, code: classified.code, message, fault };
}

const NEVER = new AbortController().signal;

function runSignal({ access }: Line): AbortSignal {
  return access.signal ?? NEVER;
}

function isEnding(line: Line): boolean {
  return runSignal(line).aborted;
}
