import { createHash } from 'node:crypto';
import type Anthropic from '@anthropic-ai/sdk';
import type { AssistantMessage, ChatMessage, ChatRequest } from '../agent/chat-model.ts';

type Blocks = readonly Anthropic.ContentBlockParam[];

/** Replies kept: a conversation has fewer turns. */
const MAX_KEPT = 200;

/**
 * Remembers replies as they came, with the blocks in which the model thinks. They have to go back unchanged, but the
 * API refuses a block once anything before it is no longer what the model saw, as when old tool results were
 * shortened. So a reply is found again only behind the very same beginning; behind another it goes back without its
 * thoughts (https://platform.claude.com/docs/en/build-with-claude/thinking, preserved thinking).
 */
export interface Thoughts {
  /** A place in a conversation before any message. */
  begin(request: Pick<ChatRequest, 'system' | 'tools'>): string;
  /** The place after one more message. */
  after(place: string, message: ChatMessage): string;
  /** The blocks of the reply that led to this place, or null. */
  recall(place: string): Blocks | null;
  keep(place: string, reply: AssistantMessage, blocks: Blocks): void;
}

export function createThoughts(): Thoughts {
  const kept = new Map<string, Blocks>();
  const after = (place: string, message: ChatMessage): string =>
    digest([place, ...contentOf(message)]);
  return {
    begin: ({ system, tools }) => digest([system, tools]),
    after,
    recall: (place) => kept.get(place) ?? null,
    keep: (place, reply, blocks) => {
      kept.set(after(place, reply), blocks);
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT) break;
        kept.delete(oldest);
      }
    },
  };
}

/** The members in a fixed order, so that the same message always has the same digest. */
function contentOf(message: ChatMessage): readonly unknown[] {
  switch (message.role) {
    case 'user':
      return [message.role, message.text];
    case 'assistant':
      return [
        message.role,
        message.text,
        message.toolCalls.map(({ id, name, arguments: given }) => [id, name, given]),
      ];
    case 'tools':
      return [
        message.role,
        message.results.map(({ callId, text, isError }) => [callId, text, isError]),
      ];
  }
}

function digest(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
}
