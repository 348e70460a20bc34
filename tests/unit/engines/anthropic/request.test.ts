import type Anthropic from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../../src/engines/agent/chat-model.ts';
import { prepareRequest } from '../../../../src/engines/anthropic/request.ts';
import { createThoughts, type Thoughts } from '../../../../src/engines/anthropic/thoughts.ts';
import { chatRequest } from '../../../support/chat-io.ts';

const MODEL = 'claude-opus-5-5';

function turn(number: number): readonly ChatMessage[] {
  const id = `toolu_${String(number)}`;
  return [
    {
      role: 'assistant',
      text: '',
      toolCalls: [{ id, name: 'look', arguments: { type: 'json', value: { number } } }],
    },
    { role: 'tools', results: [{ callId: id, text: `result ${String(number)}`, isError: false }] },
  ];
}

function talk(turns: number): readonly ChatMessage[] {
  const numbers = Array.from({ length: turns }, (_, number) => number);
  return [{ role: 'user', text: 'Do it.' }, ...numbers.flatMap(turn)];
}

function prepare(messages: readonly ChatMessage[], thoughts: Thoughts = createThoughts()) {
  return prepareRequest(MODEL, chatRequest({ messages }), thoughts);
}

type Blocks = (Anthropic.ContentBlockParam & { cache_control?: unknown })[];

/** Places of the messages whose last block is a breakpoint. */
function marked(messages: readonly Anthropic.MessageParam[]): readonly number[] {
  return messages.flatMap(({ content }, at) =>
    (content as Blocks).some((block) => block.cache_control !== undefined) ? [at] : [],
  );
}

