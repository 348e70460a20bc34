import { describe, expect, it } from 'vitest';
import { createReplyReader } from '../../../../src/engines/huggingface/reply.ts';

const NONE = new Set<string>();

function read(chunks: readonly unknown[]) {
  const texts: string[] = [];
  const reader = createReplyReader((text) => texts.push(text));
  for (const chunk of chunks) reader.read(chunk);
  return { message: reader.message(NONE), usage: reader.usage(), texts };
}

const said = (content: string | null, finish: string | null = null) => ({
  choices: [{ delta: { content }, finish_reason: finish }],
});

describe('createReplyReader', () => {
  it('is no message before the server says why it stopped', () => {
    expect(read([said('Hel'), said('lo')]).message).toBeNull();
    expect(read([said('Hel'), said('lo', 'stop')]).message).toMatchObject({
      text: 'Hello',
      stop: 'end',
    });
  });

  it.each([
    ['stop', 'end'],
    ['eos_token', 'end'],
    ['tool_calls', 'end'],
    ['length', 'length'],
    ['content_filter', 'refusal'],
  ])('reads the reason %s', (reason, stop) => {
    expect(read([said('x', reason)]).message?.stop).toBe(stop);
  });

  it('waits for results of calls, whatever reason is given', () => {
    const calls = [{ index: 0, id: 'a', function: { name: 'one', arguments: '{}' } }];
    for (const finish_reason of ['stop', 'tool_calls', 'function_call']) {
      const { message } = read([{ choices: [{ delta: { tool_calls: calls }, finish_reason }] }]);
      expect(message?.stop).toBe('tools');
    }
  });

  it('takes the cached part out of the prompt', () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 7,
      prompt_tokens_details: { cached_tokens: 60 },
    };
    expect(read([said('x', 'stop'), { choices: [], usage }]).usage).toEqual({
      input: 40,
      output: 7,
      cacheRead: 60,
      cacheWrite: 0,
    });
  });

  it('says when nobody counted', () => {
    expect(read([said('x', 'stop'), { choices: [], usage: null }]).usage).toBeNull();
    expect(read([{ usage: {} }]).usage).toBeNull();
  });

  it('keeps the last count of those that come with every piece', () => {
    const counted = (completion_tokens: number) => ({
      ...said('x'),
      usage: { prompt_tokens: 3, completion_tokens },
    });
    expect(read([counted(1), counted(2), counted(3)]).usage).toMatchObject({ input: 3, output: 3 });
  });

  it('leaves out what it does not know', () => {
    const chunk = {
      id: 1,
      choices: [
        {
          index: 0,
          delta: { role: 'assistant', reasoning_content: 'hm', content: null },
          logprobs: [],
        },
      ],
      x: {},
    };
    expect(read([chunk, said('a', 'stop')]).texts).toEqual(['a']);
  });

  it.each([
    42,
    null,
    'x',
    [],
    { choices: 5 },
    { choices: [{ delta: { content: 7 } }] },
    { choices: [{ delta: { tool_calls: [{ index: -1 }] } }] },
  ])('refuses %j', (chunk) => {
    expect(() => read([chunk])).toThrow();
  });
});
