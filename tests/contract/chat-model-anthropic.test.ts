import { createAnthropicModel } from '../../src/engines/anthropic/chat-model.ts';
import { openConnection } from '../../src/engines/endpoint/connection.ts';
import { type Reply, startMessagesApi } from '../support/messages-api.ts';
import { isMishap } from '../support/mishaps.ts';
import { type Act, chatModelContract } from './chat-model.contract.ts';

function toReply(act: Act): Reply {
  if (isMishap(act)) return act;
  switch (act.kind) {
    case 'says':
      return { kind: 'turn', blocks: [{ type: 'text', text: act.text }] };
    case 'calls': {
      const blocks = act.calls.map(([name, input]) => ({ type: 'tool_use', name, input }) as const);
      return { kind: 'turn', blocks };
    }
    case 'refuses':
      return { kind: 'turn', blocks: [], stop: 'refusal' };
    case 'is_cut_short':
      return { kind: 'turn', blocks: [{ type: 'text', text: 'Hel' }], stop: 'max_tokens' };
    case 'breaks_off':
      return { kind: 'stream_error', type: act.type };
    case 'answers': {
      const error = act.error ?? { type: 'error', message: 'scripted' };
      const body = JSON.stringify({ type: 'error', error });
      const headers = { 'content-type': 'application/json', ...act.headers };
      return { kind: 'raw', status: act.status, headers, body };
    }
  }
}

const TOO_LONG: Act = {
  kind: 'answers',
  status: 400,
  error: {
    type: 'invalid_request_error',
    message: 'prompt is too long: 1000001 tokens > 1000000 maximum',
  },
};

const MANGLED = [
  { type: 'message_start', message: { id: 'm', role: 'assistant', content: [], usage: {} } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel@lo' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 1 } },
  { type: 'message_stop' },
];

const OWN = { tooLong: TOO_LONG, mangled: MANGLED };

chatModelContract('anthropic', OWN, async (acts, { patience, ...setting }) => {
  const api = await startMessagesApi(acts.map(toReply));
  const baseUrl = new URL(api.url);
  const connection = openConnection({ url: baseUrl, env: {}, patience });
  const model = createAnthropicModel({
    ...setting,
    model: 'claude-opus-5-5',
    baseUrl,
    credential: { apiKey: 'test-key' },
    connection,
  });
  const dispose = async (): Promise<void> => {
    await connection.close();
    await api.close();
  };
  return { model, asked: () => api.requests.length, dispose };
});
