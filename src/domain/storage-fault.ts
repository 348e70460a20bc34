import { CodeliciousError } from './errors.ts';

/** What the system's codes mean to the person whose disk it is, and the next step. */
const CAUSES: Readonly<Record<string, readonly [string, string]>> = {
  ENOSPC: ['the disk is full', 'Free some space and run the same command again.'],
  EDQUOT: ['your disk quota is used up', 'Free some space and run the same command again.'],
  EFBIG: ['the file size limit is reached', 'Raise the limit (ulimit -f) and run again.'],
  EROFS: ['the file system is read-only', 'Make it writable and run the same command again.'],
  EACCES: ['permission denied', 'Give yourself write access to it and run again.'],
  EPERM: ['operation not permitted', 'Give yourself write access to it and run again.'],
  ENOENT: ['a folder of this path does not exist', 'Create it and run again.'],
  ENOTDIR: ['a file stands where a folder is needed', 'Move that file away and run again.'],
  EEXIST: ['a file stands where a folder is needed', 'Move that file away and run again.'],
  EISDIR: ['a folder stands where a file is needed', 'Move that folder away and run again.'],
  EMFILE: ['too many open files', 'Raise the limit (ulimit -n) and run again.'],
  ENFILE: ['too many open files on this machine', 'Close other programs and run again.'],
  EIO: ['the disk reports an error', 'Check the disk before you run again.'],
};

/**
 * A failed disk operation as the run's own error, code `storage`.
 * @param errno the system's code, e.g. `ENOSPC`
 * @param cause what was thrown
 */
export function storageFault(path: string, errno: string, cause: unknown): CodeliciousError {
  const [why, hint] = CAUSES[errno] ?? [errno, 'See the post-mortem for details.'];
  const details = { path, errno };
  return new CodeliciousError('storage', `Cannot use ${path}: ${why}.`, { hint, details, cause });
}
