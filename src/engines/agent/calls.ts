import { clip, oneLine } from '../../domain/text-limits.ts';
import type { AgentRun } from './agent-context.ts';
import type { ChatToolCall, ToolResult } from './chat-model.ts';
import type { AgentTool, Ending, ToolAnswer } from './tools/agent-tool.ts';
import { failed, type Verdict } from './verdict.ts';
import { WORDS } from './words.ts';

/** Calls of one message that are run; the others are answered without. */
const MAX_CALLS = 64;
/** Calls that run at the same time. */
const AT_ONCE = 8;
/** The same call may fail this often. */
const MAX_SAME_FAILURES = 3;
/** Calls that are not allowed may be tried this often. */
const MAX_DENIALS = 10;
/** Characters kept of a tool's name as the model wrote it. */
const MAX_NAME_CHARS = 100;
/** Tools of jobs of other kinds: to call one is to try what is not allowed. */
const ACTING: ReadonlySet<string> = new Set([
  'write_file',
  'edit_file',
  'delete_file',
  'run_command',
  'ask',
]);

/** What the calls of one message came to. */
export interface AnsweredCalls {
  /** In the order of the calls. */
  readonly results: readonly ToolResult[];
  /** The last call that ends the job, by its place. */
  readonly ending: { readonly ending: Ending; readonly at: number } | null;
  /** Why the job must not go on; null when it may. */
  readonly stopped: Verdict | null;
}

/** Runs calls and remembers, for one job, which failed and what was changed. */
export interface CallRunner {
  answer(calls: readonly ChatToolCall[], wasCut: boolean): Promise<AnsweredCalls>;
  /** Paths changed so far, in the order of their first change. */
  changed(): readonly string[];
}

export function createCallRunner(
  run: Pick<AgentRun, 'engine' | 'io'>,
  tools: ReadonlyMap<string, AgentTool>,
): CallRunner {
  const memory: Memory = { failures: new Map(), changed: new Set(), denials: 0 };
  return {
    changed: () => [...memory.changed],
    answer: async (calls, wasCut) => {
      const answered = await runAll(calls.slice(0, MAX_CALLS), { run, tools, wasCut });
      const stops = answered.map((each) => remember(memory, each));
      const results = calls.map((call, at) => resultOf(call, answered[at]?.answer ?? NOT_RUN));
      const at = answered.findLastIndex(({ answer }) => answer.ending !== undefined);
      const ending = answered[at]?.answer.ending;
      return {
        results,
        ending: ending === undefined ? null : { ending, at },
        stopped: stops.find((verdict) => verdict !== null) ?? null,
      };
    },
  };
}

/** What a job remembers of its calls. */
interface Memory {
  /** How often in a row each call failed. */
  readonly failures: Map<string, number>;
  readonly changed: Set<string>;
  denials: number;
}

interface Answered {
  readonly call: ChatToolCall;
  readonly answer: ToolAnswer;
}

/** @returns why the job must not go on; null when it may */
function remember(memory: Memory, { call, answer }: Answered): Verdict | null {
  const key = JSON.stringify([call.name, call.arguments]);
  const times = answer.isError ? (memory.failures.get(key) ?? 0) + 1 : 0;
  memory.failures.set(key, times);
  if (answer.changed !== undefined) memory.changed.add(answer.changed);
  if (answer.denied) memory.denials += 1;
  if (memory.denials >= MAX_DENIALS) {
    const tried = `${memory.denials} calls were tried that are not allowed`;
    return failed('denied', `${tried}, the last of ${clip(oneLine(call.name), MAX_NAME_CHARS)}`);
  }
  if (times < MAX_SAME_FAILURES) return null;
  return failed(
    'protocol',
    `the same call of ${clip(oneLine(call.name), MAX_NAME_CHARS)} failed ${times} times`,
  );
}

/** One after the other, but those that only look at the same time as their neighbours. */
async function runAll(
  calls: readonly ChatToolCall[],
  world: CallWorld,
): Promise<readonly Answered[]> {
  const isLook = (call: ChatToolCall): boolean => world.tools.get(call.name)?.readOnly === true;
  const answered: Answered[] = [];
  while (answered.length < calls.length) {
    const next = calls.slice(answered.length, answered.length + AT_ONCE);
    const looks = next.findIndex((call) => !isLook(call));
    const group = next.slice(0, looks === -1 ? next.length : Math.max(1, looks));
    const together = group.map(async (call) => ({ call, answer: await runCall(call, world) }));
    answered.push(...(await Promise.all(together)));
  }
  return answered;
}

interface CallWorld {
  readonly run: Pick<AgentRun, 'engine' | 'io'>;
  readonly tools: ReadonlyMap<string, AgentTool>;
  readonly wasCut: boolean;
}

async function runCall(call: ChatToolCall, world: CallWorld): Promise<ToolAnswer> {
  const { engine, io } = world.run;
  const tool = world.tools.get(call.name);
  const name = clip(oneLine(call.name), MAX_NAME_CHARS);
  const prepared = tool?.prepare(call.arguments) ?? {
    complaint: noSuchTool(name, world.tools),
  };
  const detail = 'complaint' in prepared ? '' : prepared.detail;
  io.emit({ type: 'tool.called', engine, tool: name, detail });
  if ('complaint' in prepared) {
    const isForeign = tool === undefined && ACTING.has(call.name);
    if (isForeign) io.emit({ type: 'tool.denied', engine, tool: name, detail });
    const isCut = world.wasCut && call.arguments.type === 'malformed';
    const text = isCut ? WORDS.cutCall : prepared.complaint;
    return { text, isError: true, ...(isForeign ? { denied: true } : {}) };
  }
  const answer = await prepared.run();
  if (answer.denied) {
    io.emit({ type: 'tool.denied', engine, tool: name, detail });
    io.emit({ type: 'sandbox.denied', engine, what: `${name} ${detail}: ${answer.text}` });
  }
  return answer;
}

function noSuchTool(name: string, tools: ReadonlyMap<string, AgentTool>): string {
  return `There is no tool ${JSON.stringify(name)} here; the tools are ${[...tools.keys()].join(', ')}.`;
}

function resultOf({ id }: ChatToolCall, { text, isError }: ToolAnswer): ToolResult {
  return { callId: id, text, isError };
}

const NOT_RUN: ToolAnswer = { text: WORDS.tooManyCalls, isError: true };
