import type { ChunkId, RunId } from '../domain/ids.ts';
import type { Proof } from '../domain/proof.ts';
import { clip } from '../domain/text-limits.ts';
import { TRAILERS, writeTrailerPath } from './commit-trailers.ts';
import { conventionalSubject, isConventional } from './conventional.ts';
import { inertLine } from './neutralise.ts';

export interface CommitMessageInput {
  /** What `chooseFormat` chose. */
  readonly format: 'spec' | 'conventional';
  /** The `<N>` of `[spec-<N>]`. */
  readonly label: string;
  /** Repository-relative path of the spec. */
  readonly spec: string;
  readonly chunk: ChunkId;
  /** The task item's first line; anything at all. */
  readonly title: string;
  readonly run: RunId;
  readonly engine: string;
  /** The checks that passed, or `none`. */
  readonly verified: string;
  readonly proof: Proof;
  /** The chunk's instruction digest. */
  readonly digest: string | null;
  /** `[k, n]` for one step of a divided chunk. */
  readonly step: readonly [number, number] | null;
  readonly oversize: boolean;
  /** Adds `Signed-off-by` for this identity. */
  readonly signoff: { readonly name: string; readonly email: string } | null;
}

/** Where git's own tools and hosts begin to cut a subject. */
const SUBJECT_CHARS = 72;
const LABEL_CHARS = 40;
const VALUE_CHARS = 200;
/** A title that no task needs to exceed; what is beyond it says nothing to a reader of the log. */
const BODY_TITLE_CHARS = 2000;
/** Share of recent subjects that makes a repository one with conventional commits. */
const CONVENTIONAL_SHARE = 0.5;

/** The format of a run; `auto` follows the habit that the latest subjects of the base show. */
export function chooseFormat(
  format: 'spec' | 'conventional' | 'auto',
  recentSubjects: readonly string[],
): 'spec' | 'conventional' {
  if (format !== 'auto') return format;
  const conventional = recentSubjects.filter(isConventional).length;
  return conventional > recentSubjects.length * CONVENTIONAL_SHARE ? 'conventional' : 'spec';
}

/**
 * The message of one of our commits: subject, the whole title where the subject had to cut it, and
 * a last paragraph that is trailers alone. Whatever the title holds, it forges no trailer, mentions
 * nobody and closes no issue.
 */
export function commitMessage(input: CommitMessageInput): string {
  const title = inertLine(input.title, BODY_TITLE_CHARS) || 'Untitled task';
  const full =
    input.format === 'conventional'
      ? conventionalSubject(title)
      : `[spec-${inertLine(input.label, LABEL_CHARS)}] ${title}`;
  const subject = clip(full, SUBJECT_CHARS);
  const paragraphs = [
    subject,
    ...(subject === full ? [] : [`The whole title: ${title}`]),
    ...(input.step === null ? [] : [`Step ${input.step[0]} of ${input.step[1]} of this task.`]),
    trailers(input).join('\n'),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function trailers(input: CommitMessageInput): readonly string[] {
  const { step, signoff, digest } = input;
  const pairs: readonly (readonly [string, string | null])[] = [
    [TRAILERS.spec, writeTrailerPath(input.spec)],
    [TRAILERS.chunk, input.chunk],
    [TRAILERS.run, input.run],
    [TRAILERS.engine, value(input.engine)],
    [TRAILERS.verified, value(input.verified)],
    [TRAILERS.proof, input.proof],
    [TRAILERS.step, step === null ? null : `${step[0]}/${step[1]}`],
    [TRAILERS.digest, digest],
    [TRAILERS.oversize, input.oversize ? 'true' : null],
    ['Signed-off-by', signoff === null ? null : `${signoff.name} <${signoff.email}>`],
  ];
  return pairs.flatMap(([key, text]) => (text === null ? [] : [`${key}: ${oneTrailer(text)}`]));
}

function value(text: string): string {
  return inertLine(text, VALUE_CHARS) || 'n/a';
}

/** A value on one line, whatever it was made of. */
function oneTrailer(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
}
