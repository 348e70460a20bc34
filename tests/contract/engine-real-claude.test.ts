import { describe } from 'vitest';
import { createClaudeEngine } from '../../src/engines/claude-cli/engine.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { type Reply, refuse, type Script, say, startMessagesApi } from '../support/messages-api.ts';
import { HAS_REAL_CLAUDE, REAL_CLAUDE_PATH } from '../support/real-claude.ts';
import {
  type Behaviour,
  engineContract,
  QUESTION_REPLY,
  REMAINING_REPLY,
  WRITTEN_FILE,
} from './engine.contract.ts';

function edits(cwd: string): Script {
  const write: Reply = {
    kind: 'turn',
    blocks: [
      { type: 'text', text: 'On it.' },
      {
        type: 'tool_use',
        name: 'Write',
        input: { file_path: `${cwd}/${WRITTEN_FILE}`, content: 'hello\n' },
      },
    ],
  };
  return [write, say('All done.')];
}

const SCRIPTS: Readonly<Record<Behaviour, (cwd: string) => Script>> = {
  edits,
  rate_limited: () => [refuse(429, 'rate_limit_error', { 'retry-after': '30' })],
  unauthenticated: () => [refuse(401, 'authentication_error')],
  overloaded: () => [refuse(529, 'overloaded_error')],
  slow: () => [{ kind: 'hang' }],
  shrinks: () => [say(REMAINING_REPLY)],
  asks: () => [say(QUESTION_REPLY)],
};

describe.skipIf(!HAS_REAL_CLAUDE)('the real program', () => {
  engineContract('claude', async (behaviour, folder) => {
    const api = await startMessagesApi(SCRIPTS[behaviour](`${folder}/tree`));
    const engine = createClaudeEngine({
      processes: createProcesses(),
      env: {
        PATH: `${REAL_CLAUDE_PATH}:${process.env['PATH'] ?? ''}`,
        HOME: folder,
        ANTHROPIC_BASE_URL: api.url,
        ANTHROPIC_API_KEY: 'test-key',
      },
      sandbox: createSandbox('none'),
      passEnv: [],
      model: null,
      maxBudgetUsd: null,
    });
    return { engine, dispose: async () => api.close() };
  });
});
