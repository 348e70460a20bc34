import type { ForgeResult, PullRequest } from '../../domain/pull.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Forge, OpenPull } from '../../ports/forge.ts';
import { createPullFiles, type PullFiles } from './pull-files.ts';
import { type PullRecord, toPull } from './record.ts';
import { type InTurn, inTurn } from './turns.ts';

export interface LocalForgeOptions {
  /** Absolute path of `<main checkout>/.codelicious/pulls`. */
  readonly dir: string;
  /** Who opens pull requests: the user's name by git. */
  readonly user: string;
  readonly clock: Clock;
  /** The base branch by local knowledge. */
  readonly defaultBranch: () => Promise<string | null>;
  /** Whether a head branch was merged into its base, by git's ancestry; false when it cannot be told. */
  readonly isMerged: (head: string, base: string) => Promise<boolean>;
  /** Says something to the person, e.g. of a record that was moved aside. */
  readonly warn: (message: string) => void;
  /** True for a command that only looks: nothing on disk is changed. Default false. */
  readonly readOnly?: boolean;
}

/**
 * Pull requests as files beside the repository: `<n>.json` for programs and `<n>.md` for people.
 * One writing process at a time (the run lock); calls within it take turns.
 * @throws CodeliciousError `storage` when the disk refuses
 */
export function createLocalForge(options: LocalForgeOptions): Forge {
  const files = createPullFiles({ ...options, readOnly: options.readOnly ?? false });
  const desk: Desk = { options, files, turn: inTurn() };
  return {
    kind: 'local',
    whoami: () => Promise.resolve(ok(options.user)),
    defaultBranch: async () => ok(await options.defaultBranch()),
    listPulls: (headPrefix) => desk.turn(() => listPulls(desk, headPrefix)),
    findPull: (head) => desk.turn(async () => ok(await openOf(desk, head))),
    openPull: (request) => desk.turn(() => openPull(desk, request)),
    updatePull: (number, change) => edit(desk, number, () => given(change)),
    markReady: (number) => edit(desk, number, () => ({ draft: false })),
    requestReviewers: async (number, reviewers) =>
      nothing(await edit(desk, number, (was) => ({ reviewers: union(was.reviewers, reviewers) }))),
    addLabels: async (number, labels) =>
      nothing(await edit(desk, number, (was) => ({ labels: union(was.labels, labels) }))),
  };
}

interface Desk {
  readonly options: LocalForgeOptions;
  readonly files: PullFiles;
  readonly turn: InTurn;
}

type Change = Parameters<Forge['updatePull']>[1];

async function listPulls(
  desk: Desk,
  headPrefix: string,
): Promise<ForgeResult<readonly PullRequest[]>> {
  const records = await desk.files.all();
  const wanted = records.filter((record) => record.head.startsWith(headPrefix));
  const current: PullRequest[] = [];
  for (const record of wanted) {
    const seen = await withMerge(desk, record);
    if (desk.options.readOnly !== true) await desk.files.refreshPage(seen);
    current.push(pullOf(desk, seen));
  }
  return ok(current);
}

/** An open pull request whose branch was merged is a merged one, from then on and whatever becomes of the branch. */
async function withMerge(desk: Desk, record: PullRecord): Promise<PullRecord> {
  const { isMerged, readOnly } = desk.options;
  if (record.state !== 'open' || !(await isMerged(record.head, record.base))) return record;
  const merged = changed(desk, record, { state: 'merged' });
  if (readOnly !== true) await desk.files.save(merged);
  return merged;
}

async function openOf(desk: Desk, head: string): Promise<PullRequest | null> {
  const records = (await desk.files.all()).filter((record) => record.head === head).reverse();
  for (const record of records) {
    const seen = await withMerge(desk, record);
    if (seen.state === 'open') return pullOf(desk, seen);
  }
  return null;
}

async function openPull(desk: Desk, request: OpenPull): Promise<ForgeResult<PullRequest>> {
  const there = await openOf(desk, request.head);
  if (there !== null) return ok(there);
  const now = isoNow(desk);
  const { head, base, title, body, draft } = request;
  const record: PullRecord = {
    version: 1,
    number: await desk.files.nextNumber(),
    state: 'open',
    ...{ draft, head, base, title, body },
    author: desk.options.user,
    reviewers: [],
    labels: [],
    createdAt: now,
    updatedAt: now,
  };
  await desk.files.save(record);
  return ok(pullOf(desk, record));
}

/** Changes a record; one that is as wanted already is not written again. */
async function edit(
  desk: Desk,
  number: number,
  change: (was: PullRecord) => Partial<PullRecord>,
): Promise<ForgeResult<PullRequest>> {
  return desk.turn(async () => {
    const was = await desk.files.read(number);
    if (was === null) return absent(desk, number);
    const wanted = change(was);
    if (isSame(was, wanted)) return ok(pullOf(desk, was));
    const record = changed(desk, was, wanted);
    await desk.files.save(record);
    return ok(pullOf(desk, record));
  });
}

function isSame(was: PullRecord, wanted: Partial<PullRecord>): boolean {
  return JSON.stringify({ ...was, ...wanted }) === JSON.stringify(was);
}

function changed(desk: Desk, was: PullRecord, wanted: Partial<PullRecord>): PullRecord {
  return { ...was, ...wanted, updatedAt: isoNow(desk) };
}

/** Only what was given: an absent member changes nothing. */
function given({ title, body, base }: Change): Partial<PullRecord> {
  return {
    ...(title === undefined ? {} : { title }),
    ...(body === undefined ? {} : { body }),
    ...(base === undefined ? {} : { base }),
  };
}

function union(was: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...was, ...more])];
}

function pullOf({ files }: Desk, record: PullRecord): PullRequest {
  return toPull(record, files.page(record.number));
}

function isoNow({ options }: Desk): string {
  return new Date(options.clock.now()).toISOString();
}

function absent({ options }: Desk, number: number): ForgeResult<never> {
  const message = `There is no pull request #${String(number)} in ${options.dir}.`;
  return { ok: false, code: 'not_found', message };
}

function ok<T>(value: T): ForgeResult<T> {
  return { ok: true, value };
}

function nothing(result: ForgeResult<PullRequest>): ForgeResult<null> {
  return result.ok ? ok(null) : result;
}
