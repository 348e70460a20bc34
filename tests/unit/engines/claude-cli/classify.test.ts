import { describe, expect, it } from 'vitest';
import { type CallEvidence, classify } from '../../../../src/engines/claude-cli/classify.ts';
import { createTranscriptReader } from '../../../../src/engines/claude-cli/transcript.ts';
import type { ProcessOutcome } from '../../../../src/ports/process.ts';

const NOW = Date.UTC(2026, 2, 1, 12, 0);

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
  lines: readonly (object | string)[],
  outcome: Partial<ProcessOutcome> = {},
  { kind = 'build', stopped = null }: Partial<Pick<CallEvidence, 'kind' | 'stopped'>> = {},
) {
  const reader = createTranscriptReader({
    ...{ engine: 'claude', cwd: '/tree', prices: () => null, now: () => NOW },
    emit: () => undefined,
  });
  for (const line of lines) reader.read(typeof line === 'string' ? line : JSON.stringify(line));
  const transcript = reader.current();
  return classify({ kind, stopped, transcript, now: NOW, outcome: { ...OUTCOME, ...outcome } });
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
    expect(verdict([], { status: 'timed_out' }).type).toBe('timed_out');
    expect(verdict([], { status: 'idle' }).type).toBe('timed_out');
  });

  it('is done with a result, and without one when the program ended well', () => {
    expect(verdict([success])).toEqual({ type: 'done', summary: 'Did it.', remaining: null });
    expect(verdict([])).toEqual({ type: 'done', summary: '', remaining: null });
  });

  it.each([
    ['after its beginning', [{ type: 'system', subtype: 'init', session_id: 's', model: 'm' }]],
    ['after an answer', [{ type: 'assistant', message: { content: [] } }]],
    ['within an answer', [{ type: 'stream_event', event: { type: 'content_block_delta' } }]],
    ['within a line', ['{"type":"result","subtype":"success","result":"Did']],
    ['after lines of a kind nobody knows', [{ type: 'news' }]],
  ])('is not done when the stream ends %s, however well the program did', (_, lines) => {
    expect(verdict(lines)).toEqual({
      type: 'failed',
      code: 'protocol',
      message: 'the stream of claude broke off before its result',
    });
    expect(verdict([...lines, success])).toMatchObject({ type: 'done' });
  });

  it('is done when a program that does not stream at all ends well', () => {
    for (const said of ['Done.', '{ "files": 3 }', '[1]', '']) {
      expect(verdict([said])).toMatchObject({ type: 'done', summary: '' });
    }
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
    [413, 'request_too_large', 'context_overflow'],
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
    ['context_window', 'context_overflow'],
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

  it('names the cap that the program reached without a word', () => {
    const silent = { ...success, is_error: true, result: undefined };
    expect(verdict([{ ...silent, subtype: 'error_max_turns' }], failure)).toMatchObject({
      ...{ code: 'max_turns', message: 'the call took all its turns (--max-turns)' },
    });
    expect(verdict([{ ...silent, subtype: 'error_max_budget_usd' }], failure)).toMatchObject({
      ...{ type: 'over_budget', message: 'the call reached its cap' },
    });
  });

  it('says when a limit ends', () => {
    const limit = {
      type: 'rate_limit_event',
      rate_limit_info: { status: 'rejected', resetsAt: NOW / 1000 + 9 },
    };
    expect(verdict([limit, { ...apiError, api_error_status: 429 }], failure)).toMatchObject({
      type: 'rate_limited',
      resetsAt: NOW + 9000,
    });
  });

  it('reads from the sentence of a limit until when, and from no other', () => {
    const limit = 'You\u2019ve hit your 5-hour limit · resets 5pm (America/New_York)';
    const at = Date.UTC(2026, 2, 1, 22, 0);
    const said = { ...apiError, result: limit };
    expect(verdict([{ ...said, api_error_status: 429 }], failure)).toMatchObject({
      ...{ type: 'rate_limited', resetsAt: at },
    });
    expect(verdict([{ ...said, api_error_status: 500 }], failure).type).toBe('failed');
    expect(verdict([{ ...success, result: limit }])).toMatchObject({ type: 'done' });
    const structured = { ...said, api_error_status: 429, retry_after: 30 };
    expect(verdict([structured], failure)).toMatchObject({ resetsAt: NOW + 30_000 });
    const silent = { ...apiError, api_error_status: 429 };
    expect(verdict([silent], failure)).toMatchObject({ resetsAt: null });
  });

  describe('when an event says that a limit refused the call', () => {
    const hour = NOW / 1000 + 3600;
    const limited = (resetsAt: unknown, status = 'rejected') => ({
      type: 'rate_limit_event',
      rate_limit_info: { status, resetsAt },
    });
    const vague = { ...success, is_error: true, result: 'Something is at its end' };

    it.each([
      ['in seconds', hour],
      ['in milliseconds', hour * 1000],
      ['as text', String(hour)],
      ['as a date', new Date(hour * 1000).toISOString()],
    ])('is a limit until then, told %s, with or without a result', (_, resetsAt) => {
      const expected = { type: 'rate_limited', resetsAt: hour * 1000 };
      expect(verdict([limited(resetsAt), vague], failure)).toMatchObject(expected);
      expect(verdict([limited(resetsAt)], failure)).toMatchObject(expected);
      expect(verdict([limited(resetsAt)])).toMatchObject(expected);
    });

    it.each([
      ['of another year', 99_999_999_999],
      ['long past', hour - 86_400],
      ['of no kind', { at: hour }],
      ['that is no time', 'soon'],
      ['missing', null],
    ])('keeps no moment %s', (_, resetsAt) => {
      const expected = { type: 'rate_limited', resetsAt: null };
      expect(verdict([limited(resetsAt), vague], failure)).toMatchObject(expected);
    });

    it('is none where the model went on, or something else is named', () => {
      const begins = {
        type: 'stream_event',
        event: { type: 'message_start', message: { id: 'm' } },
      };
      for (const later of [begins, limited(hour, 'allowed')]) {
        expect(verdict([limited(hour), later, vague], failure).type).toBe('failed');
      }
      const other = { ...vague, api_error_status: 401 };
      expect(verdict([limited(hour), other], failure).type).toBe('unauthenticated');
      expect(verdict([limited(hour), success])).toMatchObject({ type: 'done' });
    });
  });

  it('knows the answer by which old versions tell a limit, and nothing like it', () => {
    const answer = (result: string, more = {}) =>
      verdict([{ ...success, is_error: true, result, ...more }], failure);
    const epoch = Math.floor(NOW / 1000) + 3600;
    expect(answer(`Claude AI usage limit reached|${String(epoch)}`)).toMatchObject({
      ...{ type: 'rate_limited', resetsAt: epoch * 1000 },
    });
    for (const text of [
      `I wrote "Claude AI usage limit reached|${String(epoch)}"`,
      'limit reached',
    ]) {
      expect(answer(text)).toMatchObject({ type: 'failed', code: 'exit' });
    }
    expect(
      verdict([{ ...success, result: `Claude AI usage limit reached|${String(epoch)}` }]).type,
    ).toBe('done');
  });

  it.each([
    'You\u2019ve hit your limit · resets 5pm (America/New_York)',
    "You've hit your session limit · resets 5pm (America/New_York)",
    '5-hour limit reached ∙ resets 5pm (America/New_York)',
    'API Error: 429 {"type":"error","error":{"type":"rate_limit_error"}} resets 5pm (America/New_York)',
  ])('knows the refusal %s without structured fields, in a result and without one', (text) => {
    const expected = { type: 'rate_limited', resetsAt: Date.UTC(2026, 2, 1, 22, 0) };
    expect(verdict([{ ...success, is_error: true, result: text }], failure)).toMatchObject(
      expected,
    );
    const stderr = new TextEncoder().encode(`${text}\n`);
    expect(verdict([], { ...failure, stderr })).toMatchObject(expected);
    expect(verdict([{ ...success, result: text }]).type).toBe('done');
    expect(verdict([{ ...success, result: text }], failure)).toMatchObject({ code: 'exit' });
    expect(verdict([{ ...success, is_error: true, result: `He said: ${text}` }])).toMatchObject({
      code: 'exit',
    });
  });

  it('knows a refused key by its sentence', () => {
    const result = 'Invalid API key · Please run /login';
    expect(verdict([{ ...success, is_error: true, result }], failure).type).toBe('unauthenticated');
  });

  it('tells how a program ended that failed after its answer, not the answer', () => {
    const killed = { status: 'signalled', exitCode: null, signal: 'SIGKILL' } as const;
    expect(verdict([success], killed)).toMatchObject({ message: 'claude was ended by SIGKILL' });
  });

  it.each([
    ['prompt_too_long', 'context_overflow'],
    ['blocking_limit', 'context_overflow'],
    ['max_turns', 'max_turns'],
    ['api_error', 'bad_request'],
  ])('takes an ending %s before the error of the API', (terminal_reason, code) => {
    expect(
      verdict([{ ...apiError, terminal_reason, api_error_status: 400 }], failure),
    ).toMatchObject({ code });
  });

  it('is an error with exit code 0 as with any', () => {
    expect(verdict([{ ...apiError, api_error_status: 429 }])).toMatchObject({
      type: 'rate_limited',
    });
  });

  it('counts a result that was there when the program had to be ended', () => {
    for (const ended of [
      { outcome: { status: 'aborted' }, stopped: 'lingering' },
      { outcome: { status: 'aborted' }, stopped: 'over_budget' },
      { outcome: { status: 'timed_out' }, stopped: null },
    ] as const) {
      const stopped = ended.stopped;
      const outcome = { ...ended.outcome, exitCode: null };
      expect(verdict([success], outcome, { stopped })).toMatchObject({
        type: 'done',
        summary: 'Did it.',
      });
      expect(verdict([{ ...apiError, api_error_status: 401 }], outcome, { stopped })).toMatchObject(
        {
          type: 'unauthenticated',
        },
      );
    }
  });

  it('says why it ended a program itself', () => {
    const aborted = { status: 'aborted', exitCode: null } as const;
    expect(verdict([], aborted, { stopped: 'idle' }).type).toBe('timed_out');
    expect(verdict([success], aborted, { stopped: 'idle' }).type).toBe('timed_out');
    expect(verdict([], aborted, { stopped: 'over_budget' }).type).toBe('over_budget');
    expect(verdict([], aborted, { stopped: 'denied' })).toMatchObject({ code: 'denied' });
    expect(verdict([success], aborted).type).toBe('aborted');
  });

  it('reads the tasks of a plan, and only of one', () => {
    const task = { title: 'One', description: '', files: [], depends_on: [], validation: '' };
    const block = `\`\`\`plan\n${JSON.stringify({ tasks: [{ title: 'One' }] })}\n\`\`\``;
    const lines = [{ ...success, result: `Here.\n${block}` }];
    expect(verdict(lines, {}, { kind: 'plan' })).toEqual({
      ...{ type: 'done', summary: 'Here.', remaining: null, plan: [task] },
    });
    expect(verdict(lines)).not.toHaveProperty('plan');
    expect(verdict([success], {}, { kind: 'plan' })).toMatchObject({ plan: null });
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
    expect(verdict(lines, {}, { kind: 'repair' })).toMatchObject({ type: 'done', remaining: null });
    expect(verdict(lines, {}, { kind: 'shrink' })).toMatchObject({
      type: 'done',
      remaining: ['more'],
    });
  });
});
