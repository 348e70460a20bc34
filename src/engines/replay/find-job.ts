import type { EngineJobKind } from '../../domain/engine-job.ts';
import { clip } from '../../domain/text-limits.ts';
import type { Cassette, RecordedJob } from './cassette.ts';

/** Recorded jobs named in the message about a missing one. */
const MAX_NAMED = 8;
const MAX_TITLE = 60;

/** What is asked of a cassette. */
export interface JobRequest {
  readonly kind: EngineJobKind;
  readonly title: string;
  readonly spec: string;
  /** 1-based. */
  readonly attempt: number;
}

/** The first recorded job that fits, or null. */
export function findJob(cassette: Cassette, request: JobRequest): RecordedJob | null {
  return cassette.jobs.find((job) => fits(job, request)) ?? null;
}

/** The sentence for a request that nothing fits. */
export function missingJob(cassette: Cassette, request: JobRequest): string {
  const named = cassette.jobs.slice(0, MAX_NAMED).map(nameOf);
  const more = cassette.jobs.length - named.length;
  const list = [...named, ...(more > 0 ? [`and ${String(more)} more`] : [])].join(', ');
  const asked = `${request.kind} of "${clip(request.title, MAX_TITLE)}" in ${request.spec}`;
  return `nothing is recorded for the ${asked}, attempt ${String(request.attempt)}; recorded: ${list}`;
}

function fits(job: RecordedJob, request: JobRequest): boolean {
  const title = request.title.trim();
  const chunk =
    typeof job.chunk === 'string' ? job.chunk.trim() === title : title.includes(job.chunk.contains);
  const spec = job.spec === undefined || job.spec === request.spec;
  const attempt = job.attempt === undefined || job.attempt === request.attempt;
  return chunk && spec && attempt && job.kind === request.kind;
}

function nameOf(job: RecordedJob): string {
  const { chunk, kind, attempt } = job;
  const title =
    typeof chunk === 'string'
      ? `"${clip(chunk, MAX_TITLE)}"`
      : `…${clip(chunk.contains, MAX_TITLE)}…`;
  return `${kind} ${title}${attempt === undefined ? '' : ` #${String(attempt)}`}`;
}
