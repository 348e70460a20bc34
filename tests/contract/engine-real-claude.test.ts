import { describe } from 'vitest';
import { claudeEngine } from '../support/claude-engine.ts';
import { startMessagesApi } from '../support/messages-api.ts';
import { HAS_REAL_CLAUDE, REAL_CLAUDE_PATH } from '../support/real-claude.ts';
import { messagesScript } from './anthropic-scripts.ts';
import { type Behaviour, engineContract, WRITTEN_FILE } from './engine.contract.ts';

/** Milliseconds until the program asks its API for the first time, on a machine that is busy. */
const START_MS = 1500;

/** With a key the program does not say when a limit ends; the limits of a subscription have an end. */
function credential(behaviour: Behaviour): Readonly<Record<string, string>> {
  return behaviour === 'limited_for_an_hour'
    ? { CLAUDE_CODE_OAUTH_TOKEN: 'sk-ant-oat01-test' }
    : { ANTHROPIC_API_KEY: 'test-key' };
}

describe.skipIf(!HAS_REAL_CLAUDE)('the real program', () => {
  engineContract('claude', {
    startMs: START_MS,
    start: async (behaviour, folder) => {
      const input = { file_path: `${folder}/tree/${WRITTEN_FILE}`, content: 'hello\n' };
      const api = await startMessagesApi(messagesScript(behaviour, { name: 'Write', input }));
      const engine = claudeEngine({
        env: {
          PATH: `${REAL_CLAUDE_PATH}:${process.env['PATH'] ?? ''}`,
          HOME: folder,
          ANTHROPIC_BASE_URL: api.url,
          ...credential(behaviour),
        },
      });
      return { engine, dispose: async () => api.close() };
    },
  });
});
