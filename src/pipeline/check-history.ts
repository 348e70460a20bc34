import type { Config } from '../domain/config.ts';
import { CodeliciousError } from '../domain/errors.ts';
import type { HistoryData, HistoryFault } from '../domain/history-check.ts';
import type { Checkout } from '../ports/checkout.ts';
import type { CommitInfo } from '../ports/history.ts';
import type { Look } from '../ports/look.ts';
import { readCommit } from '../text/commit-trailers.ts';
import { type AuditView, checkAudit, checkEnd, recordedCommits } from './check-audit.ts';
import { checkLine, type Line } from './check-branch.ts';
import { checkCommit, type OwnCommit, short } from './check-commit.ts';

/** What there is to be compared, all of it on this machine. */
export interface HistoryView {
  readonly config: Pick<Config, 'base' | 'branchPrefix'>;
  readonly checkout: Checkout;
  readonly history: Look;
  /** `A..B`, a revision for all that it holds, or null for what the base and our branches hold. */
  readonly range: string | null;
  readonly audit: AuditView;
}

/** Compares what our commits say with their trees, with each other and with the audit log. */
export async function checkHistory(view: HistoryView): Promise<HistoryData> {
  const lines = await linesOf(view);
  const found = await Promise.all(lines.map((line) => readLine(line, view.history)));
  const infos = new Map(found.flat().map((info) => [info.sha, info]));
  const own = [...infos.values()].map(asOwn);
  const commits = own.flatMap((one) => (one.commit === null ? [] : [one.commit]));
  const faults: HistoryFault[] = own.flatMap(({ commit, info }) =>
    commit === null ? [unreadable(info)] : [],
  );
  for (const one of own) if (isRead(one)) faults.push(...(await checkCommit(one, view.history)));
  for (const [index, line] of lines.entries()) {
    const there = (found[index] ?? []).map(readCommit).filter((commit) => commit !== null);
    faults.push(...(await checkLine({ ...line, commits: there }, view.history)));
  }
  faults.push(...checkAudit(commits, recordedCommits(view.audit.records)), ...checkEnd(view.audit));
  return dataOf(view, { lines, infos: own.filter(isRead), faults: distinct(faults) });
}

type Range = Omit<Line, 'commits'>;

async function linesOf({
  range,
  config,
  checkout,
  history,
}: HistoryView): Promise<readonly Range[]> {
  if (range !== null) return [await asked(range, history)];
  const refs = await history.known({ base: config.base, prefix: config.branchPrefix });
  const base = refs.base?.sha ?? checkout.state.head;
  const branches = [...refs.branches.values()].map(({ tip }) => ({ from: base, to: tip }));
  return [{ from: null, to: base }, ...branches];
}

/** @throws CodeliciousError `usage` for a revision that is not there */
async function asked(range: string, history: Look): Promise<Range> {
  const [first = '', second] = range.split('..');
  const [from, to] = second === undefined ? [null, first] : [first, second || 'HEAD'];
  return {
    from: from === null ? null : await revision(from || 'HEAD', history),
    to: await revision(to, history),
  };
}

async function revision(name: string, history: Look): Promise<string> {
  const sha = await history.resolve(name);
  if (sha !== null) return sha;
  throw new CodeliciousError('usage', `"${name}" is no commit of this repository`, {
    hint: 'name a range such as main..codelicious/spec-1, or none for everything',
  });
}

async function readLine({ from, to }: Range, history: Look): Promise<readonly CommitInfo[]> {
  return history.chunkCommits(from, to);
}

interface Read {
  readonly info: CommitInfo;
  readonly commit: OwnCommit['commit'] | null;
}

function asOwn(info: CommitInfo): Read {
  return { info, commit: readCommit(info) };
}

function isRead(one: Read): one is OwnCommit {
  return one.commit !== null;
}

function unreadable({ sha }: CommitInfo): HistoryFault {
  const message = `the trailers of ${short(sha)} name no spec and chunk`;
  return { code: 'trailers', sha, spec: null, chunk: null, message };
}

/** Stacked branches share commits, and so their faults. */
function distinct(faults: readonly HistoryFault[]): readonly HistoryFault[] {
  const keyed = faults.map((fault) => [JSON.stringify(fault), fault] as const);
  return [...new Map(keyed).values()];
}

interface Found {
  readonly lines: readonly Range[];
  readonly infos: readonly OwnCommit[];
  readonly faults: readonly HistoryFault[];
}

function dataOf({ audit }: HistoryView, { lines, infos, faults }: Found): HistoryData {
  const { verdict, records } = audit;
  return {
    schemaVersion: 1,
    range: lines.map(({ from, to }) => (from === null ? to : `${from}..${to}`)),
    commits: infos.map(({ commit, info }) => ({
      sha: commit.sha,
      spec: commit.spec,
      chunk: commit.chunk,
      title: commit.title,
      engine: commit.engine,
      verified: commit.verified,
      proof: info.trailers['Codelicious-Proof'] ?? 'n/a',
    })),
    audit: {
      records: verdict.ok ? verdict.records : records.length,
      brokenAt: verdict.ok ? null : verdict.line,
      why: verdict.ok ? null : verdict.why,
    },
    faults: [...faults],
    exitCode: faults.length === 0 && verdict.ok ? 0 : 1,
  };
}
