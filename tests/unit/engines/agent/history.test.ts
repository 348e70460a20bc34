import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatMessage, ChatToolCall } from '../../../../src/engines/agent/chat-model.ts';
import { fitHistory, sizeOf } from '../../../../src/engines/agent/history.ts';
import { checkRequest } from '../../../support/scripted-model.ts';

const text = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.integer({ min: 0, max: 20_000 }).map((length) => 'wörd '.repeat(length / 5)),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
);

const argument = fc.oneof(
  fc
    .record({ path: fc.string(), content: text })
    .map((value) => ({ type: 'json', value }) as const),
  fc.anything({ maxDepth: 2 }).map((value) => ({ type: 'json', value: asJson(value) }) as const),
  text.map((raw) => ({ type: 'malformed', raw }) as const),
);

function asJson(value: unknown): unknown {
  const written = JSON.stringify(value) as string | undefined;
  return JSON.parse(written ?? 'null') as unknown;
}

interface Turn {
  readonly said: string;
  readonly calls: readonly {
    readonly argument: ChatToolCall['arguments'];
    readonly answer: string;
  }[];
}

const turn: fc.Arbitrary<Turn> = fc.record({
  said: text,
  calls: fc.array(fc.record({ argument, answer: text }), { maxLength: 4 }),
});

function conversation(task: string, turns: readonly Turn[]): readonly ChatMessage[] {
  return [
    { role: 'user', text: task },
    ...turns.flatMap(({ said, calls }, at): ChatMessage[] => {
      const id = (index: number): string => `call-${at}-${index}`;
      const toolCalls = calls.map((call, index) => ({
        id: id(index),
        name: 'read_file',
        arguments: call.argument,
      }));
      const results = calls.map(({ answer }, index) => ({
        callId: id(index),
        text: answer,
        isError: false,
      }));
      return [
        { role: 'assistant', text: calls.length === 0 ? `said ${said}` : said, toolCalls },
        calls.length === 0 ? { role: 'user', text: 'Go on.' } : { role: 'tools', results },
      ];
    }),
  ];
}

const history = fc
  .tuple(fc.string({ maxLength: 200 }), fc.array(turn, { maxLength: 8 }))
  .map(([task, turns]) => conversation(task, turns));

describe('fitHistory', () => {
  it('gives a conversation in order that fits, the task first and the last turn last', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 10, max: 20_000 }), (messages, limit) => {
        const fitting = fitHistory(messages, limit);
        if (fitting === null) return;
        expect(sizeOf(fitting)).toBeLessThanOrEqual(limit);
        checkRequest({ system: 's', messages: fitting, tools: [], maxOutputTokens: 1 });
        expect(fitting[0]).toEqual(messages[0]);
        const [last, lastBefore] = [fitting.at(-1), messages.at(-1)];
        expect(last?.role).toBe(lastBefore?.role);
        if (last?.role === 'tools' && lastBefore?.role === 'tools') {
          expect(last.results.map(({ callId }) => callId)).toEqual(
            lastBefore.results.map(({ callId }) => callId),
          );
        }
      }),
    );
  });

  it('leaves alone what fits', () => {
    fc.assert(
      fc.property(history, (messages) => {
        expect(fitHistory(messages, sizeOf(messages))).toEqual(messages);
      }),
    );
  });

  it('makes everything fit that has room for the task and a bare turn', () => {
    fc.assert(
      fc.property(history, (messages) => {
        const least = sizeOf(messages.slice(0, 1)) + 4 * 150 + 600;
        const fitting = fitHistory(messages, least);
        const calls = messages.at(-2);
        const fewCalls = calls?.role !== 'assistant' || calls.toolCalls.length <= 2;
        if (fewCalls) expect(fitting).not.toBeNull();
      }),
    );
  });

  const read = (answer: string) => ({
    said: '',
    calls: [{ argument: { type: 'json', value: { path: 'a' } } as const, answer }],
  });

  it('shortens the oldest results first, and says what stood there', () => {
    const messages = conversation('Task', [
      read('a'.repeat(7000)),
      read('b'.repeat(7000)),
      read('c'),
    ]);
    const fitting = fitHistory(messages, sizeOf(messages) - 500) ?? [];
    expect(fitting).toHaveLength(messages.length);
    expect(fitting[2]).toMatchObject({
      results: [
        { text: expect.stringContaining('an earlier result of read_file, 7,000 characters') },
      ],
    });
    expect(fitting[4]).toEqual(messages[4]);
  });

  it('keeps short results as they are', () => {
    const messages = conversation('Task', [read('short'), read('b'.repeat(7000)), read('c')]);
    const fitting = fitHistory(messages, sizeOf(messages) - 500) ?? [];
    expect(fitting[2]).toEqual(messages[2]);
  });

  it('then drops the oldest turns, call and result together', () => {
    const turns = Array.from({ length: 40 }, (_, at) => read(`short ${at}`));
    const messages = conversation('Task', turns);
    const fitting = fitHistory(messages, 200) ?? [];
    expect(fitting.length).toBeLessThan(messages.length);
    expect(fitting.slice(1)).toEqual(messages.slice(messages.length - fitting.length + 1));
  });

  it('at last cuts the latest results, both ends kept', () => {
    const messages = conversation('Task', [read(`begin ${'x'.repeat(90_000)} end`)]);
    const [, , last] = fitHistory(messages, 2000) ?? [];
    expect(last).toMatchObject({
      results: [
        { text: expect.stringMatching(/^begin x+\[… 90,010 characters in all …\]x+ end$/) },
      ],
    });
  });

  it('gives up where the task alone is too long', () => {
    expect(fitHistory(conversation('x'.repeat(4000), [read('a')]), 500)).toBeNull();
    expect(fitHistory(conversation('x'.repeat(4000), []), 500)).toBeNull();
  });
});
