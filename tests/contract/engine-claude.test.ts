import { claudeEngine } from '../support/claude-engine.ts';
import { type FakeStep, installFakeClaude } from '../support/fake-claude.ts';
import { mangled } from '../support/mangled.ts';
import {
  type Behaviour,
  engineContract,
  HOUR_MS,
  PROSE,
  QUESTION_REPLY,
  REMAINING,
  WRITTEN_FILE,
} from './engine.contract.ts';

const INIT = { type: 'system', subtype: 'init', session_id: 's1', model: 'm' };
const BEGUN = { type: 'stream_event', event: { type: 'message_start', message: { id: 'm1' } } };

function refusal(result: Readonly<Record<string, unknown>>): FakeStep {
  return { result: { is_error: true, ...result }, summary: 'API Error', exitCode: 1 };
}

function ending(text: string): object {
  return {
    ...{ type: 'result', subtype: 'success', result: text, num_turns: 2 },
    usage: { output_tokens: 5 },
  };
}

function edits(cwd: string): FakeStep & { readonly lines: readonly unknown[] } {
  const content = [
    { type: 'text', text: 'On it.' },
    { type: 'tool_use', name: 'Write', input: { file_path: `${cwd}/${WRITTEN_FILE}` } },
  ];
  return {
    write: { [WRITTEN_FILE]: 'hello\n' },
    lines: [INIT, { type: 'assistant', message: { content } }, ending('All done.')],
  };
}

const STEPS: Readonly<Record<Behaviour, (cwd: string) => FakeStep>> = {
  edits,
  changes_nothing: () => ({ summary: 'All done.' }),
  asks: () => ({ summary: QUESTION_REPLY }),
  limited_for_an_hour: () =>
    refusal({
      api_error_status: 429,
      api_error_type: 'rate_limit_error',
      retry_after: HOUR_MS / 1000,
    }),
  limited: () => refusal({ api_error_status: 429, api_error_type: 'rate_limit_error' }),
  overloaded: () => refusal({ api_error_status: 529, api_error_type: 'overloaded_error' }),
  unauthenticated: () => refusal({ api_error_status: 401, api_error_type: 'authentication_error' }),
  bad_model: () => refusal({ api_error_status: 404, api_error_type: 'not_found_error' }),
  too_long: () => refusal({ api_error_status: 400, terminal_reason: 'prompt_too_long' }),
  refuses: () => refusal({ stop_reason: 'refusal' }),
  slow: () => ({ lines: [], hang: true }),
  stalls: () => ({ lines: [INIT, BEGUN], hang: true }),
  is_cut: () => ({ lines: [INIT, BEGUN, '{"type":"assist'] }),
  garbles: () => ({ output: '{"type":"result"\n{{]\n'.repeat(100) }),
  malforms: (cwd) => {
    const whole = edits(cwd);
    return { ...whole, lines: ['{"type":"result","is_error":tr', ...whole.lines] };
  },
  mangles: () => {
    const lines = [INIT, ending('All @ done.')].map((line) => `${JSON.stringify(line)}\n`);
    return { bytes: mangled(lines.join('')).toString('base64') };
  },
  talks: () => ({ summary: PROSE }),
  shrinks: () => ({ summary: 'Did it.', remaining: REMAINING }),
};

engineContract('claude (stand-in)', {
  start: async (behaviour, folder) => {
    const claude = installFakeClaude(folder, [STEPS[behaviour](`${folder}/tree`)]);
    const engine = claudeEngine({
      env: { ...process.env, PATH: `${claude.path}:${process.env['PATH'] ?? ''}` },
    });
    return { engine, dispose: async () => undefined };
  },
});
