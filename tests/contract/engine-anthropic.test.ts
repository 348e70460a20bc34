import { createAnthropicEngine } from '../../src/engines/anthropic/engine.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { hurriedClock } from '../support/chat-io.ts';
import { useFileTools } from '../support/file-tools-program.ts';
import { startMessagesApi } from '../support/messages-api.ts';
import { messagesScript } from './anthropic-scripts.ts';
import { engineContract, WRITTEN_FILE } from './engine.contract.ts';

const WRITE = { name: 'write_file', input: { path: WRITTEN_FILE, content: 'hello\n' } };

const fileTools = useFileTools();

engineContract('anthropic', {
  start: async (behaviour) => {
    const api = await startMessagesApi(messagesScript(behaviour, WRITE));
    const processes = createProcesses();
    const engine = createAnthropicEngine({
      model: null,
      processes,
      sandbox: createSandbox('none', processes),
      clock: hurriedClock(),
      random: () => 0.5,
      env: {
        PATH: process.env['PATH'],
        ANTHROPIC_API_KEY: 'test-key',
        ANTHROPIC_BASE_URL: api.url,
      },
      passEnv: [],
      prices: {},
      fileToolsProgram: fileTools(),
    });
    return { engine, dispose: api.close };
  },
});
