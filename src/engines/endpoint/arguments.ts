import type { ToolArguments } from '../agent/chat-model.ts';

/** The arguments of a call as a model wrote them; none at all are an empty object. */
export function readArguments(text: string): ToolArguments {
  if (text.trim() === '') return { type: 'json', value: {} };
  try {
    return { type: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return { type: 'malformed', raw: text };
  }
}
