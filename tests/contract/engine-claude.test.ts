import { createClaudeEngine } from '../../src/engines/claude-cli/engine.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createProcesses } from '../../src/system/processes.ts';
import { type FakeStep, installFakeClaude } from '../support/fake-claude.ts';
import {
  type Behaviour,
  engineContract,
  QUESTION_REPLY,
  REMAINING,
  WRITTEN_FILE,
} from './engine.contract.ts';

function refusal(status: number, type: string): FakeStep {
  const result = { is_error: true, api_error_status: status, api_error_type: type };
  return { result, summary: `API Error: ${String(status)}`, exitCode: 1 };
}

const STEPS: Readonly<Record<Behaviour, (cwd: string) => FakeStep>> = {
  edits: (cwd) => ({
    write: { [WRITTEN_FILE]: 'hello\n' },
    lines: [
      { type: 'system', subtype: 'init', session_id: 's1', model: 'm' },
      {
        type: 'assistant',
        message: {
          content: [
            { type: 'text', text: 'On it.' },
            { type: 'tool_use', name: 'Write', input: { file_path: `${cwd}/${WRITTEN_FILE}` } },
          ],
        },
      },
      {
        type: 'result',
        subtype: 'success',
        result: 'All done.',
        num_turns: 2,
        usage: { output_tokens: 5 },
      },
    ],
  }),
  rate_limited: () => refusal(429, 'rate_limit_error'),
  unauthenticated: () => refusal(401, 'authentication_error'),
  overloaded: () => refusal(529, 'overloaded_error'),
  slow: () => ({ hang: true }),
  shrinks: () => ({ summary: 'Did it.', remaining: REMAINING }),
  asks: () => ({ summary: QUESTION_REPLY }),
};

engineContract('claude (stand-in)', async (behaviour, folder) => {
  const claude = installFakeClaude(folder, [STEPS[behaviour](`${folder}/tree`)]);
  const engine = createClaudeEngine({
    processes: createProcesses(),
    env: { ...process.env, PATH: `${claude.path}:${process.env['PATH'] ?? ''}` },
    sandbox: createSandbox('none'),
    passEnv: [],
    model: null,
    maxBudgetUsd: null,
  });
  return { engine, dispose: async () => undefined };
});
