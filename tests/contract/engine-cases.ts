import { expect } from 'vitest';
import type { EngineLimits } from '../../src/domain/engine-job.ts';

/** What the engine under test is to meet. */
export type Behaviour =
  /** Writes `src/grüße.txt` with `hello\n`, says so and ends with the summary `All done.`. */
  | 'edits'
  /** Ends well with the summary `All done.`, without having changed anything. */
  | 'changes_nothing'
  /** Asks `Which one?`, `this` or `that`. */
  | 'asks'
  /** The provider answers 429 and says that its limit ends in an hour. */
  | 'limited_for_an_hour'
  /** The provider answers 429 and does not say until when. */
  | 'limited'
  /** The provider is overloaded. */
  | 'overloaded'
  /** The provider refuses the credential. */
  | 'unauthenticated'
  /** The provider knows no such model. */
  | 'bad_model'
  /** The conversation does not fit the model's window. */
  | 'too_long'
  /** The model declines. */
  | 'refuses'
  /** Not a word for a minute. */
  | 'slow'
  /** Begins an answer and then says nothing for a minute. */
  | 'stalls'
  /** Begins an answer that breaks off, each time. */
  | 'is_cut'
  /** Answers with what is no JSON, each time. */
  | 'garbles'
  /** Sends one piece of broken JSON, is told if it can be, and then does what `edits` does. */
  | 'malforms'
  /** Ends with the summary `All @ done.` where `@` are the bytes C3 28, which are no UTF-8. */
  | 'mangles'
  /** Ends with `PROSE`. */
  | 'talks'
  /** Does a first step and leaves `second step` and `third step`. */
  | 'shrinks';

export const WRITTEN_FILE = 'src/grüße.txt';
export const REMAINING = ['second step', 'third step'];
/** A last message in the form the engines ask for. */
export const REMAINING_REPLY = 'Did it.\n\n```remaining\n- second step\n- third step\n```';
export const QUESTION_REPLY = '```question\nWhich one?\n- this\n- that\n```';
/** Speaks of everything that would be trouble if it were not spoken. */
export const PROSE =
  'HTTP 429: rate limit exceeded, limit resets 5pm (UTC); overloaded_error, 401 Unauthorized, prompt is too long.';

export const HOUR_MS = 3_600_000;
/** How far a moment told may be from the one meant, in milliseconds. */
const NEAR_MS = 60_000;

/** A job and what must become of it. */
export interface EngineCase {
  readonly title: string;
  readonly behaviour: Behaviour;
  readonly limits?: Partial<EngineLimits>;
  /** What the result has. */
  readonly result: object;
  /** Whether `WRITTEN_FILE` is there afterwards, and nothing else ever is. */
  readonly writes: boolean;
}

/** How an answer that never comes to its end is told. */
const broken = { type: 'failed', code: expect.stringMatching(/^(?:protocol|overloaded|exit)$/) };
const done = { type: 'done', summary: 'All done.' };
const SHORT: Partial<EngineLimits> = { timeoutMs: 1500 };

const inAnHour = {
  asymmetricMatch: (at: unknown) =>
    typeof at === 'number' && Math.abs(at - Date.now() - HOUR_MS) < NEAR_MS,
};

/** What every engine is asked to live through, and the one answer that is right for all of them. */
export const ENGINE_CASES: readonly EngineCase[] = [
  { title: 'done', behaviour: 'edits', result: done, writes: true },
  { title: 'no change', behaviour: 'changes_nothing', result: done, writes: false },
  {
    title: 'question',
    behaviour: 'asks',
    result: { type: 'needs_input', question: 'Which one?', options: ['this', 'that'] },
    writes: false,
  },
  {
    title: 'rate limit with reset time',
    behaviour: 'limited_for_an_hour',
    result: { type: 'rate_limited', resetsAt: inAnHour },
    writes: false,
  },
  {
    title: 'rate limit without reset time',
    behaviour: 'limited',
    result: { type: 'rate_limited', resetsAt: null },
    writes: false,
  },
  failure('overload', 'overloaded', 'overloaded'),
  {
    title: 'bad credentials',
    behaviour: 'unauthenticated',
    result: { type: 'unauthenticated' },
    writes: false,
  },
  failure('bad model', 'bad_model', 'bad_model'),
  failure('context overflow', 'too_long', 'context_overflow'),
  failure('refusal', 'refuses', 'refused'),
  {
    title: 'time-out before the reply',
    behaviour: 'slow',
    limits: SHORT,
    result: { type: 'timed_out' },
    writes: false,
  },
  {
    title: 'time-out during the reply',
    behaviour: 'stalls',
    limits: SHORT,
    result: { type: 'timed_out' },
    writes: false,
  },
  { title: 'cut stream', behaviour: 'is_cut', result: broken, writes: false },
  { title: 'malformed JSON throughout', behaviour: 'garbles', result: broken, writes: false },
  { title: 'malformed JSON once', behaviour: 'malforms', result: done, writes: true },
  {
    title: 'invalid UTF-8',
    behaviour: 'mangles',
    result: { type: 'done', summary: 'All \ufffd( done.' },
    writes: false,
  },
  {
    title: 'prose that mentions 429 and rate limits',
    behaviour: 'talks',
    result: { type: 'done', summary: PROSE },
    writes: false,
  },
];

function failure(title: string, behaviour: Behaviour, code: string): EngineCase {
  return { title, behaviour, result: { type: 'failed', code }, writes: false };
}
