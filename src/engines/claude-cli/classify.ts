import type { EngineFailureCode, EngineJobKind, EngineResult } from '../../domain/engine-job.ts';
import { readPlanReply } from '../../domain/planned-task.ts';
import { clip, oneLine } from '../../domain/text-limits.ts';
import type { ProcessOutcome } from '../../ports/process.ts';
import { type Reply, readReply } from '../reply-protocol.ts';
import { MAX_DENIALS, type StopReason } from './call-watch.ts';
import { refusalWords } from './refusal-words.ts';
import { credibleReset, resetTime } from './reset-time.ts';
import type { ResultMessage } from './stream-schema.ts';
import type { Transcript } from './transcript.ts';
import { type Trouble, troubleOfAnswer, troubleOfApi, troubleOfEnding } from './trouble.ts';

/** Characters of a message and of a summary handed on. */
const MAX_MESSAGE = 500;
const MAX_SUMMARY = 8000;

/** What a call came to, before anybody counts what it cost. */
export type CallVerdict = EngineResult extends infer Result
  ? Result extends EngineResult
    ? Omit<Result, 'engine' | 'usage' | 'session'>
    : never
  : never;

const OVER_BUDGET = 'the call reached its cap';
/** What is said of a cap that the program reached without a word. */
const CAPS: Readonly<Partial<Record<Trouble, string>>> = {
  max_turns: 'the call took all its turns (--max-turns)',
  over_budget: OVER_BUDGET,
};

/** What the classification looks at. */
export interface CallEvidence {
  readonly kind: EngineJobKind;
  readonly outcome: ProcessOutcome;
  readonly transcript: Transcript;
  /** Why we ended the call ourselves; null where we did not. */
  readonly stopped: StopReason | null;
  /** Epoch milliseconds. */
  readonly now: number;
}

/**
 * What became of a call, by how the program ended and by structured fields alone: what a model or a
 * message says in words changes nothing, but that a refusal told to be a limit may say until when.
 */
export function classify(evidence: CallEvidence): CallVerdict {
  const { outcome, transcript } = evidence;
  switch (outcome.status) {
    case 'not_started':
      return failed('missing', `claude could not be started (${outcome.errno ?? 'unknown'})`);
    case 'aborted':
      return ended(evidence);
    case 'timed_out':
    case 'idle':
      return byResult(evidence) ?? outOfTime('the time allowed for the call was over');
    case 'exited':
    case 'signalled':
      return isSuccess(evidence) ? succeeded(evidence, transcript.result) : trouble(evidence);
  }
}

/** A call that was ended from outside: by us, or because the run ends. */
function ended(evidence: CallEvidence): CallVerdict {
  switch (evidence.stopped) {
    case null:
      return { type: 'aborted', message: 'the call was interrupted' };
    case 'idle':
      return outOfTime('claude gave no sign of life');
    case 'denied':
      return failed('denied', `claude was denied ${String(MAX_DENIALS)} tool calls`);
    case 'over_budget':
    case 'lingering':
      return byResult(evidence) ?? { type: 'over_budget', message: OVER_BUDGET };
  }
}

/** What the result says, whatever the program did after it; null without one. */
function byResult(evidence: CallEvidence): CallVerdict | null {
  const { result } = evidence.transcript;
  if (result === null) return null;
  return isError(result) ? trouble(evidence) : succeeded(evidence, result);
}

function outOfTime(message: string): CallVerdict {
  return { type: 'timed_out', message };
}

/**
 * A program that streams nothing at all and ends well, as a stand-in may, has done what it was asked; one whose stream
 * ends without a result was cut off.
 */
function isSuccess({ outcome, transcript }: CallEvidence): boolean {
  if (outcome.exitCode !== 0) return false;
  if (transcript.result === null) return !transcript.begun;
  return !isError(transcript.result);
}

function isCut({ begun, result }: Transcript, { exitCode }: ProcessOutcome): boolean {
  return begun && result === null && exitCode === 0;
}

function isError(result: ResultMessage): boolean {
  return result.is_error || result.subtype.startsWith('error');
}

function succeeded({ kind }: CallEvidence, result: ResultMessage | null): CallVerdict {
  const reply = readReply(result?.result ?? '');
  if (kind === 'build' && reply.question !== null) {
    const { text, options } = reply.question;
    return { type: 'needs_input', question: clip(text, MAX_MESSAGE), options };
  }
  const remaining = kind === 'shrink' ? reply.remaining : null;
  const plan = kind === 'plan' ? { plan: planOf(result, reply) } : {};
  return { type: 'done', summary: clip(reply.summary, MAX_SUMMARY), remaining, ...plan };
}

/** By the schema that was asked for, else as an answer in words has it. */
function planOf(result: ResultMessage | null, { plan }: Reply): Reply['plan'] {
  return readPlanReply(result?.structured_output) ?? plan;
}

function trouble({ transcript, outcome, now }: CallEvidence): CallVerdict {
  const kind = troubleOf(transcript, outcome);
  const message = messageOf(transcript, outcome, kind);
  switch (kind) {
    case 'rate_limited': {
      const told = credibleReset(transcript.resetsAt, now);
      const resetsAt = told ?? resetTime(saidOf(transcript, outcome), now);
      return { type: kind, resetsAt, message };
    }
    case 'unauthenticated':
    case 'over_budget':
      return { type: kind, message };
    default:
      return failed(kind, message);
  }
}

function troubleOf(transcript: Transcript, outcome: ProcessOutcome): Trouble {
  const { result, error, isLimited } = transcript;
  const byError = troubleOfAnswer(error);
  const byLimit = isLimited ? 'rate_limited' : undefined;
  const byWords = (): Trouble =>
    isSpoken(transcript) ? 'exit' : (refusalWords(saidOf(transcript, outcome)) ?? 'exit');
  if (isCut(transcript, outcome)) return byError ?? byLimit ?? 'protocol';
  if (result === null) return byError ?? byLimit ?? byWords();
  return troubleOfEnding(result) ?? byError ?? troubleOfApi(result) ?? byLimit ?? byWords();
}

/** Whether it is a model's answer that went wrong later: what it says is the model's word. */
function isSpoken({ result }: Transcript): boolean {
  return result !== null && !isError(result);
}

/** What the program itself says of its end: in its result, or where there is none, on its error output. */
function saidOf({ result }: Transcript, { stdout, stderr }: ProcessOutcome): string {
  if (result !== null) return result.result;
  const [first = ''] = [stderr, stdout].map(textOf).filter((text) => text.trim() !== '');
  return first;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

function messageOf(transcript: Transcript, outcome: ProcessOutcome, kind: Trouble): string {
  const { result } = transcript;
  const isFault = result !== null && isError(result);
  const said = isFault ? [...result.errors, result.result].join(' ') : '';
  const stderr = textOf(outcome.stderr);
  const ending = CAPS[kind] ?? endingOf(transcript, outcome);
  const told = [said, stderr].map(oneLine).find((text) => text !== '');
  return told === undefined ? ending : clip(told, MAX_MESSAGE);
}

function endingOf(transcript: Transcript, outcome: ProcessOutcome): string {
  if (isCut(transcript, outcome)) return 'the stream of claude broke off before its result';
  if (outcome.signal !== null) return `claude was ended by ${outcome.signal}`;
  return `claude ended with exit code ${String(outcome.exitCode)}`;
}

function failed(code: EngineFailureCode, message: string): CallVerdict {
  return { type: 'failed', code, message };
}
