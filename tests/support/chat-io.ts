import type { ChatIo, ChatRequest, ChatRetry } from '../../src/engines/agent/chat-model.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { createClock } from '../../src/system/clock.ts';

/** A clock whose sleeps are written down and over at once. */
export function hurriedClock(): Clock & { readonly sleeps: readonly number[] } {
  const clock = createClock();
  const sleeps: number[] = [];
  return {
    ...clock,
    sleeps,
    sleep: async (ms, signal) => {
      sleeps.push(ms);
      await clock.sleep(1, signal);
    },
  };
}

/** An io that remembers what it was told. */
export function recordingChatIo(
  change: Partial<Pick<ChatIo, 'signal' | 'deadline'>> = {},
): ChatIo & { readonly texts: readonly string[]; readonly retries: readonly ChatRetry[] } {
  const texts: string[] = [];
  const retries: ChatRetry[] = [];
  return {
    signal: new AbortController().signal,
    deadline: Date.now() + 600_000,
    ...change,
    texts,
    retries,
    onText: (text) => {
      texts.push(text);
    },
    onRetry: (retry) => {
      retries.push(retry);
    },
  };
}

/** A conversation that has just begun. */
export function chatRequest(change: Partial<ChatRequest> = {}): ChatRequest {
  return {
    system: 'You write code.',
    messages: [{ role: 'user', text: 'Add a greeting.' }],
    tools: [
      {
        name: 'write_file',
        description: 'Writes a file.',
        parameters: {
          type: 'object',
          properties: { path: { type: 'string' }, content: { type: 'string' } },
          required: ['path', 'content'],
        },
      },
    ],
    maxOutputTokens: 1000,
    ...change,
  };
}
