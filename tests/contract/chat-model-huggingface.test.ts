import { openConnection } from '../../src/engines/endpoint/connection.ts';
import { createHuggingFaceModel } from '../../src/engines/huggingface/chat-model.ts';
import { type ChatTurn, startChatApi } from '../support/chat-api.ts';
import { isMishap } from '../support/mishaps.ts';
import { type Act, chatModelContract } from './chat-model.contract.ts';

function toTurn(act: Act): ChatTurn {
  if (isMishap(act)) return act;
  switch (act.kind) {
    case 'says':
      return { kind: 'turn', text: act.text };
    case 'calls':
      return {
        kind: 'turn',
        calls: act.calls.map(([name, given]) => ({ name, arguments: given })),
      };
    case 'refuses':
      return { kind: 'turn', finish: 'content_filter' };
    case 'is_cut_short':
      return { kind: 'turn', text: 'Hel', finish: 'length' };
    case 'breaks_off':
      return { kind: 'stream_error', error: { type: act.type, message: 'scripted' } };
    case 'answers':
      return {
        kind: 'error',
        status: act.status,
        error: act.error ?? { message: 'scripted' },
        ...(act.headers === undefined ? {} : { headers: act.headers }),
      };
  }
}

const TOO_LONG: Act = {
  kind: 'answers',
  status: 400,
  error: {
    type: 'BadRequestError',
    code: 400,
    message: "This model's maximum context length is 32768 tokens. However, you requested 40000",
  },
};

const MANGLED = [{ choices: [{ delta: { content: 'Hel@lo' }, finish_reason: 'stop' }] }];

const OWN = { tooLong: TOO_LONG, mangled: MANGLED };

chatModelContract('huggingface', OWN, async (acts, { patience, ...setting }) => {
  const api = await startChatApi(acts.map(toTurn));
  const endpoint = new URL(api.url);
  const connection = openConnection({ url: endpoint, env: {}, patience });
  const model = createHuggingFaceModel({
    ...setting,
    model: 'zai-org/GLM-5.3',
    endpoint,
    token: 'test-token',
    connection,
  });
  const dispose = async (): Promise<void> => {
    await connection.close();
    await api.close();
  };
  return { model, asked: () => api.requests.length, dispose };
});
