import type { RunEvent } from '../../domain/events.ts';
import { clip, oneLine, plain } from '../../domain/text-limits.ts';
import { NO_USAGE, type Usage } from '../../domain/usage.ts';
import { createMeter, type PriceLookup } from './meter.ts';
import { isOfStream, parseStreamLine, type StreamMessage } from './stream.ts';
import type { ContentBlock, ResultMessage } from './stream-schema.ts';
import { addResultUsage } from './usage.ts';

/** Characters of one text or detail shown to watchers. */
const MAX_TEXT = 4000;
const MAX_DETAIL = 300;
/** Events of one call; a program that floods its watchers is cut off from them, not ended. */
const MAX_EVENTS = 5000;
/** Characters of a call's id; what is longer is none. */
const MAX_ID = 256;
/** The argument that says most about a call, by preference. */
const TELLING_ARGUMENTS = ['file_path', 'notebook_path', 'command', 'pattern', 'path'];

/** Reasons to stop after which the program asks for nothing more. */
const LAST_WORDS: readonly string[] = ['end_turn', 'stop_sequence'];

/** What is known of a call from the lines read so far. Its size does not grow with their number. */
export interface Transcript {
  /** Any line of the stream came, if only a part of one. */
  readonly begun: boolean;
  readonly session: string | null;
  readonly model: string | null;
  /** The last result; more than one can come. */
  readonly result: ResultMessage | null;
  /** By the results; null without one. */
  readonly told: Usage | null;
  /** By the messages themselves, as they come. */
  readonly watched: Usage;
  /** The last `error` of an assistant message, such as `rate_limit`. */
  readonly error: string | null;
  /** A limit refused the model's last message, whatever the message says. */
  readonly isLimited: boolean;
  /** When a limit that refused the call ends, epoch milliseconds. */
  readonly resetsAt: number | null;
  /** Tool calls that were refused. */
  readonly denials: number;
  /** Tools were called and have not answered. */
  readonly toolsRun: boolean;
  /** The model said its last word: no further request follows. */
  readonly isEnding: boolean;
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
  readonly prices: PriceLookup;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly emit: (event: RunEvent) => void;
}

const BLANK: Transcript = {
  begun: false,
  session: null,
  model: null,
  result: null,
  told: null,
  watched: NO_USAGE,
  error: null,
  isLimited: false,
  resetsAt: null,
  denials: 0,
  toolsRun: false,
  isEnding: false,
};

/** Folds lines into a transcript and shows the watchers what happens. */
export function createTranscriptReader(options: ReaderOptions): TranscriptReader {
  const fold = createFold(options);
  const show = createShow(options);
  let transcript = BLANK;
  return {
    current: () => transcript,
    read: (line) => {
      const message = parseStreamLine(line);
      if (!transcript.begun && isOfStream(line)) transcript = { ...transcript, begun: true };
      if (message === null) return;
      transcript = fold(transcript, message);
      show(message);
    },
  };
}

type Fold = (transcript: Transcript, message: StreamMessage) => Transcript;

function createFold({ prices, now }: ReaderOptions): Fold {
  const meter = createMeter(prices);
  const pending = createPending();
  return (transcript, message) => {
    switch (message.type) {
      case 'init':
        meter.speaksWith(message.model);
        return { ...transcript, session: message.session, model: message.model };
      case 'begins':
        meter.saw(message.message);
        return { ...transcript, watched: meter.usage(), isEnding: false, isLimited: false };
      case 'grows':
        meter.grew(message.usage);
        return {
          ...transcript,
          watched: meter.usage(),
          isEnding: LAST_WORDS.includes(message.stopReason ?? ''),
        };
      case 'assistant':
        meter.saw(message.message);
        pending.called(message.message.content);
        return {
          ...withError(transcript, message, now()),
          watched: meter.usage(),
          toolsRun: pending.any(),
        };
      case 'answers':
        pending.answered(message.ids);
        return { ...transcript, toolsRun: pending.any() };
      case 'limit':
        return message.status === 'rejected'
          ? { ...transcript, isLimited: true, resetsAt: message.resetsAt }
          : { ...transcript, isLimited: false };
      case 'result':
        return withResult(transcript, message.message, now());
      case 'denied':
        return { ...transcript, denials: transcript.denials + 1 };
      case 'sign':
        return transcript;
    }
  };
}

/** Tool calls without an answer. */
function createPending() {
  const ids = new Set<string>();
  return {
    called: (blocks: readonly ContentBlock[]): void => {
      for (const { type, id } of blocks)
        if (type === 'tool_use' && ids.size < MAX_EVENTS && id.length <= MAX_ID) ids.add(id);
    },
    answered: (answered: readonly string[]): void => {
      for (const id of answered) ids.delete(id);
    },
    any: (): boolean => ids.size > 0,
  };
}

function withResult(transcript: Transcript, result: ResultMessage, now: number): Transcript {
  return {
    ...transcript,
    result,
    session: result.session_id ?? transcript.session,
    told: addResultUsage(transcript.told ?? NO_USAGE, result),
    resetsAt: transcript.resetsAt ?? after(result.retry_after, now),
  };
}

function withError(
  transcript: Transcript,
  said: Extract<StreamMessage, { type: 'assistant' }>,
  now: number,
): Transcript {
  const resetsAt = said.resetsAt ?? after(said.retryAfter, now);
  return { ...transcript, error: said.error, resetsAt: resetsAt ?? transcript.resetsAt };
}

function after(seconds: number | null, now: number): number | null {
  return seconds === null ? null : now + seconds * 1000;
}

/** Shows messages as events; a denial, which may be told of twice, once. */
function createShow(options: ReaderOptions): (message: StreamMessage) => void {
  const { engine, cwd } = options;
  let emitted = 0;
  const announced = new Set<string>();
  const emit = (event: RunEvent): void => {
    emitted += 1;
    if (emitted <= MAX_EVENTS) options.emit(event);
  };
  const deny = (id: string, tool: string, detail: string): void => {
    if (announced.has(id) || emitted >= MAX_EVENTS || id.length > MAX_ID) return;
    announced.add(id);
    emit({ type: 'tool.denied', engine, tool: oneLine(tool), detail: shorten(detail) });
  };
  return (message) => {
    switch (message.type) {
      case 'init':
        emit({ type: 'engine.session', engine, session: message.session, model: message.model });
        return;
      case 'assistant':
        if (emitted < MAX_EVENTS) blockEvents(message.message.content, options).forEach(emit);
        return;
      case 'denied':
        deny(message.id, message.tool, message.detail);
        return;
      case 'result':
        for (const denial of message.message.permission_denials) {
          deny(denial.tool_use_id, denial.tool_name, telling(denial.tool_input, cwd));
        }
        return;
      default:
    }
  };
}

function blockEvents(
  blocks: readonly ContentBlock[],
  { engine, cwd }: ReaderOptions,
): readonly RunEvent[] {
  return blocks.flatMap((block): readonly RunEvent[] => {
    if (block.type === 'text' && block.text.trim() !== '') {
      return [
        {
          type: 'engine.text',
          engine,
          text: plain(clip(block.text.trimStart(), MAX_TEXT)).trimEnd(),
        },
      ];
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
