import { createHuggingFaceEngine } from '../../src/engines/huggingface/engine.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { type ChatTurn, chatSay, startChatApi } from '../support/chat-api.ts';
import { hurriedClock } from '../support/chat-io.ts';
import { useFileTools } from '../support/file-tools-program.ts';
import { mangled } from '../support/mangled.ts';
import {
  type Behaviour,
  engineContract,
  HOUR_MS,
  PROSE,
  QUESTION_REPLY,
  REMAINING_REPLY,
  WRITTEN_FILE,
} from './engine.contract.ts';

const WRITES: ChatTurn = {
  kind: 'turn',
  text: 'On it.',
  calls: [{ name: 'write_file', arguments: { path: WRITTEN_FILE, content: 'hello\n' } }],
};
const DONE = chatSay('All done.');

function error(status: number, body: unknown, headers: Record<string, string> = {}): ChatTurn {
  return { kind: 'error', status, error: body, headers };
}

const MANGLED: ChatTurn = {
  kind: 'raw',
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: mangled(
    `data: ${JSON.stringify({ choices: [{ delta: { content: 'All @ done.' }, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`,
  ),
};

const TURNS: Readonly<Record<Behaviour, readonly ChatTurn[]>> = {
  edits: [WRITES, DONE],
  changes_nothing: [DONE],
  asks: [chatSay(QUESTION_REPLY)],
  limited_for_an_hour: [
    error(429, { message: 'slow down' }, { 'retry-after': String(HOUR_MS / 1000) }),
  ],
  limited: [error(429, { message: 'slow down' })],
  overloaded: [error(503, { message: 'loading' })],
  unauthenticated: [error(401, 'Invalid username or password.')],
  bad_model: [error(400, { code: 'model_not_supported', type: 'invalid_request_error' })],
  too_long: [error(400, { message: "This model's maximum context length is 32768 tokens." })],
  refuses: [{ kind: 'turn', finish: 'content_filter' }],
  slow: [{ kind: 'hang' }],
  stalls: [{ kind: 'stall' }],
  is_cut: [{ kind: 'cut' }],
  garbles: [{ kind: 'garbled' }],
  malforms: [
    { kind: 'turn', calls: [{ name: 'write_file', arguments: '{"path": "a' }] },
    WRITES,
    DONE,
  ],
  mangles: [MANGLED],
  talks: [chatSay(PROSE)],
  shrinks: [chatSay(REMAINING_REPLY)],
};

const fileTools = useFileTools();

engineContract('huggingface', {
  start: async (behaviour) => {
    const api = await startChatApi(TURNS[behaviour]);
    const processes = createProcesses();
    const engine = createHuggingFaceEngine({
      model: null,
      endpoint: api.url,
      allowHttpLoopback: true,
      processes,
      sandbox: createSandbox('none', processes),
      clock: hurriedClock(),
      random: () => 0.5,
      env: { PATH: process.env['PATH'] },
      passEnv: [],
      prices: {},
      fileToolsProgram: fileTools(),
    });
    return { engine, dispose: api.close };
  },
});
