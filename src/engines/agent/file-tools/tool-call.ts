import * as z from 'zod';

/** Bytes of the largest file a tool reads or writes. */
export const MAX_FILE_BYTES = 1024 * 1024;
/** Different paths one job may touch. */
export const MAX_PATHS = 500;

/** Relative to the root of the tree, with forward slashes. */
const path = z.string();

/**
 * One call of a file tool.
 * - `write_file` makes or replaces a file (folders are made, an existing file keeps its mode)
 * - `edit_file` replaces `old`, which must occur exactly once, byte for byte
 * - `delete_file` removes a file or a symbolic link
 * - `make_executable` sets the executable bits of a file
 */
export const toolCallSchema = z.discriminatedUnion('tool', [
  z.strictObject({ tool: z.literal('write_file'), path, content: z.string() }),
  z.strictObject({ tool: z.literal('edit_file'), path, old: z.string().min(1), new: z.string() }),
  z.strictObject({ tool: z.literal('delete_file'), path }),
  z.strictObject({ tool: z.literal('make_executable'), path }),
]);

export type ToolCall = z.infer<typeof toolCallSchema>;

/** Why a call was refused; a closed set. */
export type RefusalCode =
  | 'bad_path'
  | 'protected'
  | 'symlink'
  | 'missing'
  | 'not_a_file'
  | 'not_a_folder'
  | 'not_text'
  | 'no_match'
  | 'many_matches'
  | 'too_large'
  | 'too_many'
  | 'io';

/** What a call came to; a refusal is told to the model, never thrown. */
export type ToolOutcome =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: RefusalCode; readonly message: string };

/** A refusal on its way up to where it becomes a `ToolOutcome`. */
export class RefusalError extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'RefusalError';
    this.code = code;
  }
}
