import type { TextStream } from './world.ts';

/** The two streams of the program, safe to write to when the reader has gone. */
export interface Output {
  /** Results: stdout. */
  result(text: string): void;
  /** Progress, questions, faults: stderr. */
  note(text: string): void;
  /** Takes secrets out of everything written from now on. */
  redactWith(redact: (text: string) => string): void;
  /** Calls back, once, when a stream turns out to be closed. */
  onClosed(listener: () => void): void;
  /** Resolves when all that was written has left the process. */
  flush(): Promise<void>;
  /** A stream failed for another reason than a reader that left, such as a full disk. */
  failed(): boolean;
}

/** How a system says that nobody reads any more: closed pipe, reset socket, vanished terminal. */
const READER_LEFT: ReadonlySet<string> = new Set(['EPIPE', 'ECONNRESET', 'EIO', 'EBADF']);

interface Channel {
  readonly stream: TextStream;
  open: boolean;
}

/**
 * A reader that leaves (`codelicious . 2>&1 | head`) must not crash the program: what is written to
 * a closed stream is dropped, and the listener decides what it means for the work under way.
 */
export function createOutput(stdout: TextStream, stderr: TextStream): Output {
  const channels = { out: { stream: stdout, open: true }, err: { stream: stderr, open: true } };
  let redact = (text: string) => text;
  let closed: () => void = () => undefined;
  let failed = false;
  const lost = (channel: Channel) => (error: Error) => {
    const code = 'code' in error ? String(error.code) : '';
    failed ||= !READER_LEFT.has(code);
    const told = !channels.out.open || !channels.err.open;
    channel.open = false;
    if (!told) closed();
  };
  // Never taken off again: a late error must not find the process without a listener.
  stdout.on('error', lost(channels.out));
  stderr.on('error', lost(channels.err));
  const write = (channel: Channel, text: string) => {
    if (channel.open && text !== '') channel.stream.write(redact(text));
  };
  return {
    result: (text) => write(channels.out, text),
    note: (text) => write(channels.err, text),
    redactWith: (filter) => {
      redact = filter;
    },
    onClosed: (listener) => {
      closed = listener;
    },
    flush: async () => {
      await Promise.all([drained(channels.out), drained(channels.err)]);
    },
    failed: () => failed,
  };
}

async function drained(channel: Channel): Promise<void> {
  if (!channel.open) return;
  await new Promise<void>((resolve) => {
    channel.stream.write('', () => resolve());
  });
}
