/** Bytes of the largest file a tool writes or edits. */
export const MAX_FILE_BYTES = 1024 * 1024;
/** Bytes of the largest file a tool reads or searches; more would fill no window. */
export const MAX_READ_BYTES = 8 * 1024 * 1024;
/** Different paths one job may touch. */
export const MAX_PATHS = 500;

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
  | 'bad_pattern'
  | 'io';

export interface Refusal {
  readonly ok: false;
  readonly code: RefusalCode;
  readonly message: string;
}

/** A refusal on its way up to where it becomes data. */
export class RefusalError extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.name = 'RefusalError';
    this.code = code;
  }
}
