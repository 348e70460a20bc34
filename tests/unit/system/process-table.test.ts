import { describe, expect, it } from 'vitest';
import {
  notOlder,
  outputsOf,
  type ProcessEntry,
  parsePs,
  readProcessTable,
  startOf,
  stillRunning,
  treeOf,
  withEnvironment,
  withOpenFile,
} from '../../../src/system/process-table.ts';

const entry = (pid: number, parent: number, more: Partial<ProcessEntry> = {}): ProcessEntry => ({
  pid,
  parent,
  group: pid,
  session: pid,
  zombie: false,
  started: '1',
  ...more,
});

const pids = (entries: readonly ProcessEntry[]): readonly number[] => entries.map(({ pid }) => pid);

describe('the tree below a process', () => {
  const table = [
    entry(1, 0),
    entry(13, 12),
    entry(12, 10),
    entry(10, 1),
    entry(20, 1, { group: 10 }),
    entry(30, 1, { session: 10 }),
    entry(40, 1),
  ];

  it('holds children in any order, and strays of its group and session', () => {
    expect(pids(treeOf(table, [10]))).toEqual([13, 12, 10, 20, 30]);
  });

  it('may have several roots, or one that is gone', () => {
    expect(pids(treeOf(table, [12, 40]))).toEqual([13, 12, 40]);
    expect(pids(treeOf([entry(20, 1, { group: 10 })], [10]))).toEqual([20]);
  });
});

describe('processes that may have come of one', () => {
  const table = [
    entry(1, 0, { started: '9' }),
    entry(2, 1, { started: '100' }),
    entry(3, 1, { started: '101' }),
    entry(4, 1, { started: 'Mon Jan  5 10:00:00 2026' }),
  ];

  it('did not start before it; what cannot be compared may have', () => {
    expect(pids(notOlder(table, '100'))).toEqual([2, 3, 4]);
  });

  it('are all where nobody knows when it started', () => {
    expect(notOlder(table, null)).toBe(table);
    expect(notOlder(table, 'Mon Jan  5 10:00:00 2026')).toBe(table);
  });
});

describe('what ps prints', () => {
  it('is read row by row', () => {
    const output = [
      '    1     0     1 Ss   Mon Jan  5 10:00:00 2026    ',
      '  345     1   345 Z    Mon Jan  5 10:00:01 2026',
      'garbage',
    ].join('\n');
    expect(parsePs(output)).toEqual([
      entry(1, 0, { session: 0, started: 'Mon Jan  5 10:00:00 2026' }),
      entry(345, 1, { session: 0, zombie: true, started: 'Mon Jan  5 10:00:01 2026' }),
    ]);
  });
});

describe.runIf(process.platform === 'linux')('this machine', () => {
  it('shows this very process', async () => {
    const table = await readProcessTable();
    const self = table.find(({ pid }) => pid === process.pid);
    expect(self).toMatchObject({ parent: process.ppid, zombie: false });
    expect(self?.started).toBe(startOf(process.pid));
    expect(await stillRunning(self === undefined ? [] : [self])).toHaveLength(1);
  });

  it('tells a process from a later one of the same number', async () => {
    expect(await stillRunning([entry(process.pid, 1, { started: 'another time' })])).toEqual([]);
    expect(await stillRunning([entry(2 ** 22 + 1, 1)])).toEqual([]);
    expect(startOf(2 ** 22 + 1)).toBeNull();
  });

  it('finds processes by a variable they were started with', async () => {
    const table = [entry(process.pid, 1), entry(2 ** 22 + 1, 1)];
    const path = `PATH=${process.env['PATH'] ?? ''}`;
    expect(pids(withEnvironment(table, [path]))).toEqual([process.pid]);
    expect(withEnvironment(table, [path, 'PATH=/elsewhere'])).toEqual([]);
    expect(withEnvironment(table, [])).toEqual([]);
  });

  it('finds nobody by files nobody holds', () => {
    expect(withOpenFile([entry(process.pid, 1)], ['socket:[0]'])).toEqual([]);
    expect(withOpenFile([entry(process.pid, 1)], [])).toEqual([]);
    expect(outputsOf(2 ** 22 + 1)).toEqual([]);
  });
});
