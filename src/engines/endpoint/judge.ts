import { isPassingStatus, MAX_RETRY_AFTER_MS } from '../../domain/backoff.ts';
import { clip, oneLine } from '../../domain/text-limits.ts';
import type { ChatFailureCode, ChatReply } from '../agent/chat-model.ts';
import type { Fault } from './fault.ts';
import { type ProviderError, readProviderError } from './provider-error.ts';
import { limitResetOf, retryAfterOf } from './reset-time.ts';

/** Characters of a message handed on. */
const MAX_MESSAGE = 400;

/** An answer that is none. */
export type Refusal = Exclude<ChatReply, { readonly type: 'message' | 'aborted' }>;

/** What a fault means. */
export interface Judgement {
  /** Whether the same request may do better later. */
  readonly retry: boolean;
  /** Milliseconds the provider asks to wait; null when it does not. */
  readonly retryAfterMs: number | null;
  /** What it is when it is not tried again. */
  readonly refusal: Refusal;
}

type Verdict = 'rate_limited' | 'unauthenticated' | ChatFailureCode;

/** Statuses with one meaning; any other refusal is our request's fault. */
const BY_STATUS: Readonly<Record<number, Verdict>> = {
  401: 'unauthenticated',
  402: 'unauthenticated',
  403: 'unauthenticated',
  404: 'bad_model',
  413: 'context_overflow',
  429: 'rate_limited',
};

/** Types of errors, told with a status or in the middle of a stream. */
const BY_TYPE: Readonly<Record<string, Verdict>> = {
  rate_limit_error: 'rate_limited',
  authentication_error: 'unauthenticated',
  permission_error: 'unauthenticated',
  billing_error: 'unauthenticated',
  not_found_error: 'bad_model',
  invalid_request_error: 'bad_request',
  request_too_large: 'context_overflow',
  // llama.cpp
  exceed_context_size_error: 'context_overflow',
};

/** Causes named by OpenAI and those who follow it, and by Hugging Face's router. */
const BY_CODE: Readonly<Record<string, Verdict>> = {
  context_length_exceeded: 'context_overflow',
  model_not_found: 'bad_model',
  model_not_supported: 'bad_model',
  invalid_api_key: 'unauthenticated',
  // A limit that no time ends: the account has to be paid for.
  insufficient_quota: 'unauthenticated',
  rate_limit_exceeded: 'rate_limited',
};

/**
 * How servers that have neither type nor code for it say that a conversation is too long: the Messages API, vLLM and
 * TGI. The sentence is the server's own, in its error; no text of a model comes here.
 */
const TOO_LONG =
  /^(?:prompt is too long|input length and `max_tokens` exceed context limit|This model's maximum context length is|(?:Input validation error: )?`inputs` (?:tokens \+ `max_new_tokens` must be|must have less than))/;

/** How the Messages API, which has no type for it, says that nobody pays. */
const UNPAID = /^Your credit balance is too low\b/;

const BROKEN: Readonly<Record<'network' | 'silence' | 'cut' | 'garbled', ChatFailureCode>> = {
  network: 'overloaded',
  silence: 'overloaded',
  cut: 'protocol',
  garbled: 'protocol',
};

/**
 * @param host who was asked, for the message
 * @param now epoch milliseconds
 */
export function judge(fault: Fault, host: string, now: number): Judgement {
  switch (fault.kind) {
    case 'status':
      return judgeStatus(fault, host, now);
    case 'stream_error':
      return judgeStreamError(readProviderError(fault.error), host);
    case 'cut':
      return lasting(true, 'protocol', `${host} broke its answer off`);
    case 'network':
    case 'silence':
    case 'garbled':
      return lasting(true, BROKEN[fault.kind], said(host, fault.message));
    case 'flood':
      return lasting(false, 'protocol', said(host, fault.message));
    case 'untrusted':
      return lasting(false, 'bad_request', said(host, fault.message));
  }
}

function judgeStatus(
  { status, headers, body }: Extract<Fault, { readonly kind: 'status' }>,
  host: string,
  now: number,
): Judgement {
  const error = readProviderError(body);
  const message = said(`${host} answered ${String(status)}`, error.message || error.type);
  const named = refusalVerdict(error);
  if (status === 429 && named !== 'unauthenticated') return judgeLimit(headers, message, now);
  if (isPassingStatus(status) && status !== 429) {
    const retryAfterMs = retryAfterOf(headers, now) ?? error.waitMs;
    return { ...lasting(true, 'overloaded', message), retryAfterMs };
  }
  const verdict = named ?? byStatus(status, body);
  return lasting(false, verdict, message);
}

/** A wait beyond what we sit out is not begun: another engine may take over meanwhile. */
function judgeLimit(headers: Headers, message: string, now: number): Judgement {
  const retryAfterMs = retryAfterOf(headers, now);
  const resetsAt = retryAfterMs === null ? limitResetOf(headers, now) : now + retryAfterMs;
  const retry = resetsAt === null || resetsAt - now <= MAX_RETRY_AFTER_MS;
  return { retry, retryAfterMs, refusal: { type: 'rate_limited', resetsAt, message } };
}

/** What names the cause counts before the status, which many servers leave at 400. */
function refusalVerdict(error: ProviderError): Verdict | undefined {
  if (TOO_LONG.test(error.message)) return 'context_overflow';
  if (UNPAID.test(error.message)) return 'unauthenticated';
  const verdict = BY_CODE[error.code] ?? BY_TYPE[error.type];
  return verdict === 'bad_request' || verdict === 'rate_limited' ? undefined : verdict;
}

/** A 404 without an error of the provider's own is a wrong path, not a wrong model. */
function byStatus(status: number, body: unknown): Verdict {
  if (status === 404 && body === null) return 'bad_request';
  return BY_STATUS[status] ?? 'bad_request';
}

/** Within an answer that had begun well, what is not the request's fault may pass. */
function judgeStreamError(error: ProviderError, host: string): Judgement {
  const message = said(`${host} broke off`, error.message || error.type);
  const verdict =
    refusalVerdict(error) ??
    BY_CODE[error.code] ??
    BY_TYPE[error.type] ??
    (error.status === null || isPassingStatus(error.status) ? 'overloaded' : 'bad_request');
  if (verdict === 'rate_limited' || error.status === 429) {
    const refusal = { type: 'rate_limited', resetsAt: null, message } as const;
    return { retry: true, retryAfterMs: null, refusal };
  }
  return lasting(verdict === 'overloaded', verdict, message);
}

function lasting(
  retry: boolean,
  verdict: Exclude<Verdict, 'rate_limited'> | Verdict,
  message: string,
): Judgement {
  return { retry, retryAfterMs: null, refusal: refusalOf(verdict, message) };
}

function refusalOf(verdict: Verdict, message: string): Refusal {
  switch (verdict) {
    case 'rate_limited':
      return { type: verdict, resetsAt: null, message };
    case 'unauthenticated':
      return { type: verdict, message };
    default:
      return { type: 'failed', code: verdict, message };
  }
}

function said(who: string, what: string): string {
  return clip(oneLine(what === '' ? who : `${who}: ${what}`), MAX_MESSAGE);
}
