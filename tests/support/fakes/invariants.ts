import { expect } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import type { CommitInfo } from '../../../src/ports/history.ts';
import { parseMarker } from '../../../src/text/marker.ts';
import type { FakePull } from './fake-forge.ts';
import { createHistory } from './history.ts';
import type { Line } from './line.ts';
import { isHopeless, SERIES_SPEC, type Series } from './series.ts';

/** What one open pull request shows. */
interface Shown {
  readonly pull: FakePull;
  readonly commits: readonly CommitInfo[];
  readonly lines: number;
}

/** What pull requests show, as a reviewer counts it: by heads and bases on the remote alone. */
export async function shownParts(line: Line, spec: string): Promise<Shown[]> {
  const history = createHistory(line.remote);
  const open = line.forge.pulls.filter((pull) => pull.state === 'open');
  return Promise.all(
    open.map(async (pull) => {
      const start = (await history.mergeBase(pull.head, pull.base)) ?? '';
      const rows = await history.numstat(start, pull.head, start);
      const counted = rows.filter((row) => row.path !== spec);
      const lines = counted.reduce((sum, row) => sum + (row.added ?? 0) + (row.deleted ?? 0), 0);
      return { pull, commits: await history.commits(start, pull.head, 1000), lines };
    }),
  );
}

/** Holds at every instant: caps, no commit in two parts, one commit for each chunk or step. */
export async function expectSound(line: Line, { config }: Series): Promise<void> {
  const parts = await shownParts(line, SERIES_SPEC);
  for (const { pull, commits, lines } of parts) {
    const flagged = commits.some((commit) => 'Codelicious-Oversize' in commit.trailers);
    if (flagged) expect(commits).toHaveLength(1);
    else expect(lines, pull.head).toBeLessThanOrEqual(config.maxLoc);
    expect(commits.length).toBeLessThanOrEqual(config.maxCommits);
    expect(commits.length).toBeGreaterThan(0);
  }
  const shas = parts.flatMap((part) => part.commits.map((commit) => commit.sha));
  expect(new Set(shas).size).toBe(shas.length);
  const heads = parts.map((part) => part.pull.head);
  expect(new Set(heads).size).toBe(heads.length);
  const top = line.branches().at(-1);
  if (top !== undefined) expectOnceEach(await line.commits(top));
}

/** One commit for each chunk; of a divided one, its steps in order. */
function expectOnceEach(commits: readonly CommitInfo[]): void {
  const chunkOf = (commit: CommitInfo): string => commit.trailers['Codelicious-Chunk'] ?? '';
  for (const chunk of new Set(commits.map(chunkOf))) {
    const own = commits.filter((commit) => chunkOf(commit) === chunk);
    const steps = own.map((commit) => commit.trailers['Codelicious-Step'] ?? null);
    if (steps.every((step) => step === null)) expect(own).toHaveLength(1);
    else expect(steps.map((step) => step?.split('/')[0])).toEqual(own.map((_, at) => `${at + 1}`));
  }
}

/** Every commit that the remote, or the user's repository for the next run, has. */
export function safeCommits(line: Line): ReadonlySet<Sha> {
  const { store } = line.remote;
  const kept = [...line.user.refs].filter(([ref]) => ref.startsWith('refs/codelicious/heads/'));
  const tips = [
    ...line.branches().map((branch) => line.tip(branch)!),
    ...kept.map(([, sha]) => sha),
  ];
  return new Set(tips.flatMap((tip) => [...store.ancestors(tip)] as Sha[]));
}

/** Holds once nothing is left to deliver: every part has its pull request, which tells what it holds. */
export async function expectDelivered(line: Line, series: Series): Promise<void> {
  const shown = await shownParts(line, SERIES_SPEC);
  const branches = line.branches();
  const parts = shown.sort((a, b) => branches.indexOf(a.pull.head) - branches.indexOf(b.pull.head));
  expect(parts.map((part) => part.pull.head)).toEqual(branches);
  for (const [at, { pull, commits }] of parts.entries()) {
    expect(pull.base).toBe(at === 0 ? 'main' : branches[at - 1]);
    const whole = commits.filter((commit) => isLastStep(commit.trailers['Codelicious-Step']));
    expect(parseMarker(pull.body)?.chunks.map((chunk) => chunk.id)).toEqual(
      whole.map((commit) => commit.trailers['Codelicious-Chunk']),
    );
    expect(pull.draft, `${pull.head} draft`).toBe(!isWantedReady(series, { at, of: parts.length }));
  }
}

function isLastStep(step: string | undefined): boolean {
  const [k, n] = (step ?? '1/1').split('/');
  return k === n;
}

function isWantedReady(
  { config, pieces }: Series,
  { at, of }: { readonly at: number; readonly of: number },
): boolean {
  if (at === of - 1 && pieces.some(isHopeless)) return false;
  return config.ready === 'all' || (config.ready === 'bottom' && at === 0);
}
