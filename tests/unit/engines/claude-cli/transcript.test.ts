import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/domain/events.ts';
import { createTranscriptReader } from '../../../../src/engines/claude-cli/transcript.ts';

function read(lines: readonly unknown[]) {
  const events: RunEvent[] = [];
  const reader = createTranscriptReader({
    engine: 'claude',
    cwd: '/tree',
    prices: (model) => (model === 'm' ? { input: 1, output: 10 } : null),
    now: () => 1_000_000,
    emit: (event) => events.push(event),
  });
  for (const line of lines) reader.read(JSON.stringify(line));
  return { events, transcript: reader.current() };
}

const init = { type: 'system', subtype: 'init', session_id: 's1', model: 'm' };

describe('createTranscriptReader', () => {
  it('knows nothing before the first line', () => {
    expect(read([]).transcript).toMatchObject({ session: null, result: null, error: null });
  });

  it('announces the session, texts without control characters, and tools by their telling argument', () => {
    const content = [
      { type: 'text', text: ' \u001b[31mred\u001b[0m\u0007 ' },
      { type: 'text', text: '  ' },
      { type: 'thinking', thinking: 'hm' },
      { type: 'tool_use', name: 'Edit', input: { old_string: 'x', file_path: '/tree/src/a.ts' } },
      { type: 'tool_use', name: 'Bash', input: { description: 'd', command: 'npm  test\n' } },
      { type: 'tool_use', name: 'Odd', input: { file_path: 7 } },
    ];
    const { events } = read([init, { type: 'assistant', message: { content } }]);
    expect(events).toEqual([
      { type: 'engine.session', engine: 'claude', session: 's1', model: 'm' },
      { type: 'engine.text', engine: 'claude', text: 'red' },
      { type: 'tool.called', engine: 'claude', tool: 'Edit', detail: 'src/a.ts' },
      { type: 'tool.called', engine: 'claude', tool: 'Bash', detail: 'npm test' },
      { type: 'tool.called', engine: 'claude', tool: 'Odd', detail: '' },
    ]);
  });

  it('announces each denial once', () => {
    const denied = {
      type: 'system',
      subtype: 'permission_denied',
      tool_name: 'Bash',
      tool_use_id: 't1',
      message: 'no',
    };
    const denials = [
      { tool_name: 'Bash', tool_use_id: 't1', tool_input: { command: 'git push' } },
      { tool_name: 'Write', tool_use_id: 't2', tool_input: { file_path: '/etc/x' } },
    ];
    const { events } = read([denied, { type: 'result', permission_denials: denials }]);
    expect(events).toEqual([
      { type: 'tool.denied', engine: 'claude', tool: 'Bash', detail: 'no' },
      { type: 'tool.denied', engine: 'claude', tool: 'Write', detail: '/etc/x' },
    ]);
  });

  it('remembers the last error only, and a limit only when it refused', () => {
    const limited = read([
      { type: 'rate_limit_event', rate_limit_info: { status: 'allowed_warning', resetsAt: 1 } },
      { type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: 2 } },
      { type: 'assistant', error: 'rate_limit', message: { content: [] } },
    ]);
    expect(limited.transcript).toMatchObject({ error: 'rate_limit', resetsAt: 2000 });
    const recovered = read([
      { type: 'assistant', error: 'server_error', message: { content: [] } },
      { type: 'assistant', message: { content: [] } },
    ]);
    expect(recovered.transcript.error).toBeNull();
  });

  it('keeps the last result, its session and the sum of what each used', () => {
    const model = {
      inputTokens: 10,
      outputTokens: 2,
      cacheReadInputTokens: 3,
      cacheCreationInputTokens: 4,
      costUSD: 0.5,
    };
    const result = {
      type: 'result',
      num_turns: 1,
      total_cost_usd: 7,
      model_usage_since_last_result: { a: model, b: model },
    };
    const { transcript } = read([
      init,
      { ...result, result: 'one' },
      { ...result, result: 'two', session_id: 's2' },
    ]);
    expect(transcript.result?.result).toBe('two');
    expect(transcript.session).toBe('s2');
    expect(transcript.told).toEqual({
      inputTokens: 40,
      outputTokens: 8,
      cacheReadTokens: 12,
      cacheWriteTokens: 16,
      costUsd: 2,
      equivalentUsd: 0,
      unpricedCalls: 0,
      turns: 2,
    });
  });

  it('takes the totals of a program that does not say what came since', () => {
    const usage = {
      input_tokens: 1,
      output_tokens: 2,
      cache_read_input_tokens: 3,
      cache_creation_input_tokens: 4,
    };
    const { transcript } = read([
      { type: 'result', num_turns: 1, total_cost_usd: 0.1, usage },
      { type: 'result', num_turns: 3, total_cost_usd: 0.3, usage },
    ]);
    expect(transcript.told).toEqual({
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      costUsd: 0.3,
      equivalentUsd: 0,
      unpricedCalls: 0,
      turns: 3,
    });
    expect(read([{ type: 'result' }]).transcript.told?.costUsd).toBeNull();
  });

  it('counts a message once, however many lines tell of it, and prices it while it grows', () => {
    const start = { input_tokens: 100, output_tokens: 1, cache_read_input_tokens: 50 };
    const part = { id: 'a', model: 'm', usage: start, content: [] };
    const event = (value: object) => ({ type: 'stream_event', event: value });
    const { transcript } = read([
      init,
      event({ type: 'message_start', message: part }),
      { type: 'assistant', message: part },
      { type: 'assistant', message: part },
      event({ type: 'message_delta', delta: {}, usage: { output_tokens: 30 } }),
      event({
        type: 'message_delta',
        delta: { stop_reason: 'tool_use' },
        usage: { output_tokens: 40 },
      }),
      event({ type: 'message_start', message: { ...part, id: 'b' } }),
    ]);
    expect(transcript.watched).toMatchObject({
      ...{ inputTokens: 200, outputTokens: 41, cacheReadTokens: 100, turns: 2, unpricedCalls: 0 },
    });
    expect(transcript.watched.costUsd).toBeCloseTo((300 * 1 + 41 * 10) / 1e6, 12);
    expect(transcript.isEnding).toBe(false);
  });

  it('knows a last word, and a message that only broke off', () => {
    const ended = (stop: string) =>
      read([
        { type: 'stream_event', event: { type: 'message_delta', delta: { stop_reason: stop } } },
      ]).transcript.isEnding;
    expect(['end_turn', 'stop_sequence', 'tool_use', 'max_tokens', 'refusal'].map(ended)).toEqual([
      ...[true, true, false, false, false],
    ]);
  });

  it('counts messages of a model without a price, and those without an id each', () => {
    const message = { usage: { input_tokens: 5 }, content: [] };
    const { transcript } = read([
      { type: 'assistant', message },
      { type: 'assistant', message: { ...message, model: 'm' } },
      { type: 'assistant', message: { content: [] } },
      { type: 'assistant', message: { id: 'x', model: '<synthetic>', usage: {}, content: [] } },
    ]);
    expect(transcript.watched).toMatchObject({ inputTokens: 10, turns: 2, unpricedCalls: 1 });
    expect(transcript.watched.costUsd).toBeCloseTo(5e-6, 12);
  });

  it('knows whether a tool runs', () => {
    const content = [{ type: 'tool_use', id: 't1', name: 'Bash', input: {} }];
    const called = { type: 'assistant', message: { content } };
    const answer = { type: 'tool_result', tool_use_id: 't1' };
    expect(read([called]).transcript.toolsRun).toBe(true);
    const answered = { type: 'user', message: { content: [answer] } };
    expect(read([called, answered]).transcript.toolsRun).toBe(false);
    expect(read([called, { type: 'user', message: 'odd' }]).transcript.toolsRun).toBe(true);
  });

  it('counts refused calls as they are told', () => {
    const denied = { type: 'system', subtype: 'permission_denied', tool_use_id: 't' };
    expect(read([denied, denied]).transcript.denials).toBe(2);
  });

  it('takes a wait that is told in seconds, unless a moment is told', () => {
    const refused = { type: 'assistant', error: 'rate_limit', message: {} };
    expect(read([{ ...refused, retry_after: 45 }]).transcript.resetsAt).toBe(1_045_000);
    expect(read([refused, { type: 'result', retry_after: 5 }]).transcript.resetsAt).toBe(1_005_000);
    const info = { rate_limit_info: { resetsAt: 7 } };
    const both = { ...refused, retry_after: 45, api_error_params: info };
    expect(read([both, { type: 'result', retry_after: 5 }]).transcript.resetsAt).toBe(7000);
  });

  it('does not let a flood of events through', () => {
    const text = { type: 'assistant', message: { content: [{ type: 'text', text: 'x' }] } };
    const { events } = read(Array.from({ length: 6000 }, () => text));
    expect(events).toHaveLength(5000);
  });
});
