import * as z from 'zod';

const text = z.string().catch('');
const count = z.number().nonnegative().catch(0);
const maybe = z.string().nullable().catch(null);

const block = z.object({
  type: text,
  text,
  name: text,
  input: z.record(z.string(), z.unknown()).catch({}),
});

const init = z.object({ session_id: z.string(), model: maybe });

/** What is said of a limit, in an event of its own or beside the message of a refusal. */
const limitInfo = z.object({
  status: text,
  /** Epoch seconds. */
  resetsAt: z.number().positive().nullable().catch(null),
});

const assistant = z.object({
  error: maybe,
  api_error_params: z
    .object({ rate_limit_info: limitInfo.nullable().catch(null) })
    .nullable()
    .catch(null),
  message: z.object({ content: z.array(block).catch([]) }).catch({ content: [] }),
});

const denial = z.object({
  tool_name: text,
  tool_use_id: text,
  tool_input: z.record(z.string(), z.unknown()).catch({}),
});

const denied = z.object({ tool_name: text, tool_use_id: text, message: text });

const modelUsage = z.record(
  z.string(),
  z.object({
    inputTokens: count,
    outputTokens: count,
    cacheReadInputTokens: count,
    cacheCreationInputTokens: count,
    costUSD: count,
  }),
);

const result = z.object({
  subtype: text,
  is_error: z.boolean().catch(false),
  result: text,
  errors: z.array(z.string()).catch([]),
  num_turns: count,
  duration_api_ms: count,
  total_cost_usd: z.number().nonnegative().nullable().catch(null),
  usage: z
    .object({
      input_tokens: count,
      output_tokens: count,
      cache_read_input_tokens: count,
      cache_creation_input_tokens: count,
    })
    .nullable()
    .catch(null),
  model_usage_since_last_result: modelUsage.nullable().catch(null),
  permission_denials: z.array(denial).catch([]),
  session_id: maybe,
  stop_reason: maybe,
  api_error_status: z.number().nullable().catch(null),
  api_error_type: maybe,
});

const limit = z.object({ rate_limit_info: limitInfo });

export type ResultMessage = z.infer<typeof result>;
export type ContentBlock = z.infer<typeof block>;

/** One line of `--output-format stream-json`, as far as it matters here. */
export type StreamMessage =
  | { readonly type: 'init'; readonly session: string; readonly model: string | null }
  | {
      readonly type: 'assistant';
      /** Why there is no real answer, such as `rate_limit`. */
      readonly error: string | null;
      /** Epoch milliseconds. */
      readonly resetsAt: number | null;
      readonly content: readonly ContentBlock[];
    }
  | {
      readonly type: 'denied';
      readonly id: string;
      readonly tool: string;
      readonly detail: string;
    }
  | {
      readonly type: 'limit';
      readonly status: string;
      /** Epoch milliseconds. */
      readonly resetsAt: number | null;
    }
  | { readonly type: 'result'; readonly message: ResultMessage };

/**
 * Reads one line. The order of keys is not fixed and unknown kinds of line come and go with the
 * program's version.
 * @returns null for what is not JSON, not an object, or of no interest
 */
export function parseStreamLine(line: string): StreamMessage | null {
  if (!line.trimStart().startsWith('{')) return null;
  const value = parseObject(line);
  switch (value['type']) {
    case 'system':
      return readSystem(value);
    case 'rate_limit_event':
      return readLimit(value);
    case 'assistant':
      return readAssistant(value);
    case 'result':
      return { type: 'result', message: result.parse(value) };
    default:
      return null;
  }
}

function readSystem(value: Record<string, unknown>): StreamMessage | null {
  if (value['subtype'] === 'init') return readInit(value);
  return value['subtype'] === 'permission_denied' ? readDenied(value) : null;
}

function readInit(value: Record<string, unknown>): StreamMessage | null {
  const read = init.safeParse(value);
  if (!read.success) return null;
  return { type: 'init', session: read.data.session_id, model: read.data.model };
}

function readDenied(value: Record<string, unknown>): StreamMessage {
  const { tool_name, tool_use_id, message } = denied.parse(value);
  return { type: 'denied', id: tool_use_id, tool: tool_name, detail: message };
}

function readLimit(value: Record<string, unknown>): StreamMessage | null {
  const read = limit.safeParse(value);
  if (!read.success) return null;
  const { status, resetsAt } = read.data.rate_limit_info;
  return { type: 'limit', status, resetsAt: milliseconds(resetsAt) };
}

function readAssistant(value: Record<string, unknown>): StreamMessage {
  const { error, api_error_params, message } = assistant.parse(value);
  const resetsAt = milliseconds(api_error_params?.rate_limit_info?.resetsAt ?? null);
  return { type: 'assistant', error, resetsAt, content: message.content };
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1000;
}

function parseObject(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return {};
  }
}
