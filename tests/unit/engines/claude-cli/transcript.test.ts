import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/domain/events.ts';
import { createTranscriptReader } from '../../../../src/engines/claude-cli/transcript.ts';

function read(lines: readonly unknown[]) {
  const events: RunEvent[] = [];
  const reader = createTranscriptReader({
    engine: 'claude',
    cwd: '/tree',
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
    expect(transcript.usage).toEqual({
      inputTokens: 40,
      outputTokens: 8,
      cacheReadTokens: 12,
      cacheWriteTokens: 16,
      costUsd: 2,
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
    expect(transcript.usage).toEqual({
      inputTokens: 1,
      outputTokens: 2,
      cacheReadTokens: 3,
      cacheWriteTokens: 4,
      costUsd: 0.3,
      turns: 3,
    });
    expect(read([{ type: 'result' }]).transcript.usage.costUsd).toBeNull();
  });

  it('does not let a flood of events through', () => {
    const text = { type: 'assistant', message: { content: [{ type: 'text', text: 'x' }] } };
    const { events } = read(Array.from({ length: 6000 }, () => text));
    expect(events).toHaveLength(5000);
  });
});
