import { describe, expect, it } from 'vitest';
import { createReplyReader, type ReplyReader } from '../../../../src/engines/anthropic/reply.ts';

type Event = Parameters<ReplyReader['read']>[0];

function usageAfter(counts: { readonly first?: unknown; readonly last?: unknown }) {
  const reader = createReplyReader(() => undefined);
  const events = [
    { type: 'message_start', message: { usage: counts.first } },
    { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: counts.last },
    { type: 'message_stop' },
  ];
  for (const event of events) reader.read(event as Event);
  return reader.message()?.usage;
}

describe('the usage of a reply', () => {
  it('is null where a gateway leaves it out', () => {
    expect(usageAfter({})).toBeNull();
    expect(usageAfter({ last: null })).toBeNull();
  });

  it('is what was said first where it is said no more', () => {
    const first = { input_tokens: 5, output_tokens: 1 };
    const said = { input: 5, output: 1, cacheRead: 0, cacheWrite: 0 };
    expect(usageAfter({ first })).toEqual(said);
    expect(usageAfter({ first, last: { output_tokens: 9 } })).toEqual({ ...said, output: 9 });
  });
});
