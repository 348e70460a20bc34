// Run by node, bundled: asks a model once and tells what became of it and how much memory it took.
//   node ask-once.mjs anthropic|huggingface URL

import { createAnthropicModel } from '../../src/engines/anthropic/chat-model.ts';
import { openConnection } from '../../src/engines/endpoint/connection.ts';
import { createHuggingFaceModel } from '../../src/engines/huggingface/chat-model.ts';
import { chatRequest, hurriedClock, recordingChatIo } from './chat-io.ts';

/** What the program prints. */
export interface Told {
  readonly reply: unknown;
  /** The most memory held at once, in bytes. */
  readonly peakBytes: number;
}

const [engine, address = ''] = process.argv.slice(2);
const url = new URL(address);
const connection = openConnection({ url, env: process.env });
const way = { connection, clock: hurriedClock(), random: () => 0 };
const model =
  engine === 'anthropic'
    ? createAnthropicModel({ ...way, model: 'm', baseUrl: url, credential: { apiKey: 'k' } })
    : createHuggingFaceModel({ ...way, model: 'm', endpoint: url, token: 't' });
const reply = await model.send(chatRequest(), { ...recordingChatIo(), onText: () => undefined });
await connection.close();
const told: Told = { reply, peakBytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(JSON.stringify(told));
