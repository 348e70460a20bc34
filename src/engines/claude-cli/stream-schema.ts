import * as z from 'zod';

/*
 * The lines of `--output-format stream-json`, as far as they matter here. What is missing or odd reads as absent: the
 * program's versions differ, and a line is never a reason to fail.
 */

/** The `cut` of a reply for which the model's window had no room left; it stands for the `error` beside it. */
export const CONTEXT_WINDOW = 'context_window';

// `default` for what is not there, which is usual and costs nothing; `catch`, which is dear, for what is odd.
const text = z.string().default('').catch('');
const count = z.number().nonnegative().default(0).catch(0);
const maybe = z.string().nullable().default(null).catch(null);
const seconds = z.number().nonnegative().nullable().default(null).catch(null);

const block = z.object({
  type: text,
  text,
  id: text,
  tool_use_id: text,
  name: text,
  input: z.record(z.string(), z.unknown()).default({}).catch({}),
});

export const init = z.object({ session_id: z.string(), model: maybe });

/** What is said of a limit, in an event of its own or beside the message of a refusal. */
const limitInfo = z.object({
  status: text,
  resetsAt: z.unknown().optional(),
});

/** Tokens of one request as the Messages API counts them. */
const tokens = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
});

const NO_MESSAGE = { id: null, model: null, content: [], usage: null };

const assistantMessage = z
  .object({
    id: maybe,
    model: maybe,
    content: z.array(block).catch([]),
    usage: tokens.nullable().default(null).catch(null),
  })
  .catch(NO_MESSAGE);

export const assistant = z.object({
  error: maybe,
  /** Seconds. */
  retry_after: seconds,
  api_error_params: z
    .object({
      rate_limit_info: limitInfo.nullable().default(null).catch(null),
      /** What cut a reply short: `output_limit`, `context_window`. */
      cut: maybe,
    })
    .nullable()
    .default(null)
    .catch(null),
  message: assistantMessage,
});

export const user = z.object({
  message: z.object({ content: z.array(block).catch([]) }).catch({ content: [] }),
});

const maybeCount = z.number().nonnegative().optional().catch(undefined);

/** An event of the API's own stream, as far as it tells what a message costs. */
export const streamEvent = z.object({
  event: z
    .object({
      type: text,
      message: assistantMessage.optional(),
      delta: z.object({ stop_reason: maybe }).catch({ stop_reason: null }),
      /** Counts of the whole message so far; what is left out is as it was said first. */
      usage: z
        .object({
          input_tokens: maybeCount,
          output_tokens: maybeCount,
          cache_read_input_tokens: maybeCount,
          cache_creation_input_tokens: maybeCount,
        })
        .catch({}),
    })
    .catch({ type: '', delta: { stop_reason: null }, usage: {} }),
});

const denial = z.object({
  tool_name: text,
  tool_use_id: text,
  tool_input: z.record(z.string(), z.unknown()).default({}).catch({}),
});

export const denied = z.object({ tool_name: text, tool_use_id: text, message: text });

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

export const result = z.object({
  subtype: text,
  is_error: z.boolean().catch(false),
  result: text,
  errors: z.array(z.string()).catch([]),
  num_turns: count,
  duration_api_ms: count,
  total_cost_usd: z.number().nonnegative().nullable().catch(null),
  usage: tokens.nullable().default(null).catch(null),
  model_usage_since_last_result: modelUsage.nullable().catch(null),
  permission_denials: z.array(denial).catch([]),
  session_id: maybe,
  stop_reason: maybe,
  api_error_status: z.number().nullable().catch(null),
  api_error_type: maybe,
  /** What the model gave to the schema it was asked to fill in. */
  structured_output: z.unknown().optional(),
  /** Why the conversation ended, such as `prompt_too_long`. */
  terminal_reason: maybe,
  /** Seconds. */
  retry_after: seconds,
});

export const limit = z.object({ rate_limit_info: limitInfo });

export type ResultMessage = z.infer<typeof result>;
export type ContentBlock = z.infer<typeof block>;
export type TokenCounts = z.infer<typeof tokens>;
export type PartialCounts = { readonly [Name in keyof TokenCounts]?: number | undefined };
/** A message of the model, whole or in part. Parts share their `id` and, each time, tell the same `usage`. */
export type AssistantMessage = z.infer<typeof assistantMessage>;
