import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerSchema } from '../../../src/domain/ledger-file.ts';
import type { Marker } from '../../../src/domain/marker.ts';
import { createAuditLog } from '../../../src/store/audit-log.ts';
import { parseMarker } from '../../../src/text/marker.ts';
import type { FakePull } from '../../support/fake-github/types.ts';
import type { Machine } from './machine.ts';
import { branchTips, type ChunkCommit, chunkCommits, pullSize } from './reading.ts';
import type { Stage } from './stage.ts';

/** What the parts of a spec may weigh. */
export interface Caps {
  readonly commits: number;
  readonly lines: number;
}

/** The caps that hold where nobody set others. */
const DEFAULT_CAPS: Caps = { commits: 8, lines: 250 };

/**
 * What does not hold of the pull requests of one spec although it must after every run; empty when all is
 * as it should be: stacked without gaps, each head once, within the caps, one commit per chunk or step,
 * markers that tell what the commits tell, and nothing on the origin but ours and `main`.
 */
export function stackFaults(stage: Stage, spec: string, caps = DEFAULT_CAPS): readonly string[] {
  const pulls = pullsOf(stage, spec);
  const foreign = Object.keys(branchTips(stage.origin)).filter(
    (ref) => !/^refs\/heads\/(?:main$|codelicious\/)/.test(ref),
  );
  return [
    ...foreign.map((ref) => `${ref} stands on the origin`),
    ...doubles(pulls.filter((pull) => pull.state === 'open').map((pull) => pull.head)).map(
      (head) => `${head} has several open pull requests`,
    ),
    ...doubles(specCommits(stage, spec).map(stepName)).map((name) => `${name} was committed twice`),
    ...pulls.flatMap((pull, index) => baseFaults(pull, pulls[index - 1])),
    ...pulls
      .filter((pull) => pull.state === 'open')
      .flatMap((pull) => pullFaults(stage, pull, caps)),
  ];
}

/** The pull requests whose marker names the spec, in the order in which they were opened. */
export function pullsOf(stage: Stage, spec: string): readonly FakePull[] {
  return stage.github.state.pulls.filter((pull) => parseMarker(pull.body)?.spec === spec);
}

/** The marker of a pull request; a fault of the test's where it has none. */
export function markerOf(pull: FakePull): Marker {
  const marker = parseMarker(pull.body);
  if (marker === null) throw new Error(`#${String(pull.number)} has no marker`);
  return marker;
}

/** The commits of one spec on every branch of the origin, each once. */
export function specCommits(stage: Stage, spec: string): readonly ChunkCommit[] {
  return chunkCommits(stage.origin, '--branches').filter(
    (commit) => commit.trailers['Codelicious-Spec'] === spec,
  );
}

/**
 * What of a machine's own records is untrue: a ledger that does not parse or says otherwise than git and
 * forge, an audit log that does not verify.
 */
export function recordFaults(machine: Machine, stage: Stage): readonly string[] {
  const dir = join(machine.stateDir, 'audit');
  const log = createAuditLog({ dir, now: () => 0, warn: () => undefined });
  const verdict = log.verify();
  const state = join(machine.stateDir, 'state');
  const files = (existsSync(state) ? readdirSync(state) : []).filter((name) =>
    name.endsWith('.json'),
  );
  return [
    ...(verdict.ok ? [] : [`the audit log is ${verdict.why} at line ${String(verdict.line)}`]),
    ...files.flatMap((name) => ledgerFaults(join(state, name), stage)),
  ];
}

function ledgerFaults(file: string, stage: Stage): readonly string[] {
  const parsed = ledgerSchema.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!parsed.success) return [`${file} does not parse`];
  const commits = specCommits(stage, parsed.data.spec);
  const pulls = stage.github.state.pulls;
  const { chunks } = parsed.data;
  const unsettled = commits
    .filter(isWhole)
    .map(({ trailers }) => trailers['Codelicious-Chunk'] ?? '')
    .filter((id) => !isDone(chunks[id]?.status));
  const untold = unsettled.map(
    (id) => `${id} is in git, and ${chunks[id]?.status ?? ''} by the ledger`,
  );
  const untrue = Object.entries(chunks).flatMap(([id, entry]) => {
    if (entry.status !== 'published') return [];
    const commit = commits.findLast(({ trailers }) => trailers['Codelicious-Chunk'] === id);
    const pull = pulls.find((one) => one.number === entry.pr);
    return [
      ...(commit?.sha === entry.sha
        ? []
        : [`${id} is published as ${String(entry.sha)}, not in git`]),
      ...(pull?.head === entry.branch
        ? []
        : [`${id} is published in #${String(entry.pr)}, not there`]),
    ];
  });
  return [...untold, ...untrue];
}

/** Unknown to the ledger is what its spec no longer says. */
function isDone(status: string | undefined): boolean {
  return status === undefined || ['committed', 'published', 'merged', 'declined'].includes(status);
}

/** A divided chunk is whole with its last step. */
function isWhole({ trailers }: ChunkCommit): boolean {
  const [step, of] = (trailers['Codelicious-Step'] ?? '1/1').split('/');
  return step === of;
}

function stepName({ trailers }: ChunkCommit): string {
  const step = trailers['Codelicious-Step'];
  return `${trailers['Codelicious-Chunk'] ?? ''}${step === undefined ? '' : ` step ${step}`}`;
}

function baseFaults(pull: FakePull, below: FakePull | undefined): readonly string[] {
  const under = below?.state === 'open' ? below.head : 'main';
  if (pull.state !== 'open' || pull.base === under) return [];
  return [`#${String(pull.number)} is based on ${pull.base}, not on ${under}`];
}

function pullFaults(stage: Stage, pull: FakePull, caps: Caps): readonly string[] {
  const name = `#${String(pull.number)}`;
  const marker = markerOf(pull);
  const { commits, lines } = pullSize(stage.origin, pull, marker.spec);
  const own = chunkCommits(stage.origin, `${pull.base}..${pull.head}`);
  const whole = own.filter(isWhole);
  const told = marker.chunks.map((chunk) => chunk.id).join(' ');
  const done = whole.map(({ trailers }) => trailers['Codelicious-Chunk']).join(' ');
  const flagged = own.length === 1 && own[0]?.trailers['Codelicious-Oversize'] === 'true';
  return [
    ...(commits > caps.commits ? [`${name} has ${String(commits)} commits`] : []),
    ...(lines > caps.lines && !flagged ? [`${name} has ${String(lines)} lines`] : []),
    ...(told === done ? [] : [`${name}'s marker tells ${told}, its commits ${done}`]),
  ];
}

function doubles(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
