import { afterEach, describe, expect, it } from 'vitest';
import type { ChatModel, ChatReply } from '../../src/engines/agent/chat-model.ts';
import type { Patience } from '../../src/engines/endpoint/connection.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { chatRequest, hurriedClock, recordingChatIo } from '../support/chat-io.ts';
import type { Mishap } from '../support/mishaps.ts';

/** What the model's server does, one request after the other; the last one goes on. */
export type Act =
  | { readonly kind: 'says'; readonly text: string }
  | { readonly kind: 'calls'; readonly calls: readonly (readonly [name: string, given: unknown])[] }
  | { readonly kind: 'refuses' }
  | { readonly kind: 'is_cut_short' }
  | {
      readonly kind: 'answers';
      readonly status: number;
      readonly error?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'breaks_off'; readonly type: string }
  | Mishap;

export interface ChatModelSubject {
  readonly model: ChatModel;
  /** How often the server was asked. */
  readonly asked: () => number;
  dispose(): Promise<void>;
}

export interface ChatModelSetting {
  readonly clock: Clock;
  readonly random: () => number;
  readonly patience: Patience;
}

type Start = (acts: readonly Act[], setting: ChatModelSetting) => Promise<ChatModelSubject>;

const QUICK: Patience = { connectMs: 2000, firstByteMs: 300, idleMs: 300 };
const PATIENT: Patience = { connectMs: 5000, firstByteMs: 20_000, idleMs: 20_000 };
const SAYS: Act = { kind: 'says', text: 'Hello.' };
const GIBIBYTE = 2 ** 30;

/** What a provider words in its own way. */
export interface OwnActs {
  /** Refuses a conversation that is too long. */
  readonly tooLong: Act;
  /** The events of an answer that says `Hel@lo`; bytes that are no UTF-8 are put for the `@`. */
  readonly mangled: readonly unknown[];
}

/** An answer made of these events, with the bytes C3 28 for the `@`. */
function mangledAct(events: readonly unknown[]): Act {
  const lines = events.map((event) => {
    const type = (event as { type?: unknown }).type;
    const name = typeof type === 'string' ? `event: ${type}\n` : '';
    return `${name}data: ${JSON.stringify(event)}\n\n`;
  });
  const body = Buffer.from(lines.join('').replace('@', '\u00c3('), 'latin1');
  return { kind: 'raw', status: 200, headers: { 'content-type': 'text/event-stream' }, body };
}

