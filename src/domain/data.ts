import * as z from 'zod';
import { CHUNK_STATUSES, type ChunkStatus } from './chunk.ts';
import { coverageSchema } from './coverage-figures.ts';
import type { ChunkId } from './ids.ts';
import type { ChunkHead, RunOutcome, SpecHead, SpecOutcome } from './outcome.ts';
import { PROOFS } from './proof.ts';
import type { Caps } from './size.ts';
import type { SpecProblem } from './spec.ts';
import { CHECK_KINDS } from './verdict.ts';

const reason = z.object({ code: z.string(), message: z.string() });

const status = z.enum(CHUNK_STATUSES);

const plannedChunk = z.object({
  id: z.string(),
  title: z.string(),
  line: z.number().int(),
  dependsOn: z.array(z.string()),
  files: z.array(z.string()),
  tokens: z.number().int(),
  status,
});

const checkData = z.object({
  name: z.string(),
  kind: z.enum(CHECK_KINDS),
  /** Folder of the package it is of; empty for the whole repository. */
  package: z.string(),
  status: z.enum(['passed', 'failed', 'skipped']),
  durationMs: z.number(),
  note: z.string().nullable(),
  /** Left out where the runner does not tell its tests apart. */
  tests: z
    .object({
      passed: z.number().int(),
      failed: z.number().int(),
      skipped: z.number().int(),
      /** Tests that the base does not have; left out where nobody knows. */
      added: z.number().int().optional(),
    })
    .optional(),
  /** Complaints that the base has too. */
  known: z.number().int(),
  /** Complaints of the base that are gone. */
  fixed: z.number().int(),
});

const knownChunk = plannedChunk.extend({
  sha: z.string().nullable(),
  branch: z.string().nullable(),
  pull: z
    .object({
      number: z.number().int(),
      url: z.string(),
      state: z.enum(['open', 'closed', 'merged']),
      draft: z.boolean(),
    })
    .nullable(),
  reason: reason.nullable(),
  attempts: z.number().int(),
  /** US dollars; null when no engine said. */
  spend: z.number().nullable(),
  /** Calls of which no price is known, and which `spend` leaves out. */
  unpricedCalls: z.number().int(),
  /** Which engine built its commit. */
  engine: z.string().nullable(),
  /** How its commit was verified; null where no commit of ours is at hand. */
  verification: z
    .object({
      /** The checks that passed, or `none`. */
      verified: z.string(),
      /** What its tests prove; null where its commit does not say. */
      proof: z.enum(PROOFS).nullable(),
      /** Left out where this run did not look. */
      coverage: coverageSchema.optional(),
      /** What this run's checks said; empty for a commit of an earlier run. */
      checks: z.array(checkData),
    })
    .nullable(),
  /** Of a parked chunk: what the engine asks. */
  question: z.object({ text: z.string(), options: z.array(z.string()) }).nullable(),
});

const spec = z.object({
  path: z.string(),
  id: z.string(),
  title: z.string(),
  dialect: z.string(),
  branch: z.string(),
  tasks: z.object({
    open: z.number().int(),
    done: z.number().int(),
    optional: z.number().int(),
  }),
});

const specEnd = {
  /** How many pull requests the spec has, or is predicted to become. */
  parts: z.number().int(),
  skipped: reason.nullable(),
};

const planSpec = spec.extend({ chunks: z.array(plannedChunk), ...specEnd });
const knownSpec = spec.extend({
  chunks: z.array(knownChunk),
  ...specEnd,
  /** What could not be pushed, opened or updated. */
  undelivered: z.array(reason),
  /** US dollars of all its chunks; null when no engine said. */
  spend: z.number().nullable(),
});
const schemaVersion = z.literal(1);

/** The document of `plan --json`. Chunks come in build order. */
export const planDataSchema = z.object({
  schemaVersion,
  specs: z.array(planSpec),
  /** With `--split`: how specs would be rewritten, as unified diffs. */
  split: z.array(z.object({ path: z.string(), diff: z.string() })).optional(),
});

/** The document of `status --json`. */
export const statusDataSchema = z.object({
  schemaVersion,
  specs: z.array(knownSpec),
  lock: z
    .object({
      pid: z.number().int().nullable(),
      host: z.string().nullable(),
      started: z.string().nullable(),
      run: z.string().nullable(),
      /** Whether the holder lives; null when it runs on another machine. */
      alive: z.boolean().nullable(),
    })
    .nullable(),
});

/** The document of `build --json`. */
export const buildDataSchema = z.object({
  schemaVersion,
  specs: z.array(knownSpec),
  /** Why the run ended before all was tried. */
  stopped: reason
    .extend({
      /** Of a run that found every engine limited: when to come back, ISO 8601; null where nobody said. */
      retryAt: z.string().nullable(),
    })
    .nullable(),
  /** What this run's engine calls cost and took. */
  spend: z.object({
    /** US dollars; null when no engine said. */
    costUsd: z.number().nullable(),
    /** The part of it that a subscription covers. */
    equivalentUsd: z.number(),
    /** Calls of which no price is known, and which the rest leaves out. */
    unpricedCalls: z.number().int(),
    /** In and out, cached ones included. */
    tokens: z.number(),
  }),
  exitCode: z.number().int(),
});

/** What `--json` prints instead when a command could not do its work. */
export const errorDataSchema = z.object({
  schemaVersion,
  error: z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() }),
  exitCode: z.number().int(),
});

export type PlanData = z.infer<typeof planDataSchema>;
export type StatusData = z.infer<typeof statusDataSchema>;
export type BuildData = z.infer<typeof buildDataSchema>;
export type ErrorData = z.infer<typeof errorDataSchema>;

/** A chunk as planned; one that is finished keeps its status. */
export interface PlannedChunk extends ChunkHead {
  readonly status: ChunkStatus;
}

/** A pull request as it will probably come to be. */
export interface PlannedPart {
  readonly number: number;
  readonly branch: string;
  readonly chunks: readonly ChunkId[];
}

/** A spec as planned; `chunks` in build order. */
export interface SpecPlan extends SpecHead {
  readonly chunks: readonly PlannedChunk[];
  readonly parts: readonly PlannedPart[];
}

/** How a spec would be rewritten, as a unified diff. */
export interface SpecSplit {
  readonly path: string;
  readonly diff: string;
}

/** What `plan` found out without changing a byte. */
export interface PlanOutcome {
  readonly specs: readonly SpecPlan[];
  /** Specs that could not be read far enough to be planned. */
  readonly problems: readonly SpecProblem[];
  readonly caps: Caps;
  /** How specs would be divided, where the engine was asked; left out where it was not. */
  readonly split?: readonly SpecSplit[];
  readonly warnings: readonly string[];
}

/** Who holds the run lock; null for what its file does not tell. */
export interface LockStatus {
  readonly pid: number | null;
  readonly host: string | null;
  /** ISO 8601, UTC. */
  readonly started: string | null;
  readonly run: string | null;
  /** Null where it cannot be known: the holder runs on another machine. */
  readonly alive: boolean | null;
}

/** What `status` found out. */
export interface StatusOutcome {
  readonly specs: readonly SpecOutcome[];
  readonly lock: LockStatus | null;
  /** What could not be asked or looks wrong, one sentence each. */
  readonly warnings: readonly string[];
}

/** A finished run with what it left behind. */
export interface BuildReport {
  readonly outcome: RunOutcome;
  readonly exitCode: number;
  /** Chunks that were committed although nothing could be run to verify them. */
  readonly unverified: readonly ChunkId[];
  /** Absolute path of the post-mortem, when one was written. */
  readonly postmortem: string | null;
}
