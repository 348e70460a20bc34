import { type Refusal, RefusalError } from './refusal.ts';

/** The system's code of an error, such as `ENOENT`, or an empty text. */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' ? code : '';
}

/**
 * Errors of the file system become data by their code.
 * @throws what has no code: a bug
 */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof RefusalError) return { ok: false, code: error.code, message: error.message };
  const errno = errnoOf(error);
  if (errno === '') throw error;
  if (errno === 'ELOOP') return { ok: false, code: 'symlink', message: 'it is a symbolic link' };
  return { ok: false, code: 'io', message: `the file system refused (${errno})` };
}