/** What every chat model promises, whoever serves it. */
export function chatModelContract(name: string, own: OwnActs, start: Start): void {
  describe(`chat model: ${name}`, () => {
    let subject: ChatModelSubject | null = null;
    let clock = hurriedClock();

    afterEach(async () => {
      await subject?.dispose();
      subject = null;
    });

    async function serve(acts: readonly Act[], patience = PATIENT): Promise<ChatModel> {
      clock = hurriedClock();
      subject = await start(acts, { clock, random: () => 0.5, patience });
      return subject.model;
    }

    async function send(acts: readonly Act[], patience = PATIENT): Promise<ChatReply> {
      return (await serve(acts, patience)).send(chatRequest(), recordingChatIo());
    }

    it('says what the model says, as it comes and at the end', async () => {
      const io = recordingChatIo();
      const model = await serve([SAYS]);
      expect(await model.send(chatRequest(), io)).toEqual({
        type: 'message',
        text: 'Hello.',
        toolCalls: [],
        stop: 'end',
        usage: { input: 10, output: 5, cacheRead: 0, cacheWrite: 0 },
      });
      expect(io.texts.join('')).toBe('Hello.');
      expect(io.retries).toEqual([]);
    });

    it('hands on several calls of one turn, in their order, each with an id of its own', async () => {
      const calls = [
        ['write_file', { path: 'ü', content: '{"\\"}' }],
        ['write_file', { path: 'b', content: '' }],
        ['look', {}],
      ] as const;
      const reply = await send([{ kind: 'calls', calls }]);
      if (reply.type !== 'message') throw new Error(reply.type);
      expect(reply.stop).toBe('tools');
      expect(reply.toolCalls.map(({ name: called, arguments: given }) => [called, given])).toEqual(
        calls.map(([called, value]) => [called, { type: 'json', value }]),
      );
      expect(new Set(reply.toolCalls.map(({ id }) => id)).size).toBe(3);
    });

    it('hands arguments that are no JSON on as text', async () => {
      const reply = await send([{ kind: 'calls', calls: [['write_file', '{"path": "a']] }]);
      expect(reply).toMatchObject({
        type: 'message',
        toolCalls: [{ name: 'write_file', arguments: { type: 'malformed', raw: '{"path": "a' } }],
      });
    });

    it('tells a refusal and an answer that was cut from an end', async () => {
      expect(await send([{ kind: 'refuses' }])).toMatchObject({ type: 'message', stop: 'refusal' });
      await subject?.dispose();
      expect(await send([{ kind: 'is_cut_short' }])).toMatchObject({
        type: 'message',
        stop: 'length',
      });
    });

    it('takes prose that speaks of limits and errors for prose', async () => {
      const text = 'Error 429: rate limit exceeded. prompt is too long. overloaded_error, 401';
      expect(await send([{ kind: 'says', text }])).toMatchObject({
        type: 'message',
        text,
        stop: 'end',
      });
      expect(subject?.asked()).toBe(1);
    });

    it.each([408, 409, 429, 500, 502, 503, 504, 529])('asks again after %i', async (status) => {
      const io = recordingChatIo();
      const model = await serve([{ kind: 'answers', status }, SAYS]);
      expect(await model.send(chatRequest(), io)).toMatchObject({
        type: 'message',
        text: 'Hello.',
      });
      expect(io.retries).toEqual([
        { attempt: 1, delayMs: 1000, why: expect.stringContaining(String(status)) },
      ]);
      expect(clock.sleeps).toEqual([1000]);
    });

    it.each([
      { kind: 'cut' },
      { kind: 'short' },
      { kind: 'garbled' },
      { kind: 'breaks_off', type: 'overloaded_error' },
      { kind: 'breaks_off', type: 'rate_limit_error' },
      { kind: 'breaks_off', type: 'api_error' },
    ] satisfies Act[])('asks again after an answer that breaks off: %j', async (act) => {
      expect(await send([act, SAYS])).toMatchObject({ type: 'message', text: 'Hello.' });
      expect(subject?.asked()).toBe(2);
    });

    it.each([
      [
        { kind: 'answers', status: 503 },
        { type: 'failed', code: 'overloaded' },
      ],
      [
        { kind: 'answers', status: 529 },
        { type: 'failed', code: 'overloaded' },
      ],
      [
        { kind: 'answers', status: 429 },
        { type: 'rate_limited', resetsAt: null },
      ],
      [
        { kind: 'breaks_off', type: 'overloaded_error' },
        { type: 'failed', code: 'overloaded' },
      ],
      [{ kind: 'breaks_off', type: 'rate_limit_error' }, { type: 'rate_limited' }],
      [{ kind: 'cut' }, { type: 'failed', code: 'protocol' }],
      [{ kind: 'garbled' }, { type: 'failed', code: 'protocol' }],
      [
        { kind: 'raw', status: 200, headers: { 'content-type': 'text/event-stream' }, body: 'no' },
        { type: 'failed', code: 'protocol' },
      ],
    ] satisfies [Act, unknown][])('gives up after three repetitions of %j', async (act, reply) => {
      expect(await send([act])).toMatchObject(reply);
      expect(subject?.asked()).toBe(4);
      expect(clock.sleeps).toEqual([1000, 2000, 4000]);
    });

    it.each([
      [401, 'unauthenticated'],
      [402, 'unauthenticated'],
      [403, 'unauthenticated'],
    ])('says once that it was not let in: %i', async (status, type) => {
      expect(await send([{ kind: 'answers', status }])).toMatchObject({ type });
      expect(subject?.asked()).toBe(1);
    });

    it.each([
      [400, { type: 'invalid_request_error', message: 'max_tokens: odd' }, 'bad_request'],
      [422, { message: 'odd' }, 'bad_request'],
      [404, { type: 'not_found_error', message: 'model: nonesuch' }, 'bad_model'],
      [413, { type: 'request_too_large', message: 'large' }, 'context_overflow'],
      [400, { code: 'context_length_exceeded', message: 'x' }, 'context_overflow'],
      [400, { code: 'model_not_supported', type: 'invalid_request_error' }, 'bad_model'],
    ])('says once what was wrong: %i %j', async (status, error, code) => {
      expect(await send([{ kind: 'answers', status, error }])).toMatchObject({
        type: 'failed',
        code,
      });
      expect(subject?.asked()).toBe(1);
    });

    it('knows a conversation that is too long', async () => {
      expect(await send([own.tooLong])).toMatchObject({ type: 'failed', code: 'context_overflow' });
      expect(subject?.asked()).toBe(1);
    });

    it('does not take the word of a 400 about limits for a limit', async () => {
      const error = { type: 'invalid_request_error', message: 'rate limit 429 overloaded' };
      expect(await send([{ kind: 'answers', status: 400, error }])).toMatchObject({
        type: 'failed',
        code: 'bad_request',
      });
    });

    it('waits as long as it is asked to', async () => {
      const limited: Act = { kind: 'answers', status: 429, headers: { 'retry-after': '7' } };
      const busy: Act = { kind: 'answers', status: 503, headers: { 'retry-after': '600' } };
      expect(await send([limited, busy, SAYS])).toMatchObject({ type: 'message' });
      expect(clock.sleeps).toEqual([7000, 120_000]);
    });

    it('does not sit a long limit out, and keeps its end as it is', async () => {
      const headers = { 'retry-after': '172800' };
      const before = Date.now();
      const reply = await send([{ kind: 'answers', status: 429, headers }]);
      if (reply.type !== 'rate_limited') throw new Error(reply.type);
      expect(reply.resetsAt).toBeGreaterThanOrEqual(before + 172_800_000);
      expect(reply.resetsAt).toBeLessThanOrEqual(Date.now() + 172_800_000);
      expect(subject?.asked()).toBe(1);
    });

    it('reads a date as well', async () => {
      const at = Math.ceil(Date.now() / 1000) * 1000 + 3_600_000;
      const headers = { 'retry-after': new Date(at).toUTCString() };
      const reply = await send([{ kind: 'answers', status: 429, headers }]);
      expect(reply).toMatchObject({ type: 'rate_limited' });
      expect(
        Math.abs((reply.type === 'rate_limited' ? (reply.resetsAt ?? 0) : 0) - at),
      ).toBeLessThan(2);
    });

    it('says after a last short limit when it ends', async () => {
      const before = Date.now();
      const reply = await send([
        { kind: 'answers', status: 429, headers: { 'retry-after': '60' } },
      ]);
      expect(subject?.asked()).toBe(4);
      expect(reply.type === 'rate_limited' ? reply.resetsAt : 0).toBeGreaterThanOrEqual(
        before + 60_000,
      );
    });

    it('never waits past the deadline', async () => {
      const model = await serve([
        { kind: 'answers', status: 503, headers: { 'retry-after': '30' } },
      ]);
      const io = recordingChatIo({ deadline: Date.now() + 20_000 });
      expect(await model.send(chatRequest(), io)).toMatchObject({
        type: 'failed',
        code: 'overloaded',
      });
      expect(clock.sleeps).toEqual([]);
      expect(io.retries).toEqual([]);
    });

    it.each(['hang', 'stall'] as const)(
      'does not wait for ever for a server that %ss',
      async (kind) => {
        const reply = await send([{ kind }, SAYS], QUICK);
        expect(reply).toMatchObject({ type: 'message', text: 'Hello.' });
        expect(subject?.asked()).toBe(2);
      },
    );

    it.each(['hang', 'stall'] as const)(
      'stops at once when told to while the server %ss',
      async (kind) => {
        const stop = new AbortController();
        const model = await serve([{ kind }]);
        const reply = model.send(chatRequest(), recordingChatIo({ signal: stop.signal }));
        setTimeout(() => {
          stop.abort();
        }, 200);
        const started = performance.now();
        expect(await reply).toEqual({ type: 'aborted' });
        expect(performance.now() - started).toBeLessThan(3000);
        expect(subject?.asked()).toBe(1);
      },
    );

    it('stops while it waits for the next attempt', async () => {
      const stop = new AbortController();
      const model = await serve([{ kind: 'answers', status: 503 }]);
      const io = recordingChatIo({ signal: stop.signal });
      const reply = model.send(chatRequest(), {
        ...io,
        onRetry: () => {
          stop.abort();
        },
      });
      expect(await reply).toEqual({ type: 'aborted' });
      expect(subject?.asked()).toBe(1);
    });

    it('asks nobody when it is already called off', async () => {
      const model = await serve([SAYS]);
      const io = recordingChatIo({ signal: AbortSignal.abort() });
      expect(await model.send(chatRequest(), io)).toEqual({ type: 'aborted' });
      expect(subject?.asked()).toBe(0);
    });

    it.each([false, true])(
      'takes no more of a flood than any answer has (in one event: %s)',
      async (inOneEvent) => {
        const reply = await send([{ kind: 'flood', bytes: GIBIBYTE, inOneEvent }]);
        expect(reply).toMatchObject({
          type: 'failed',
          code: 'protocol',
          message: expect.stringContaining('longer'),
        });
        expect(subject?.asked()).toBe(1);
      },
    );

    it('reads no more of a refusal than its beginning', async () => {
      const reply = await send([{ kind: 'raw', status: 400, body: 'x'.repeat(64 * 2 ** 20) }]);
      expect(reply).toMatchObject({ type: 'failed', code: 'bad_request' });
    });

    it('follows no redirect', async () => {
      const headers = { location: 'http://127.0.0.1:9/elsewhere' };
      for (const status of [301, 302, 307, 308]) {
        expect(await send([{ kind: 'raw', status, headers }])).toMatchObject({
          type: 'failed',
          code: 'bad_request',
          message: expect.stringContaining('elsewhere'),
        });
        expect(subject?.asked()).toBe(1);
        await subject?.dispose();
      }
    });

    it('replaces bytes that are no UTF-8', async () => {
      expect(await send([mangledAct(own.mangled)])).toMatchObject({
        type: 'message',
        text: 'Hel\ufffd(lo',
        stop: 'end',
      });
    });

    it('takes no heads without end', async () => {
      const headers = { 'x-long': 'x'.repeat(100_000) };
      expect(await send([{ kind: 'raw', status: 200, headers }])).toMatchObject({
        type: 'failed',
        code: 'protocol',
      });
    });

    it('says who is out of reach', async () => {
      const model = await serve([SAYS]);
      await subject?.dispose();
      expect(await model.send(chatRequest(), recordingChatIo())).toMatchObject({
        type: 'failed',
        code: 'overloaded',
        message: expect.stringContaining('127.0.0.1'),
      });
      expect(clock.sleeps).toHaveLength(3);
    });
  });
}
