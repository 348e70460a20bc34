import type { LockStatus } from '../../domain/data.ts';
import { CodeliciousError } from '../../domain/errors.ts';
import { holderText } from '../../text/lock-view.ts';
import type { Context } from '../context.ts';
import { confirm } from '../question.ts';

/** Removes the lock of a run that is gone, after showing whose it is. */
export async function unlock(context: Context): Promise<number> {
  const { output } = context;
  const app = await context.openApp();
  const lock = await app.lock();
  if (lock === null) {
    output.result('Nothing to unlock: no run holds this repository.\n');
    return 0;
  }
  if (lock.alive === true) throw held(lock, `wait for it, or end it: kill ${lock.pid ?? ''}`);
  output.result(
    `The lock is held by ${holderText(lock)}${lock.alive === false ? ', which has ended' : ''}.\n`,
  );
  if (!(await mayForce(lock, context))) {
    throw held(lock, 'when you are sure that it is gone: codelicious unlock --yes');
  }
  if (!(await app.unlock(lock.alive === null))) throw held(lock, 'it has come to life just now');
  output.result('Lock removed.\n');
  return 0;
}

/** A holder that has ended needs no permission; one that cannot be asked needs a person's. */
async function mayForce(lock: LockStatus, context: Context): Promise<boolean> {
  const { options, attended, stdin, output, signal } = context;
  if (lock.alive === false || options.yes) return true;
  if (!attended()) return false;
  const question = { text: 'Is that run really gone? Remove its lock?', byDefault: false };
  return confirm(question, { stdin: stdin(), note: (text) => output.note(text), signal });
}

function held(lock: LockStatus, hint: string): CodeliciousError {
  const message = `the repository is locked by ${holderText(lock)}`;
  return new CodeliciousError('lock_held', message, { hint });
}
