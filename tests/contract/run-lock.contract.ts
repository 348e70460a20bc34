import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LockResult, RunLock } from '../../src/ports/run-lock.ts';

/** One repository's lock as several processes see it. */
export interface LockSubject {
  /** The lock as the living process of this number sees it. */
  lock(pid: number): RunLock;
  /** Ends a process without its lock being released. */
  kill(pid: number): void;
  dispose(): Promise<void>;
}

function releaseOf(result: LockResult): () => Promise<void> {
  if (!result.ok) throw new Error('the lock is held');
  return result.release;
}

/** What every run lock promises. */
export function runLockContract(name: string, start: () => Promise<LockSubject>): void {
  describe(`run lock: ${name}`, () => {
    let subject: LockSubject;

    beforeEach(async () => {
      subject = await start();
    });
    afterEach(() => subject.dispose());

    it('is had by who asks first; the next is told whose it is', async () => {
      const first = await subject.lock(7).acquire('run-a');
      expect(first).toMatchObject({ ok: true, takenFrom: null });
      const second = subject.lock(8);
      const holder = expect.objectContaining({ pid: 7, run: 'run-a', host: expect.any(String) });
      expect(await second.acquire('run-b')).toEqual({ ok: false, holder });
      expect(await second.holder()).toEqual({ holder, alive: true });
      expect(await second.unlock(false)).toBe(false);
      await releaseOf(first)();
    });

    it('is free again once released; a second release takes it from nobody', async () => {
      const first = await subject.lock(7).acquire('run-a');
      await releaseOf(first)();
      expect(await subject.lock(8).holder()).toBeNull();
      const second = await subject.lock(8).acquire('run-b');
      await releaseOf(first)();
      expect(await subject.lock(8).holder()).toMatchObject({ holder: { run: 'run-b' } });
      await releaseOf(second)();
      expect(await subject.lock(7).unlock(false)).toBe(true);
    });

    it('of a dead holder is taken over at once, and named', async () => {
      await subject.lock(7).acquire('run-a');
      subject.kill(7);
      expect(await subject.lock(8).holder()).toMatchObject({ holder: { pid: 7 }, alive: false });
      const taken = await subject.lock(8).acquire('run-b');
      expect(taken).toMatchObject({ ok: true, takenFrom: { pid: 7, run: 'run-a' } });
      await releaseOf(taken)();
    });

    it('of a dead holder is removed by unlock, of a living one by force alone', async () => {
      await subject.lock(7).acquire('run-a');
      expect(await subject.lock(8).unlock(true)).toBe(true);
      expect(await subject.lock(8).holder()).toBeNull();
      await subject.lock(7).acquire('run-a');
      subject.kill(7);
      expect(await subject.lock(8).unlock(false)).toBe(true);
      expect(await subject.lock(8).holder()).toBeNull();
    });
  });
}
