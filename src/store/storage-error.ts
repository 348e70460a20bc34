import { CodeliciousError } from '../domain/errors.ts';
import { storageFault } from '../domain/storage-fault.ts';

/** The system's code of an error, e.g. `ENOENT`; null when it has none. */
export function errnoOf(error: unknown): string | null {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : null;
}

/** A failed disk operation as the run's own error. */
export function storageError(error: unknown, path: string): CodeliciousError {
  if (error instanceof CodeliciousError) return error;
  return storageFault(path, errnoOf(error) ?? 'unknown error', error);
}

/** Runs a disk operation; what it throws becomes a `storage` error that names the path. */
export async function onDisk<T>(path: string, operation: () => Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    throw storageError(error, path);
  }
}
