import { describe, expect, it } from 'vitest';
import { type CallEvidence, classify } from '../../../../src/engines/claude-cli/classify.ts';
import { createTranscriptReader } from '../../../../src/engines/claude-cli/transcript.ts';
import type { ProcessOutcome } from '../../../../src/ports/process.ts';

const OUTCOME: ProcessOutcome = {
  status: 'exited',
  exitCode: 0,
  signal: null,
  stdout: new Uint8Array(),
  stderr: new Uint8Array(),
  truncated: false,
  durationMs: 1,
  errno: null,
};

function verdict(
  lines: readonly object[],
  outcome: Partial<ProcessOutcome> = {},
  kind: CallEvidence['kind'] = 'build',
) {
  const reader = createTranscriptReader({ engine: 'claude', cwd: '/tree', emit: () => undefined });
  for (const line of lines) reader.read(JSON.stringify(line));
  return classify({ kind, outcome: { ...OUTCOME, ...outcome }, transcript: reader.current() });
}

const failure = { exitCode: 1 };
const success = { type: 'result', subtype: 'success', is_error: false, result: 'Did it.' };
const apiError = { ...success, is_error: true, result: 'API Error', terminal_reason: 'api_error' };

describe('classify', () => {
  it('believes how the process ended first', () => {
    expect(verdict([success], { status: 'not_started', exitCode: null, errno: 'EACCES' })).toEqual({
      type: 'failed',
      code: 'missing',
      message: 'claude could not be started (EACCES)',
    });
    expect(verdict([success], { status: 'aborted' }).type).toBe('aborted');
    expect(verdict([success], { status: 'timed_out' }).type).toBe('timed_out');
    expect(verdict([success], { status: 'idle' }).type).toBe('timed_out');
  });

  it('is done with a result, and without one when the program ended well', () => {
    expect(verdict([success])).toEqual({ type: 'done', summary: 'Did it.', remaining: null });
    expect(verdict([])).toEqual({ type: 'done', summary: '', remaining: null });
  });

  it('is not done when the program ended badly after all', () => {
    expect(verdict([success], failure)).toMatchObject({ type: 'failed', code: 'exit' });
    expect(
      verdict([success], { status: 'signalled', exitCode: null, signal: 'SIGKILL' }),
    ).toMatchObject({
      code: 'exit',
    });
    expect(verdict([], { status: 'signalled', exitCode: null, signal: 'SIGKILL' })).toMatchObject({
      message: 'claude was ended by SIGKILL',
    });
  });

  it.each([
    [429, 'rate_limit_error', 'rate_limited'],
    [401, 'authentication_error', 'unauthenticated'],
    [403, 'permission_error', 'unauthenticated'],
    [402, 'billing_error', 'unauthenticated'],
    [529, 'overloaded_error', 'overloaded'],
    [500, 'api_error', 'overloaded'],
    [504, 'timeout_error', 'overloaded'],
    [404, 'not_found_error', 'bad_model'],
    [400, 'invalid_request_error', 'bad_request'],
    [413, 'request_too_large', 'bad_request'],
  ])('knows status %d and type %s apart', (status, type, expected) => {
    const found = (fields: object) => {
      const result = verdict([{ ...apiError, ...fields }], failure);
      return result.type === 'failed' ? result.code : result.type;
    };
    expect(found({ api_error_status: status })).toBe(expected);
    expect(found({ api_error_type: type })).toBe(expected);
  });

  it.each([
    ['rate_limit', 'rate_limited'],
    ['authentication_failed', 'unauthenticated'],
    ['billing_error', 'unauthenticated'],
    ['server_error', 'overloaded'],
    ['model_not_found', 'bad_model'],
    ['invalid_request', 'bad_request'],
    ['max_output_tokens', 'protocol'],
    ['unknown', 'exit'],
  ])('knows the error %s of an answer, also without a result', (error, expected) => {
    for (const lines of [[], [{ ...apiError }]]) {
      const answer = { type: 'assistant', error, message: { content: [] } };
      const result = verdict([answer, ...lines], failure);
      expect(result.type === 'failed' ? result.code : result.type).toBe(expected);
    }
  });

  it('knows limits of turns and money, refusals, and what it does not know', () => {
    expect(verdict([{ ...success, subtype: 'error_max_turns' }], failure)).toMatchObject({
      code: 'max_turns',
    });
    expect(verdict([{ ...success, subtype: 'error_max_budget_usd' }], failure)).toMatchObject({
      type: 'over_budget',
    });
    expect(verdict([{ ...apiError, stop_reason: 'refusal' }], failure)).toMatchObject({
      code: 'refused',
    });
    const interrupted = { ...success, subtype: 'error_during_execution', errors: ['stopped'] };
    expect(verdict([interrupted])).toMatchObject({ code: 'exit', message: 'stopped Did it.' });
  });

  it('says when a limit ends', () => {
    const limit = {
      type: 'rate_limit_event',
      rate_limit_info: { status: 'rejected', resetsAt: 9 },
    };
    expect(verdict([limit, { ...apiError, api_error_status: 429 }], failure)).toMatchObject({
      type: 'rate_limited',
      resetsAt: 9000,
    });
  });

  it('is moved by no prose', () => {
    const prose = 'Error 429: rate limit reached, resets 3pm. 401 unauthorized. Please run /login';
    expect(verdict([{ ...success, result: prose }])).toMatchObject({
      type: 'done',
      summary: prose,
    });
    const stderr = new TextEncoder().encode(prose);
    expect(verdict([], { ...failure, stderr })).toMatchObject({ code: 'exit', message: prose });
  });

  it('asks only in a build, leaves something only after a shrink', () => {
    const result = '```question\nWhich?\n- a\n```\n```remaining\n- more\n```';
    const lines = [{ ...success, result }];
    expect(verdict(lines)).toEqual({ type: 'needs_input', question: 'Which?', options: ['a'] });
    expect(verdict(lines, {}, 'repair')).toMatchObject({ type: 'done', remaining: null });
    expect(verdict(lines, {}, 'shrink')).toMatchObject({ type: 'done', remaining: ['more'] });
  });
});
