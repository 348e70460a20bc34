import type { Sha } from '../domain/ids.ts';
import type { MarkedQuestion, Marker } from '../domain/marker.ts';
import type { Part } from '../domain/part.ts';
import type { PullRequest } from '../domain/pull.ts';
import type { Size } from '../domain/size.ts';
import type { Spec } from '../domain/spec.ts';
import type { History } from '../ports/history.ts';
import type { Base } from './base.ts';
import { type BranchFacts, ourCommits } from './branches.ts';

/** A pull request of ours with what its marker says. */
export interface MarkedPull {
  readonly pull: PullRequest;
  readonly marker: Marker;
}

/** What a spec's earlier runs left: its living parts and what became of the others. */
export interface Stack {
  /** `codelicious/spec-12`: the branch of part 1. */
  readonly stem: string;
  /** Parts that are neither merged nor closed, bottom first. */
  readonly parts: readonly Part[];
  /** The highest part number ever used. */
  readonly lastNumber: number;
  /** Open, yet of branches that nobody here has seen: another machine's work. */
  readonly elsewhere: readonly MarkedPull[];
  readonly merged: readonly MarkedPull[];
  readonly declined: readonly MarkedPull[];
  /** What the engine asks about tasks without a commit, by the open pull requests. */
  readonly questions: readonly MarkedQuestion[];
}

/** What the stack of one spec is read from. */
export interface StackFacts {
  readonly base: Base;
  readonly branches: readonly BranchFacts[];
  readonly pulls: readonly MarkedPull[];
  readonly measure: (start: Sha, tip: Sha) => Promise<Size>;
}

/** Rebuilds a spec's stack from pull requests and branches alone. */
export async function readStack(
  history: History,
  spec: Spec,
  facts: StackFacts,
): Promise<Stack | null> {
  const pulls = facts.pulls.filter(({ marker }) => marker.spec === spec.path);
  const branches = facts.branches.filter((branch) => branch.commits.at(-1)?.spec === spec.path);
  const stem = newestStem(pulls, branches);
  if (stem === null) return null;
  const own = pulls.filter(({ pull }) => stemOf(pull.head) === stem);
  const alive = branches.filter(({ name }) => stemOf(name) === stem && !isOver(own, name));
  return {
    stem,
    parts: await readParts(history, alive, { ...facts, pulls: own }),
    lastNumber: Math.max(
      ...own.map(({ pull }) => numberOf(pull.head)),
      ...alive.map(({ name }) => numberOf(name)),
    ),
    elsewhere: own.filter(
      ({ pull }) => pull.state === 'open' && !branches.some(({ name }) => name === pull.head),
    ),
    merged: own.filter(({ pull }) => pull.state === 'merged'),
    declined: own.filter(({ pull }) => pull.state === 'closed' && !hasOpen(own, pull.head)),
    questions: own
      .filter(({ pull }) => pull.state === 'open')
      .flatMap(({ marker }) => marker.questions ?? []),
  };
}

/** The stem of a part's branch: without `-part-n`. */
export function stemOf(branch: string): string {
  return branch.replace(/-part-\d+$/, '');
}

/** The part number in a branch's name; 1 without one. */
function numberOf(branch: string): number {
  return Number(/-part-(\d+)$/.exec(branch)?.[1] ?? '1');
}

/** Several stacks of one spec exist after `--no-resume`: the one built last counts. */
function newestStem(pulls: readonly MarkedPull[], branches: readonly BranchFacts[]): string | null {
  const runs = branches.map(({ name, commits }) => ({
    stem: stemOf(name),
    at: commits.at(-1)?.run ?? '',
  }));
  const newestRun = runs.sort((a, b) => a.at.localeCompare(b.at)).at(-1);
  if (newestRun !== undefined) return newestRun.stem;
  const newestPull = [...pulls].sort((a, b) => a.pull.number - b.pull.number).at(-1);
  return newestPull === undefined ? null : stemOf(newestPull.pull.head);
}

function hasOpen(pulls: readonly MarkedPull[], head: string): boolean {
  return pulls.some(({ pull }) => pull.head === head && pull.state === 'open');
}

function isOver(pulls: readonly MarkedPull[], head: string): boolean {
  return pulls.some(({ pull }) => pull.head === head) && !hasOpen(pulls, head);
}

async function readParts(
  history: History,
  branches: readonly BranchFacts[],
  facts: StackFacts,
): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const branch of [...branches].sort((a, b) => numberOf(a.name) - numberOf(b.name))) {
    parts.push(await readPart(history, branch, { ...facts, below: parts.at(-1) ?? null }));
  }
  return parts;
}

async function readPart(
  history: History,
  branch: BranchFacts,
  facts: StackFacts & { readonly below: Part | null },
): Promise<Part> {
  const { below, base } = facts;
  const shown = facts.pulls.find(
    (own) => own.pull.head === branch.name && own.pull.state === 'open',
  );
  const pull = shown?.pull ?? null;
  const held = shown?.marker.held;
  const start = (await history.mergeBase(branch.tip, below?.tip ?? base.sha)) ?? base.sha;
  const size = await facts.measure(start, branch.tip);
  const all = await history.commits(start, branch.tip, MAX_COUNTED_COMMITS);
  return {
    number: numberOf(branch.name),
    branch: branch.name,
    base: below?.branch ?? base.name,
    start,
    tip: branch.tip,
    commits: await ourCommits(history, start, branch.tip),
    commitCount: all.length,
    lines: size.lines,
    binaries: size.binaries,
    pull,
    closed: pull !== null && !pull.draft,
    ...(held?.tip === branch.tip ? { held: held.why } : {}),
    ...(shown?.marker.whole === branch.tip ? { whole: true } : {}),
  };
}

/** Far above any cap; bounds the reading of a branch that people went on with. */
const MAX_COUNTED_COMMITS = 1000;
