import type { ChatToolCall } from './chat-model.ts';

/** Levels of arrays and objects in arguments; no tool takes as many. */
const MAX_DEPTH = 32;

/**
 * Calls whose arguments can be handled like any other: what is nested so deep that writing it out would
 * take more than the stack holds counts as malformed.
 */
export function boundedCalls(calls: readonly ChatToolCall[]): readonly ChatToolCall[] {
  return calls.map((call) => {
    const { arguments: args } = call;
    if (args.type === 'malformed' || isShallow(args.value)) return call;
    return { ...call, arguments: { type: 'malformed', raw: '(nested too deep)' } };
  });
}

/** Level by level, so that depth costs no stack. */
function isShallow(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    level = level.filter(isNested).flatMap((each) => Object.values(each) as unknown[]);
    if (level.length === 0) return true;
  }
  return false;
}

function isNested(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
