import type { RunEvent } from '../../domain/events.ts';
import { clip, oneLine, plain } from '../../domain/text-limits.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { type ContentBlock, parseStreamLine, type ResultMessage } from './stream.ts';
import { addResultUsage } from './usage.ts';

/** Characters of one text or detail shown to watchers. */
const MAX_TEXT = 4000;
const MAX_DETAIL = 300;
/** Events of one call; a program that floods its watchers is cut off from them, not ended. */
const MAX_EVENTS = 5000;
/** The argument that says most about a call, by preference. */
const TELLING_ARGUMENTS = ['file_path', 'notebook_path', 'command', 'pattern', 'path'];

/** What is known of a call from the lines read so far. Its size does not grow with their number. */
export interface Transcript {
  readonly session: string | null;
  /** The last result; more than one can come. */
  readonly result: ResultMessage | null;
  readonly usage: Usage;
  /** The last `error` of an assistant message, such as `rate_limit`. */
  readonly error: string | null;
  /** When a limit that refused the call ends, epoch milliseconds. */
  readonly resetsAt: number | null;
}

/** Reads a stream line by line. */
export interface TranscriptReader {
  readonly read: (line: string) => void;
  readonly current: () => Transcript;
}

export interface ReaderOptions {
  readonly engine: string;
  /** Paths below it are shown relative. */
  readonly cwd: string;
  readonly emit: (event: RunEvent) => void;
}

/** Folds lines into a transcript and shows the watchers what happens. */
export function createTranscriptReader(options: ReaderOptions): TranscriptReader {
  const { engine, cwd } = options;
  let transcript: Transcript = {
    session: null,
    result: null,
    usage: NO_USAGE,
    error: null,
    resetsAt: null,
  };
  let emitted = 0;
  const announced = new Set<string>();
  const emit = (event: RunEvent): void => {
    emitted += 1;
    if (emitted <= MAX_EVENTS) options.emit(event);
  };
  const deny = (id: string, tool: string, detail: string): void => {
    if (announced.has(id) || emitted >= MAX_EVENTS) return;
    announced.add(id);
    emit({ type: 'tool.denied', engine, tool: oneLine(tool), detail: shorten(detail) });
  };
  const read = (line: string): void => {
    const message = parseStreamLine(line);
    switch (message?.type) {
      case undefined:
        return;
      case 'init':
        transcript = { ...transcript, session: message.session };
        emit({ type: 'engine.session', engine, session: message.session, model: message.model });
        return;
      case 'assistant':
        transcript = withError(transcript, message);
        blockEvents(message.content, options).forEach(emit);
        return;
      case 'denied':
        deny(message.id, message.tool, message.detail);
        return;
      case 'limit':
        if (message.status === 'rejected') {
          transcript = { ...transcript, resetsAt: message.resetsAt };
        }
        return;
      case 'result':
        transcript = withResult(transcript, message.message);
        for (const denial of message.message.permission_denials) {
          deny(denial.tool_use_id, denial.tool_name, telling(denial.tool_input, cwd));
        }
    }
  };
  return { read, current: () => transcript };
}

function withResult(transcript: Transcript, result: ResultMessage): Transcript {
  return {
    ...transcript,
    result,
    session: result.session_id ?? transcript.session,
    usage: addResultUsage(transcript.usage, result),
  };
}

function withError(
  transcript: Transcript,
  said: { readonly error: string | null; readonly resetsAt: number | null },
): Transcript {
  return { ...transcript, error: said.error, resetsAt: said.resetsAt ?? transcript.resetsAt };
}

function blockEvents(
  blocks: readonly ContentBlock[],
  { engine, cwd }: ReaderOptions,
): readonly RunEvent[] {
  return blocks.flatMap((block): readonly RunEvent[] => {
    if (block.type === 'text' && block.text.trim() !== '') {
      return [{ type: 'engine.text', engine, text: plain(clip(block.text.trim(), MAX_TEXT)) }];
    }
    if (block.type !== 'tool_use') return [];
    const detail = telling(block.input, cwd);
    return [{ type: 'tool.called', engine, tool: oneLine(block.name), detail }];
  });
}

function telling(input: Readonly<Record<string, unknown>>, cwd: string): string {
  const values = TELLING_ARGUMENTS.map((name) => input[name]);
  const value = values.find((candidate) => typeof candidate === 'string') ?? '';
  return shorten(value.startsWith(`${cwd}/`) ? value.slice(cwd.length + 1) : value);
}

function shorten(detail: string): string {
  return oneLine(clip(detail, MAX_DETAIL));
}
