import type { ForgeFailureCode, ForgeResult, PullRequest } from '../../../src/domain/pull.ts';
import type { Forge, OpenPull } from '../../../src/ports/forge.ts';
import type { FakeRepository } from './repository.ts';

type Member = Exclude<keyof Forge, 'kind'>;

/** A pull request with what the forge remembers beside the port. */
export interface FakePull extends PullRequest {
  readonly reviewers: readonly string[];
  readonly labels: readonly string[];
}

export interface FakeForgeOptions {
  readonly kind?: Forge['kind'];
  /** Where the branches are. */
  readonly remote: FakeRepository;
  /** False where the host refuses drafts and they are opened normally. */
  readonly drafts?: boolean;
  /** Asked before each call: a refusal, or null. */
  readonly refuse?: (member: Member, head: string | null) => ForgeFailureCode | null;
}

/** A forge that remembers. */
export interface FakeForge extends Forge {
  pull(number: number): FakePull;
  readonly pulls: readonly FakePull[];
  /** Calls of members that write, those without effect included. */
  readonly writes: readonly string[];
  /** As a person does. */
  set(number: number, change: Partial<FakePull>): void;
}

export function createFakeForge(options: FakeForgeOptions): FakeForge {
  const { kind = 'github', remote, drafts = true } = options;
  const pulls: FakePull[] = [];
  const writes: string[] = [];
  const refusal = (member: Member, head: string | null): Refusal | null => {
    const code = options.refuse?.(member, head) ?? null;
    return code === null ? null : no(code, `${member} is refused: ${code}`);
  };
  const set = (number: number, change: Partial<FakePull>): FakePull => {
    const at = pulls.findIndex((pull) => pull.number === number);
    const next = { ...pulls[at]!, ...change };
    pulls[at] = next;
    return next;
  };
  const edit = async (
    { member, number }: { readonly member: Member; readonly number: number },
    change: (pull: FakePull) => Partial<FakePull>,
  ): Promise<ForgeResult<PullRequest>> => {
    writes.push(`${member} ${number}`);
    const pull = pulls.find((one) => one.number === number);
    const refused = refusal(member, pull?.head ?? null);
    if (refused !== null) return refused;
    if (pull === undefined) return no('not_found', `there is no pull request ${number}`);
    return { ok: true, value: portOf(set(number, change(pull))) };
  };
  const openOne = (head: string): FakePull | null =>
    pulls.findLast((pull) => pull.head === head && pull.state === 'open') ?? null;
  const answer = <T>(member: Member, value: () => T): ForgeResult<T> =>
    refusal(member, null) ?? { ok: true, value: value() };
  return {
    kind,
    pulls,
    writes,
    pull: (number) => pulls.find((pull) => pull.number === number)!,
    set,
    whoami: async () => answer('whoami', () => 'ada'),
    defaultBranch: async () => answer('defaultBranch', () => remote.checkedOut),
    listPulls: async (prefix) =>
      answer('listPulls', () => pulls.filter((pull) => pull.head.startsWith(prefix)).map(portOf)),
    findPull: async (head) =>
      answer('findPull', () => {
        const found = openOne(head);
        return found === null ? null : portOf(found);
      }),
    async openPull(request) {
      writes.push(`openPull ${request.head}`);
      const refused = refusal('openPull', request.head);
      if (refused !== null) return refused;
      const there = openOne(request.head);
      if (there !== null) return { ok: true, value: portOf(there) };
      const why = impossible(remote, request);
      if (why !== null) return no('invalid', why);
      const number = pulls.length + 1;
      const made = { ...request, draft: request.draft && drafts, number, state: 'open' } as const;
      const url = `https://forge.test/pull/${number}`;
      pulls.push({ ...made, url, reviewers: [], labels: [] });
      return { ok: true, value: portOf(pulls.at(-1)!) };
    },
    updatePull: (number, change) => edit({ member: 'updatePull', number }, () => change),
    markReady: (number) => edit({ member: 'markReady', number }, () => ({ draft: false })),
    requestReviewers: async (number, reviewers) =>
      nothing(
        await edit({ member: 'requestReviewers', number }, (pull) => ({
          reviewers: union(pull.reviewers, reviewers),
        })),
      ),
    addLabels: async (number, labels) =>
      nothing(
        await edit({ member: 'addLabels', number }, (pull) => ({
          labels: union(pull.labels, labels),
        })),
      ),
  };
}

type Refusal = Extract<ForgeResult<never>, { ok: false }>;

/** What GitHub says to a pull request that cannot be. */
function impossible(remote: FakeRepository, { head, base }: OpenPull): string | null {
  const [tip, below] = [head, base].map((name) => remote.refs.get(`refs/heads/${name}`));
  if (tip === undefined) return `head ${head} does not exist`;
  if (below === undefined) return `base ${base} does not exist`;
  if (remote.store.ancestors(below).has(tip)) return `No commits between ${base} and ${head}`;
  return null;
}

function portOf({ reviewers: _reviewers, labels: _labels, ...pull }: FakePull): PullRequest {
  return pull;
}

function union(was: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...was, ...more])];
}

function nothing(result: ForgeResult<PullRequest>): ForgeResult<null> {
  return result.ok ? { ok: true, value: null } : result;
}

function no(code: ForgeFailureCode, message: string): Refusal {
  return { ok: false, code, message };
}
