import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  notOlder,
  type ProcessEntry,
  readProcessTable,
  startOf,
  stillRunning,
  treeOf,
  withEnvironment,
  withOpenFile,
} from './process-table.ts';

/** Milliseconds between two looks at a tree that was asked to end. */
const POLL_MS = 25;
/** Rounds of kill-and-look, so that a process forking meanwhile is caught too. */
const KILL_ROUNDS = 5;

/** A started program and everything that came of it. */
export interface ProcessTree {
  /** The program's own number, which is also its group's and session's. */
  readonly root: number;
  /** When it started, so that its number given to another program is not taken for it; null if unknown. */
  readonly started: string | null;
  /** `NAME=value` strings that only this program and its descendants hold; may be empty. */
  readonly variables: readonly string[];
  /** What its output streams were joined to when it started; who holds them came from it. */
  readonly outputs: readonly string[];
}

/**
 * Ends a tree: TERM to the program's group, then, once the group is gone, to what is left of the
 * tree in sessions of its own; after `graceMs` KILL to all of it. What belongs to the tree is
 * noted before the first signal, because an ended parent no longer leads to its children.
 */
export async function endTree(tree: ProcessTree, graceMs: number): Promise<void> {
  if (process.platform === 'win32') {
    await taskkill(tree.root);
    return;
  }
  const deadline = Date.now() + graceMs;
  const before = await membersOf(tree, []);
  const inGroup = before.filter((entry) => entry.group === tree.root);
  if (inGroup.length > 0) terminate(-tree.root);
  await waitForEnd(inGroup, deadline);
  const strays = await stillRunning(before);
  for (const entry of strays) terminate(entry.pid);
  await waitForEnd(strays, deadline);
  await killTree(tree, before);
}

/** What of a tree runs now; its root may be gone. `known` are members of an earlier look. */
async function membersOf(
  tree: ProcessTree,
  known: readonly ProcessEntry[],
): Promise<readonly ProcessEntry[]> {
  const alive = await stillRunning(known);
  const table = await readProcessTable();
  const roots = alive.map((entry) => entry.pid);
  if (!isReused(table, tree)) roots.push(tree.root);
  // Looking into each process of a busy machine costs more than most commands: what came of us is younger than we are,
  // and whoever inherited a program's output is younger than that program.
  const members = new Set([
    ...treeOf(table, roots),
    ...withEnvironment(notOlder(table, startOf(process.pid)), tree.variables),
    ...withOpenFile(notOlder(table, tree.started), tree.outputs),
  ]);
  return [...members].filter((entry) => !entry.zombie && entry.pid !== process.pid);
}

/** KILL to everything of the tree, and to what it forked meanwhile. */
async function killTree(tree: ProcessTree, known: readonly ProcessEntry[]): Promise<void> {
  let alive = await membersOf(tree, known);
  for (let round = 0; round < KILL_ROUNDS && alive.length > 0; round += 1) {
    if (alive.some((entry) => entry.group === tree.root)) send(-tree.root, 'SIGKILL');
    for (const entry of alive) send(entry.pid, 'SIGKILL');
    await waitForEnd(alive, Date.now() + 4 * POLL_MS);
    alive = await membersOf(tree, alive);
  }
}

function isReused(table: readonly ProcessEntry[], tree: ProcessTree): boolean {
  const now = table.find((entry) => entry.pid === tree.root);
  return now !== undefined && tree.started !== null && now.started !== tree.started;
}

/** TERM; a stopped process acts on it only once it is continued. */
function terminate(target: number): void {
  send(target, 'SIGTERM');
  send(target, 'SIGCONT');
}

/** False when there is nothing to signal, or nothing that we may. */
function send(target: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, name);
  } catch {
    return false;
  }
}

async function waitForEnd(entries: readonly ProcessEntry[], deadline: number): Promise<void> {
  let alive = await stillRunning(entries);
  while (alive.length > 0 && Date.now() < deadline) {
    await sleep(POLL_MS);
    alive = await stillRunning(alive);
  }
}

/** Windows knows neither groups nor TERM: its own tool ends a tree at once. */
async function taskkill(root: number): Promise<void> {
  await new Promise<void>((resolve) => {
    execFile('taskkill', ['/T', '/F', '/PID', String(root)], () => {
      resolve();
    });
  });
}
