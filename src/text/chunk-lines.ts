import type { ChunkId } from '../domain/ids.ts';
import type { ChunkOutcome, SpecOutcome } from '../domain/outcome.ts';
import { clip, oneLine } from '../domain/text-limits.ts';
import { FAILURE_ADVICE } from './advice.ts';
import { wrap } from './columns.ts';
import { count, type Look, sentence } from './look.ts';
import { mark } from './marks.ts';

/** Characters of a foreign message that are worth a person's while in a list. */
const MESSAGE_LENGTH = 240;
/** Characters of one of the answers to a question. */
const OPTION_LENGTH = 120;
/** Characters of another task's title inside a sentence. */
const TITLE_LENGTH = 50;

/** What keeps a task from being done and what to do about it, below its title; nothing for one that is on its way. */
export function troubleLines(
  chunk: ChunkOutcome,
  spec: SpecOutcome,
  look: Look,
): readonly string[] {
  const said = trouble(chunk, spec);
  if (said === null) return [];
  const title = clip(oneLine(chunk.title), TITLE_LENGTH);
  const first = wrap(`${title}: ${said.what}`, look.width - 4, 4);
  return [
    `  ${mark(chunk.state.status, look.palette)} ${first}`,
    ...said.then.map((text) => adviceLine(text, look)),
  ];
}

/** Why a task is where it is, for a place that shows its title already. */
export function reasonLines(chunk: ChunkOutcome, spec: SpecOutcome, look: Look): readonly string[] {
  const said = trouble(chunk, spec);
  if (said === null) return [];
  const what = wrap(`${said.what}${effort(chunk)}`, look.width - 4, 4);
  return [`    ${look.palette.dim(what)}`, ...said.then.map((text) => adviceLine(text, look))];
}

function adviceLine(text: string, look: Look): string {
  return `    ${look.palette.dim(`→ ${wrap(text, look.width - 6, 6)}`)}`;
}

interface Trouble {
  readonly what: string;
  /** What can be done; one sentence, or none. */
  readonly then: readonly string[];
}

function trouble(chunk: ChunkOutcome, spec: SpecOutcome): Trouble | null {
  const { state } = chunk;
  switch (state.status) {
    case 'failed':
      return {
        what: short(state.message),
        then: [`${kept(chunk.attemptRef)}${FAILURE_ADVICE[state.code]}`],
      };
    case 'parked': {
      const options = state.options.map(
        (option, index) => `${index + 1}) ${clip(oneLine(option), OPTION_LENGTH)}`,
      );
      return {
        what: `needs an answer: ${[short(state.question), ...options].join(' ')}`,
        then: [
          `${kept(chunk.attemptRef)}edit the task in ${oneLine(spec.path)}:${String(chunk.line)} to answer, then run again`,
        ],
      };
    }
    case 'blocked':
      return { what: waiting(chunk, state.by, spec), then: [] };
    case 'pending': {
      const waits = chunk.reason?.code === 'rate_limited' ? chunk.reason.message : null;
      return waits === null ? null : { what: short(waits), then: [] };
    }
    case 'declined':
      return { what: 'left alone, its pull request was closed unmerged', then: [] };
    default:
      return null;
  }
}

/** Other specs are named by the reason alone, tasks of this one by their titles. */
function waiting(chunk: ChunkOutcome, by: readonly ChunkId[], spec: SpecOutcome): string {
  if (by.length > 0) return `waits for ${by.map((id) => nameOf(id, spec)).join(', ')}`;
  return chunk.reason?.message ?? 'waits for others';
}

function kept(ref: string | null): string {
  return ref === null ? '' : `git show ${ref} shows the attempt; `;
}

function nameOf(id: ChunkId, spec: SpecOutcome): string {
  const other = spec.chunks.find((chunk) => chunk.id === id);
  return other === undefined ? id : `“${clip(oneLine(other.title), TITLE_LENGTH)}”`;
}

function effort(chunk: ChunkOutcome): string {
  if (chunk.attempts < 2) return '';
  return ` (after ${count(chunk.attempts, 'attempt')})`;
}

function short(text: string): string {
  return clip(sentence(text), MESSAGE_LENGTH);
}
