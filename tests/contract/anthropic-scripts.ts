import { mangled } from '../support/mangled.ts';
import { type Reply, refuse, say } from '../support/messages-api.ts';
import { type Behaviour, HOUR_MS, PROSE, QUESTION_REPLY, REMAINING_REPLY } from './engine-cases.ts';

const MANGLED_EVENTS = [
  {
    type: 'message_start',
    message: {
      ...{ id: 'm', type: 'message', role: 'assistant', model: 'm', content: [] },
      ...{ stop_reason: null, stop_sequence: null },
      usage: { input_tokens: 10, output_tokens: 1 },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  {
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: 'All @ done.' },
  },
  { type: 'content_block_stop', index: 0 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: 5 },
  },
  { type: 'message_stop' },
];

const MANGLED: Reply = {
  kind: 'raw',
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: mangled(
    MANGLED_EVENTS.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(
      '',
    ),
  ),
};

const TOO_LONG: Reply = {
  kind: 'error',
  status: 400,
  type: 'invalid_request_error',
  message: 'prompt is too long: 1000001 tokens > 1000000 maximum',
};

/** What the provider says of a limit, to those who pay by the token and to those who subscribe. */
function inAnHour(): Record<string, string> {
  const seconds = HOUR_MS / 1000;
  return {
    'retry-after': String(seconds),
    'anthropic-ratelimit-unified-status': 'rejected',
    'anthropic-ratelimit-unified-reset': String(Math.floor(Date.now() / 1000) + seconds),
    'anthropic-ratelimit-unified-representative-claim': 'five_hour',
  };
}

/** The call that writes the file of the case, under the name and with the arguments of the tool. */
export interface WritingCall {
  readonly name: string;
  readonly input: object;
}

/** How the Messages API plays each part for a program that writes files by this call. */
export function messagesScript(
  behaviour: Behaviour,
  { name, input }: WritingCall,
): readonly Reply[] {
  const writes: Reply = {
    kind: 'turn',
    blocks: [
      { type: 'thinking', signature: 'c2lnbmVk' },
      { type: 'text', text: 'On it.' },
      { type: 'tool_use', name, input },
    ],
  };
  const malformed = JSON.stringify(input).slice(0, -3);
  const scripts: Readonly<Record<Behaviour, readonly Reply[]>> = {
    edits: [writes, say('All done.')],
    changes_nothing: [say('All done.')],
    asks: [say(QUESTION_REPLY)],
    limited_for_an_hour: [refuse(429, 'rate_limit_error', inAnHour())],
    limited: [refuse(429, 'rate_limit_error')],
    overloaded: [refuse(529, 'overloaded_error')],
    unauthenticated: [refuse(401, 'authentication_error')],
    bad_model: [refuse(404, 'not_found_error')],
    too_long: [TOO_LONG],
    refuses: [{ kind: 'turn', blocks: [{ type: 'text', text: 'No.' }], stop: 'refusal' }],
    slow: [{ kind: 'hang' }],
    stalls: [{ kind: 'stall' }],
    is_cut: [{ kind: 'cut' }],
    garbles: [{ kind: 'garbled' }],
    malforms: [
      { kind: 'turn', blocks: [{ type: 'tool_use', name, input: malformed }] },
      writes,
      say('All done.'),
    ],
    mangles: [MANGLED],
    talks: [say(PROSE)],
    shrinks: [say(REMAINING_REPLY)],
  };
  return scripts[behaviour];
}