describe('prepareRequest', () => {
  it.each([
    [0, [0]],
    [1, [0, 2]],
    [2, [0, 2, 4]],
    [5, [0, 8, 10]],
  ])(
    'sets after %i turns breakpoints behind the messages %j, and one behind the system',
    (turns, places) => {
      const { params } = prepare(talk(turns));
      expect(marked(params.messages)).toEqual(places);
      expect(params.system).toEqual([
        { type: 'text', text: 'You write code.', cache_control: { type: 'ephemeral' } },
      ]);
      const all = JSON.stringify(params).split('cache_control').length - 1;
      expect(all).toBeLessThanOrEqual(4);
    },
  );

  it('sends the same beginning again, breakpoints aside', () => {
    const bare = (turns: number): string[] =>
      prepare(talk(turns)).params.messages.map((message) =>
        JSON.stringify(message).replaceAll(',"cache_control":{"type":"ephemeral"}', ''),
      );
    expect(bare(4).slice(0, 7)).toEqual(bare(3));
  });

  it('writes calls and results as the API wants them', () => {
    const { params } = prepare([
      { role: 'user', text: 'Do it.' },
      {
        role: 'assistant',
        text: 'On it.',
        toolCalls: [
          { id: 'a', name: 'look', arguments: { type: 'malformed', raw: '{"x' } },
          { id: 'b', name: 'look', arguments: { type: 'json', value: [1] } },
        ],
      },
      {
        role: 'tools',
        results: [
          { callId: 'a', text: 'no JSON', isError: true },
          { callId: 'b', text: '', isError: false },
        ],
      },
    ]);
    expect(params.messages[1]?.content).toEqual([
      { type: 'text', text: 'On it.' },
      { type: 'tool_use', id: 'a', name: 'look', input: {} },
      { type: 'tool_use', id: 'b', name: 'look', input: {} },
    ]);
    expect(params.messages[2]?.content).toMatchObject([
      { type: 'tool_result', tool_use_id: 'a', content: 'no JSON', is_error: true },
      { type: 'tool_result', tool_use_id: 'b', content: '(nothing)', is_error: false },
    ]);
  });

  it('never sends an empty text', () => {
    const { params } = prepareRequest(
      MODEL,
      chatRequest({
        system: '',
        messages: [
          { role: 'user', text: ' ' },
          { role: 'assistant', text: '\n', toolCalls: [] },
          { role: 'user', text: 'Go on.' },
        ],
      }),
      createThoughts(),
    );
    const blocks = [params.system, ...params.messages.map(({ content }) => content)].flat();
    for (const block of blocks as { text: string }[]) expect(block.text.trim()).not.toBe('');
  });

  it('says how tools may be called, and nothing where there are none', () => {
    expect(prepare(talk(0)).params).toMatchObject({ tool_choice: { type: 'auto' }, stream: true });
    const { params } = prepareRequest(MODEL, chatRequest({ toolChoice: 'none' }), createThoughts());
    expect(params.tool_choice).toEqual({ type: 'none' });
    const bare = prepareRequest(MODEL, chatRequest({ tools: [] }), createThoughts()).params;
    expect(bare).not.toHaveProperty('tools');
    expect(bare).not.toHaveProperty('tool_choice');
  });

  it('sets nothing that current models refuse', () => {
    const { params } = prepare(talk(3));
    expect(Object.keys(params).sort()).toEqual(
      ['max_tokens', 'messages', 'model', 'stream', 'system', 'tool_choice', 'tools'].sort(),
    );
  });

  describe('with thoughts', () => {
    const thought = { type: 'thinking', thinking: '', signature: 'signed' } as const;

    /** The reply to `talk(0)` came with a thought. */
    function remembering(): Thoughts {
      const thoughts = createThoughts();
      const { place } = prepare(talk(0), thoughts);
      const [reply] = turn(0);
      if (reply?.role !== 'assistant') throw new Error('no reply');
      const call = { type: 'tool_use', id: 'toolu_0', name: 'look', input: { number: 0 } } as const;
      thoughts.keep(place, reply, [thought, call]);
      return thoughts;
    }

    it('sends a reply back as it came', () => {
      const { params } = prepare(talk(3), remembering());
      expect(params.messages[1]?.content).toMatchObject([
        thought,
        { type: 'tool_use', id: 'toolu_0' },
      ]);
    });

    it.each([
      [
        'the task',
        (talked: readonly ChatMessage[]) => [
          { role: 'user', text: 'Else.' } as const,
          ...talked.slice(1),
        ],
      ],
      [
        'the reply',
        (talked: readonly ChatMessage[]) =>
          talked.map((message) =>
            message.role === 'assistant' ? { ...message, text: 'Hm.' } : message,
          ),
      ],
      [
        'its arguments',
        (talked: readonly ChatMessage[]) =>
          talked.map((message) =>
            message.role === 'assistant'
              ? {
                  ...message,
                  toolCalls: message.toolCalls.map((call) => ({
                    ...call,
                    arguments: { type: 'json', value: {} } as const,
                  })),
                }
              : message,
          ),
      ],
    ])('leaves the thought out once %s has changed', (_, change) => {
      const { params } = prepare(change(talk(3)), remembering());
      expect(JSON.stringify(params.messages)).not.toContain('thinking');
    });

    it('leaves it out under another system or other tools', () => {
      const thoughts = remembering();
      for (const change of [{ system: 'Else.' }, { tools: [] }]) {
        const request = chatRequest({ messages: talk(3), ...change });
        const { params } = prepareRequest(MODEL, request, thoughts);
        expect(JSON.stringify(params.messages)).not.toContain('thinking');
      }
    });

    it('keeps it when only what comes after has changed', () => {
      const later = talk(3).map((message, at) =>
        at === 4 && message.role === 'tools'
          ? { ...message, results: message.results.map((result) => ({ ...result, text: 'short' })) }
          : message,
      );
      expect(JSON.stringify(prepare(later, remembering()).params.messages)).toContain('signed');
    });

    it('forgets the oldest', () => {
      const thoughts = remembering();
      const { place } = prepare(talk(0), createThoughts());
      for (let number = 0; number < 250; number += 1) {
        thoughts.keep(place, { role: 'assistant', text: String(number), toolCalls: [] }, [thought]);
      }
      expect(JSON.stringify(prepare(talk(1), thoughts).params.messages)).not.toContain('thinking');
    });
  });
});
