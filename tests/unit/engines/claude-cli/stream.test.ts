import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStreamLine } from '../../../../src/engines/claude-cli/stream.ts';

function parse(value: unknown) {
  return parseStreamLine(JSON.stringify(value));
}

describe('parseStreamLine', () => {
  it('reads the beginning of a session, whatever the order of keys', () => {
    const line = '{"session_id":"s","model":"m","subtype":"init","type":"system"}';
    expect(parseStreamLine(line)).toEqual({ type: 'init', session: 's', model: 'm' });
    expect(parse({ type: 'system', subtype: 'init' })).toBeNull();
  });

  it('reads texts and tool calls of an answer, and why there is none', () => {
    const content = [
      { type: 'text', text: 'hi' },
      { type: 'tool_use', name: 'Bash', input: { command: 'ls' } },
      7,
    ];
    expect(parse({ type: 'assistant', message: { content: content.slice(0, 2) } })).toMatchObject({
      type: 'assistant',
      error: null,
      message: { content: [{ text: 'hi' }, { name: 'Bash', input: { command: 'ls' } }] },
    });
    const info = { rate_limit_info: { status: 'rejected', resetsAt: 1_800_000_000 } };
    expect(
      parse({
        type: 'assistant',
        error: 'rate_limit',
        api_error_params: info,
        message: { content },
      }),
    ).toMatchObject({
      ...{ error: 'rate_limit', resetsAt: 1_800_000_000_000, message: { content: [] } },
    });
  });

  it('reads denials and limits', () => {
    expect(
      parse({
        type: 'system',
        subtype: 'permission_denied',
        tool_name: 'Bash',
        tool_use_id: 't',
        message: 'no',
      }),
    ).toEqual({ type: 'denied', id: 't', tool: 'Bash', detail: 'no' });
    expect(
      parse({ type: 'rate_limit_event', rate_limit_info: { status: 'rejected', resetsAt: 5 } }),
    ).toEqual({ type: 'limit', status: 'rejected', resetsAt: 5000 });
    expect(parse({ type: 'rate_limit_event' })).toBeNull();
  });

  it('reads a result, missing or odd members as their absence', () => {
    const odd = { type: 'result', is_error: 'yes', num_turns: -1, usage: [], total_cost_usd: 'x' };
    expect(parse(odd)).toMatchObject({
      type: 'result',
      message: { subtype: '', is_error: false, result: '', num_turns: 0, total_cost_usd: null },
    });
  });

  it.each(['', 'plain text', '{', '{}', '[1]', 'null', '{"type":{}}', '{"type":"system"}'])(
    'passes over %j',
    (line) => {
      expect(parseStreamLine(line)).toBeNull();
    },
  );

  it('never throws', () => {
    const type = fc.constantFrom(
      ...['result', 'assistant', 'system', 'rate_limit_event', 'user', 'stream_event'],
    );
    const subtype = fc.constantFrom('init', 'permission_denied', 'success', 1);
    const message = fc.tuple(
      type,
      subtype,
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(message, ([kind, sub, rest, value]) => {
        parse({
          ...rest,
          message: value,
          usage: value,
          event: value,
          permission_denials: value,
          subtype: sub,
          type: kind,
        });
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseStreamLine(`{${text}`);
      }),
    );
  });
});
