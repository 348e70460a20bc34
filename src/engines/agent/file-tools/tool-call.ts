import * as z from 'zod';
import type { Refusal } from './refusal.ts';

/** Relative to the root of the tree, with forward slashes. */
const path = z.string();

/**
 * One call of a file tool that changes the tree.
 * - `write_file` makes or replaces a file (folders are made, an existing file keeps its mode)
 * - `edit_file` replaces `old`, which must occur exactly once, byte for byte
 * - `delete_file` removes a file or a symbolic link
 * - `make_executable` sets the executable bits of a file
 */
export const toolCallSchema = z.discriminatedUnion('tool', [
  z.strictObject({
    tool: z.literal('write_file'),
    path,
    content: z.string(),
    /** `base64` for a content that is no text; default: `utf8`. */
    encoding: z.enum(['utf8', 'base64']).optional(),
  }),
  z.strictObject({ tool: z.literal('edit_file'), path, old: z.string().min(1), new: z.string() }),
  z.strictObject({ tool: z.literal('delete_file'), path }),
  z.strictObject({ tool: z.literal('make_executable'), path }),
]);

export type ToolCall = z.infer<typeof toolCallSchema>;

/** What a call came to; a refusal is told to the model, never thrown. */
export type ToolOutcome = { readonly ok: true } | Refusal;
