import * as z from 'zod';
import { coverageSchema } from './coverage-figures.ts';
import { PROOFS } from './proof.ts';

const chunkRef = { spec: z.string(), chunk: z.string(), title: z.string() };
/** What something cost: US dollars, null where nobody knows; see `Usage`. */
const spend = {
  costUsd: z.number().nullable(),
  equivalentUsd: z.number(),
  unpricedCalls: z.number(),
};
const partRef = { spec: z.string(), branch: z.string(), part: z.number() };

/** Every event and its payload; the union, the schema file and the sinks all derive from here. */
export const EVENT_SCHEMAS = {
  'run.started': z.object({
    version: z.string(),
    repo: z.string(),
    platform: z.string(),
    engines: z.array(z.string()),
    sandbox: z.string(),
    /** As it was asked for; null for the forge's default. */
    base: z.string().nullable(),
    maxCommits: z.number(),
    maxLoc: z.number(),
  }),
  'run.cycle': z.object({ cycle: z.number(), sleepMs: z.number() }),
  'run.warning': z.object({ message: z.string() }),
  'run.interrupted': z.object({ signal: z.string() }),
  'run.finished': z.object({
    exitCode: z.number(),
    durationMs: z.number(),
    done: z.number(),
    failed: z.number(),
    open: z.number(),
    ...spend,
  }),
  'preflight.checked': z.object({ name: z.string(), ok: z.boolean(), message: z.string() }),
  'spec.started': z.object({
    spec: z.string(),
    title: z.string(),
    branch: z.string(),
    chunks: z.number(),
  }),
  'spec.skipped': z.object({ spec: z.string(), code: z.string(), message: z.string() }),
  'spec.carried': z.object({ spec: z.string() }),
  'spec.edited': z.object({ ...chunkRef }),
  'spec.finished': z.object({
    spec: z.string(),
    done: z.number(),
    failed: z.number(),
    ...spend,
  }),
  'spec.planned': z.object({
    spec: z.string(),
    /** `model`, or `files` where a chunk was halved by the files it names. */
    by: z.enum(['model', 'files']),
    tasks: z.number(),
  }),
  'spec.plan_failed': z.object({ spec: z.string(), message: z.string() }),
  'workspace.installed': z.object({ ...chunkRef, how: z.string(), ok: z.boolean() }),
  'workspace.ready': z.object({
    spec: z.string(),
    root: z.string(),
    setup: z.string(),
    durationMs: z.number(),
  }),
  /** Checks were run on the last good commit, to tell old failures from new ones. */
  'baseline.checked': z.object({
    spec: z.string(),
    sha: z.string(),
    checks: z.array(z.string()),
    failed: z.number(),
    durationMs: z.number(),
  }),
  'chunk.started': z.object({ ...chunkRef, index: z.number(), of: z.number() }),
  'chunk.committed': z.object({
    ...chunkRef,
    sha: z.string(),
    branch: z.string(),
    lines: z.number(),
    verified: z.string(),
    /** What its tests prove. */
    proof: z.enum(PROOFS),
    coverage: coverageSchema.optional(),
    engine: z.string(),
    oversize: z.boolean(),
    step: z.string().nullable(),
    signed: z.string(),
  }),
  'chunk.published': z.object({ ...chunkRef, branch: z.string() }),
  'chunk.failed': z.object({
    ...chunkRef,
    code: z.string(),
    message: z.string(),
    attemptRef: z.string().nullable(),
  }),
  'chunk.blocked': z.object({ ...chunkRef, by: z.array(z.string()) }),
  'chunk.parked': z.object({
    ...chunkRef,
    question: z.string(),
    options: z.array(z.string()),
    /** What of the attempt is kept, its secrets masked. */
    attemptRef: z.string().optional(),
  }),
  /** After all calls for it; nothing is said of a chunk without any. */
  'chunk.spent': z.object({ ...chunkRef, ...spend, tokens: z.number() }),
  'chunk.split': z.object({
    ...chunkRef,
    how: z.enum(['shrunk', 'divided', 'oversize']),
    lines: z.number(),
  }),
  'engine.started': z.object({
    ...chunkRef,
    engine: z.string(),
    job: z.string(),
    attempt: z.number(),
  }),
  'engine.text': z.object({ engine: z.string(), text: z.string() }),
  'engine.session': z.object({
    engine: z.string(),
    session: z.string(),
    model: z.string().nullable(),
  }),
  'engine.finished': z.object({
    ...chunkRef,
    engine: z.string(),
    job: z.string(),
    result: z.string(),
    durationMs: z.number(),
    costUsd: z.number().nullable(),
    /** The part of the cost that a subscription covers. */
    equivalentUsd: z.number(),
    /** US dollars charged to the budget; more than the cost where an engine did not say. */
    chargedUsd: z.number(),
    inputTokens: z.number(),
    outputTokens: z.number(),
    session: z.string().nullable(),
  }),
  'engine.retrying': z.object({
    engine: z.string(),
    /** 1 for the first repetition. */
    attempt: z.number(),
    delayMs: z.number(),
    why: z.string(),
  }),
  /** Limited: passed over until then. */
  'engine.resting': z.object({
    engine: z.string(),
    /** ISO 8601. */
    until: z.string(),
    /** False where the provider did not say until when. */
    known: z.boolean(),
    message: z.string(),
  }),
  'engine.returned': z.object({ engine: z.string() }),
  /** Not let in: of no use for the rest of the run. */
  'engine.excluded': z.object({ engine: z.string(), message: z.string() }),
  /** Every engine is limited; the run sleeps. */
  'engine.waiting': z.object({
    /** Whose limit ends first. */
    engine: z.string(),
    /** When it is asked again, ISO 8601. */
    until: z.string(),
    ms: z.number(),
  }),
  'tool.called': z.object({ engine: z.string(), tool: z.string(), detail: z.string() }),
  'tool.denied': z.object({ engine: z.string(), tool: z.string(), detail: z.string() }),
  'sandbox.denied': z.object({ engine: z.string(), what: z.string() }),
  'sandbox.selected': z.object({ level: z.string(), why: z.string() }),
  'check.finished': z.object({
    ...chunkRef,
    check: z.string(),
    status: z.enum(['passed', 'failed', 'skipped']),
    durationMs: z.number(),
    note: z.string().nullable(),
    /** Complaints that the commit before has too; left out where there are none. */
    known: z.number().optional(),
    /** Complaints of the commit before that are gone; left out where there are none. */
    fixed: z.number().optional(),
  }),
  'check.verdict': z.object({
    ...chunkRef,
    verdict: z.enum(['passed', 'failed', 'unverified']),
    findings: z.number(),
    coverage: coverageSchema.optional(),
  }),
  'pull.pushed': z.object({ ...partRef, sha: z.string() }),
  'pull.push_failed': z.object({ ...partRef, why: z.string(), message: z.string() }),
  'pull.opened': z.object({ ...partRef, number: z.number(), url: z.string(), draft: z.boolean() }),
  'pull.updated': z.object({ ...partRef, number: z.number() }),
  'pull.ready': z.object({ ...partRef, number: z.number() }),
  /** A complete part was run as a whole, which decides only whether it becomes ready. */
  'pull.checked': z.object({
    ...partRef,
    verdict: z.enum(['passed', 'failed', 'unverified']),
    findings: z.number(),
    durationMs: z.number(),
  }),
  'pull.failed': z.object({ ...partRef, code: z.string(), message: z.string() }),
  'budget.spent': z.object({
    costUsd: z.number(),
    maxCostUsd: z.number().nullable(),
    tokens: z.number(),
    maxTokens: z.number().nullable(),
  }),
  'budget.reached': z.object({ limit: z.string(), message: z.string() }),
} as const;

export type EventType = keyof typeof EVENT_SCHEMAS;

/** An event as the code that sees it happen says it. */
export type RunEvent = {
  [Type in EventType]: { readonly type: Type } & Readonly<z.infer<(typeof EVENT_SCHEMAS)[Type]>>;
}[EventType];

/** An event as it is written: numbered and dated by the stream. */
export type StampedEvent = RunEvent & {
  readonly v: 1;
  readonly run: string;
  /** 1-based, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
};
