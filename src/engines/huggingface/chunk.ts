import * as z from 'zod';

const count = z.number().nonnegative().nullish();

const call = z.object({
  index: z.number().int().nonnegative().nullish(),
  id: z.string().nullish(),
  function: z
    .object({
      name: z.string().nullish(),
      /** A piece of JSON; some servers send the whole as an object. */
      arguments: z.union([z.string(), z.record(z.string(), z.unknown())]).nullish(),
    })
    .nullish(),
});

/**
 * A piece of a streamed chat completion, as far as it is read: OpenAI's form, without what the servers that follow
 * it leave out.
 */
export const chunkSchema = z.object({
  choices: z
    .array(
      z.object({
        delta: z
          .object({ content: z.string().nullish(), tool_calls: z.array(call).nullish() })
          .nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
  usage: z
    .object({
      prompt_tokens: count,
      completion_tokens: count,
      prompt_tokens_details: z.object({ cached_tokens: count }).nullish(),
    })
    .nullish(),
});

export type Chunk = z.infer<typeof chunkSchema>;
export type CallPiece = z.infer<typeof call>;
