import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { boundedCalls } from '../../../../src/engines/agent/bounded-calls.ts';
import { createCallRunner } from '../../../../src/engines/agent/calls.ts';
import {
  type AgentTool,
  defineTool,
  type ToolAnswer,
} from '../../../../src/engines/agent/tools/agent-tool.ts';
import { recordingIo } from '../../../support/engine-job.ts';
import { call } from '../../../support/scripted-model.ts';

/** Tools that tell when they begin and end. */
function world() {
  const trace: string[] = [];
  const tool = (name: string, readOnly: boolean): AgentTool =>
    defineTool({
      name,
      description: name,
      readOnly,
      schema: z.strictObject({ id: z.string(), fail: z.boolean().default(false) }),
      detail: ({ id }) => id,
      run: async ({ id, fail }): Promise<ToolAnswer> => {
        trace.push(`+${id}`);
        await new Promise((resolve) => {
          setTimeout(resolve, 5);
        });
        trace.push(`-${id}`);
        return { text: id, isError: fail, ...(readOnly ? {} : { changed: id }) };
      },
    });
  const tools = new Map(
    [tool('look', true), tool('change', false)].map((one) => [one.spec.name, one]),
  );
  const io = recordingIo();
  return { trace, io, runner: createCallRunner({ engine: 'anthropic', io }, tools) };
}

describe('the calls of a message', () => {
  it('look at the same time, and change one after the other', async () => {
    const { trace, runner } = world();
    const calls = [
      ...['a', 'b'].map((id) => call('look', { id })),
      ...['c', 'd'].map((id) => call('change', { id })),
      ...['e', 'f'].map((id) => call('look', { id })),
    ];
    const { results } = await runner.answer(calls, false);
    expect(results.map(({ text }) => text)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    expect(results.map(({ callId }) => callId)).toEqual(calls.map(({ id }) => id));
    expect(trace.join(' ')).toBe('+a +b -a -b +c -c +d -d +e +f -e -f');
    expect(runner.changed()).toEqual(['c', 'd']);
  });

  it('are answered without being run beyond what one message may have', async () => {
    const { trace, runner } = world();
    const calls = Array.from({ length: 70 }, (_, at) => call('look', { id: String(at) }));
    const { results } = await runner.answer(calls, false);
    expect(results).toHaveLength(70);
    expect(trace.filter((line) => line.startsWith('+'))).toHaveLength(64);
    expect(results[69]).toMatchObject({
      isError: true,
      text: expect.stringContaining('too many calls'),
    });
  });

  it('stop the job when the same one failed three times, in one message too', async () => {
    const { runner } = world();
    const failing = () => call('look', { id: 'x', fail: true });
    const other = call('look', { id: 'y', fail: true });
    expect((await runner.answer([failing(), failing(), other], false)).stopped).toBeNull();
    expect((await runner.answer([failing()], false)).stopped).toMatchObject({ code: 'protocol' });
  });

  it('are told as events, unknown and malformed ones too', async () => {
    const { runner, io } = world();
    const malformed = {
      id: 'm',
      name: 'look',
      arguments: { type: 'malformed', raw: '{' },
    } as const;
    const { results } = await runner.answer(
      [call('nothing', {}), malformed, call('look', {})],
      false,
    );
    expect(results.every(({ isError }) => isError)).toBe(true);
    expect(io.events).toHaveLength(3);
    expect(results[2]?.text).toContain('id');
  });
});

describe('arguments', () => {
  it('nested too deep to be written out count as malformed', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 200_000; depth += 1) deep = [deep];
    const [bad, good] = boundedCalls([call('look', { deep }), call('look', { a: [{ b: 1 }] })]);
    expect(bad?.arguments.type).toBe('malformed');
    expect(good?.arguments).toEqual({ type: 'json', value: { a: [{ b: 1 }] } });
  });
});

describe('what a model is told of a tool', () => {
  it('is a plain JSON Schema of what it may send', () => {
    const tool = defineTool({
      name: 'x',
      description: 'X',
      readOnly: true,
      schema: z.strictObject({ n: z.number().int().default(1), s: z.string().trim().min(1) }),
      detail: () => '',
      run: async () => ({ text: '', isError: false }),
    });
    expect(tool.spec.parameters).toEqual({
      type: 'object',
      additionalProperties: false,
      required: ['s'],
      properties: { n: { type: 'integer', default: 1 }, s: { type: 'string', minLength: 1 } },
    });
  });
});
