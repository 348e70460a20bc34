import { randomBytes } from 'node:crypto';
import type { RunId } from '../domain/ids.ts';

/** `20260131T101500-4fa1c2`: sorts by time, differs within a second. */
export function newRunId(now: number): RunId {
  const time = new Date(now).toISOString().replace(/[-:]|\.\d+Z$/g, '');
  return `${time}-${randomBytes(3).toString('hex')}` as RunId;
}
