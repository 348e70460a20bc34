import type { ChatToolCall } from '../agent/chat-model.ts';
import { readArguments } from '../endpoint/arguments.ts';
import type { CallPiece } from './chunk.ts';

/** One call as its pieces come. */
interface Draft {
  readonly index: number | null;
  id: string;
  name: string;
  body: string;
}

/** Tool calls put together from their pieces. */
export interface CallReader {
  add(piece: CallPiece): void;
  /** @param taken ids that the conversation already has */
  calls(taken: ReadonlySet<string>): readonly ChatToolCall[];
}

/**
 * Pieces belong together by `index`. A server that has none, or the same for all, begins a new call with a new id or,
 * without ids, with another name; what names nothing goes on with the last call.
 */
export function createCallReader(): CallReader {
  const drafts: Draft[] = [];
  return {
    add: (piece) => {
      const draft = goesOnWith(piece, drafts) ?? begun(piece, drafts);
      draft.id ||= piece.id ?? '';
      draft.name ||= piece.function?.name ?? '';
      const given = piece.function?.arguments ?? '';
      draft.body += typeof given === 'string' ? given : JSON.stringify(given);
    },
    calls: (taken) => named(drafts, taken),
  };
}

function goesOnWith(
  { index, id, function: called }: CallPiece,
  drafts: readonly Draft[],
): Draft | null {
  const last = drafts.findLast((draft) => (index ?? null) === null || draft.index === index);
  if (last === undefined) return null;
  if ((id ?? '') !== '' && last.id !== '') return id === last.id ? last : null;
  const renamed = (called?.name ?? '') !== '' && last.name !== '';
  return renamed && (index ?? null) === null ? null : last;
}

function begun({ index }: CallPiece, drafts: Draft[]): Draft {
  const draft = { index: index ?? null, id: '', name: '', body: '' };
  drafts.push(draft);
  return draft;
}

/** Every call gets an id of its own: nine letters and digits, which is what the strictest template takes. */
function named(drafts: readonly Draft[], taken: ReadonlySet<string>): readonly ChatToolCall[] {
  const used = new Set(taken);
  return drafts.map(({ id, name, body }) => {
    const own = id !== '' && !used.has(id) ? id : freeId(used);
    used.add(own);
    return { id: own, name, arguments: readArguments(body) };
  });
}

function freeId(used: ReadonlySet<string>): string {
  let number = used.size;
  while (used.has(idOf(number))) number += 1;
  return idOf(number);
}

function idOf(number: number): string {
  return `call${String(number).padStart(5, '0')}`;
}
