import { type Chunk, type ChunkStatus, isSettled } from '../domain/chunk.ts';
import type { Config } from '../domain/config.ts';
import type { PlannedChunk, PlannedPart, PlanOutcome, SpecPlan } from '../domain/data.ts';
import type { ChunkId } from '../domain/ids.ts';
import { partBranch } from '../domain/part.ts';
import type { SpecProblem } from '../domain/spec.ts';
import { openPart } from './land.ts';
import { type LocalView, lookLocally } from './look-locally.ts';
import { chunkHead, specHead } from './outcomes.ts';
import type { SpecWork } from './work.ts';

/** What would be built, from what is on this machine alone: no lock, no network, not a byte changed. */
export async function plan(view: LocalView): Promise<PlanOutcome> {
  const { works, problems } = await lookLocally(view);
  return planOf(works, problems, view.config);
}

/** What is to be built of these specs. */
export function planOf(
  works: readonly SpecWork[],
  problems: readonly SpecProblem[],
  config: Config,
): PlanOutcome {
  return {
    specs: works.map((work) => planSpec(work, config)),
    problems,
    caps: { maxCommits: config.maxCommits, maxLoc: config.maxLoc },
    warnings: [],
  };
}

function planSpec(work: SpecWork, config: Config): SpecPlan {
  return {
    ...specHead({ ...work, stem: work.stack.stem }),
    chunks: work.chunks.map((chunk) => planChunk(chunk, work)),
    parts: predictParts(work, config),
  };
}

const CHUNK = Symbol('chunk');

interface Planned {
  readonly [CHUNK]: Chunk;
}

/** Read when the document of `--json` is made, which alone shows them. */
const READ_LATER = {
  files: {
    enumerable: true,
    get(this: Planned) {
      return chunkHead(this[CHUNK]).files;
    },
  },
  tokens: {
    enumerable: true,
    get(this: Planned) {
      return chunkHead(this[CHUNK]).tokens;
    },
  },
};

function planChunk(chunk: Chunk, work: SpecWork): PlannedChunk {
  const { id, title, line, dependsOn } = chunk;
  const facts = { [CHUNK]: chunk, id, title, line, dependsOn, status: statusOf(chunk, work) };
  return Object.defineProperties(facts, READ_LATER) as typeof facts & PlannedChunk;
}

/** The forge is not asked: what it showed when the ledger was written is taken for true. */
function statusOf(chunk: Chunk, { records, ledger }: SpecWork): ChunkStatus {
  const status = records.get(chunk.id)?.state.status ?? 'pending';
  const shown = ledger.chunks[chunk.id]?.status === 'published';
  return status === 'committed' && shown ? 'published' : status;
}

/** The parts there are, and the fewest that the open chunks will need: how long a change gets nobody knows before. */
function predictParts(work: SpecWork, config: Config): readonly PlannedPart[] {
  const { stack, chunks, records } = work;
  const open = chunks.filter((chunk) => {
    const status = records.get(chunk.id)?.state.status ?? 'pending';
    return !chunk.optional && status !== 'parked' && !isSettled(status);
  });
  const ids: ChunkId[] = open.map((chunk) => chunk.id);
  const top = openPart(stack, config.maxCommits);
  const parts: PlannedPart[] = stack.parts.map((part) => {
    const held = part.commits.map((commit) => commit.chunk);
    const joining = part === top ? ids.splice(0, config.maxCommits - part.commitCount) : [];
    return { number: part.number, branch: part.branch, chunks: [...held, ...joining] };
  });
  for (let number = stack.lastNumber + 1; ids.length > 0; number += 1) {
    parts.push({
      number,
      branch: partBranch(stack.stem, number),
      chunks: ids.splice(0, config.maxCommits),
    });
  }
  return parts;
}
