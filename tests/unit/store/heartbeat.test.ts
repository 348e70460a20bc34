import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHeartbeat } from '../../../src/store/heartbeat.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'codelicious-heartbeat-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

describe('a heartbeat', () => {
  it('renews its folder, is told when that is lost, and throws nothing', async () => {
    const warnings: string[] = [];
    const warn = (message: string): void => void warnings.push(message);
    const heartbeat = createHeartbeat({ dir, now: () => Date.now(), warn, beatMs: 1000 });
    await heartbeat.start();
    const first = statSync(join(dir, 'run.lock')).mtimeMs;
    await sleep(1300);
    expect(statSync(join(dir, 'run.lock')).mtimeMs).toBeGreaterThan(first);
    expect(await heartbeat.look()).toEqual({ type: 'folder', isFresh: true });
    rmSync(join(dir, 'run.lock'), { recursive: true });
    await sleep(1300);
    expect(warnings).toEqual([
      `${join(dir, 'run.lock')} was changed by another program; this run goes on.`,
    ]);
    await heartbeat.stop();
    await heartbeat.stop();
    expect(await heartbeat.look()).toEqual({ type: 'none' });
  });
});
