import * as z from 'zod';
import { CodeliciousError } from '../../domain/errors.ts';
import { planReplySchema } from '../../domain/planned-task.ts';
import { toolCallSchema } from '../agent/file-tools/tool-call.ts';

/** The longest wait a recording may ask for: an hour, in milliseconds. */
const MAX_DELAY_MS = 3_600_000;

const tokens = z.number().int().nonnegative();
const message = z.string().default('as recorded');

/** What a recorded call consumed; what is left out is 0. */
const usage = z.strictObject({
  inputTokens: tokens.optional(),
  outputTokens: tokens.optional(),
  cacheReadTokens: tokens.optional(),
  cacheWriteTokens: tokens.optional(),
  /** US dollars; null for a price that nobody knows. */
  costUsd: z.number().nonnegative().nullable().optional(),
  /** The part of it that a subscription covers. */
  equivalentUsd: z.number().nonnegative().optional(),
  unpricedCalls: tokens.optional(),
  turns: tokens.optional(),
});

const result = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('done'),
    summary: z.string().default(''),
    /** What a `shrink` job leaves of the task; null for not saying. */
    remaining: z.array(z.string().min(1)).nullable().default(null),
    /** What a `plan` job answers; null for not saying. */
    plan: planReplySchema.shape.tasks.nullable().default(null),
  }),
  z.strictObject({
    type: z.literal('needs_input'),
    question: z.string().min(1),
    options: z.array(z.string().min(1)).default([]),
  }),
  z.strictObject({
    type: z.literal('rate_limited'),
    /** Milliseconds from the moment of the answer; null when the provider does not say. */
    resetsInMs: tokens.nullable().default(null),
    message,
  }),
  z.strictObject({ type: z.literal('unauthenticated'), message }),
  z.strictObject({ type: z.literal('timed_out'), message }),
  z.strictObject({ type: z.literal('over_budget'), message }),
  z.strictObject({
    type: z.literal('failed'),
    code: z.enum([
      'exit',
      'overloaded',
      'bad_model',
      'bad_request',
      'max_turns',
      'context_overflow',
      'refused',
      'protocol',
      'missing',
      'denied',
    ]),
    message,
  }),
]);

const job = z.strictObject({
  kind: z.enum(['plan', 'build', 'repair', 'shrink']),
  /** The chunk's title: all of it, or a part that it contains. */
  chunk: z.union([z.string().min(1), z.strictObject({ contains: z.string().min(1) })]),
  /** The spec's path, when titles alone do not tell chunks apart. */
  spec: z.string().min(1).optional(),
  /** 1 for the first job of this kind for this chunk in a run; left out, any. */
  attempt: z.number().int().positive().optional(),
  /** What the engine says while it works, for the watchers. */
  text: z.string().min(1).optional(),
  /** Executed in order; the first that is refused fails the job. */
  calls: z.array(toolCallSchema).default([]),
  /** Milliseconds between the last call and the result. */
  delayMs: z.number().int().nonnegative().max(MAX_DELAY_MS).default(0),
  result: result.default({ type: 'done', summary: '', remaining: null, plan: null }),
  usage: usage.default({}),
});

/** A cassette: what an engine is to do, job by job. The first job that fits is played. */
export const cassetteSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.literal(1),
  jobs: z.array(job).min(1),
});

export type Cassette = z.infer<typeof cassetteSchema>;
export type RecordedJob = z.infer<typeof job>;
export type RecordedResult = z.infer<typeof result>;

/**
 * Checks a cassette.
 * @param label what the message calls it, such as its path
 * @throws CodeliciousError `config` naming the first member at fault
 */
export function parseCassette(value: unknown, label: string): Cassette {
  const read = cassetteSchema.safeParse(value);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  const where = issue?.path.map(String).join('.') ?? '';
  throw new CodeliciousError(
    'config',
    `cassette ${label}: ${where === '' ? '' : `${where}: `}${issue?.message ?? 'invalid'}`,
    { hint: 'The form of a cassette is described in docs/cassettes.md.' },
  );
}
