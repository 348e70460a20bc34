import type { RunEvent, StampedEvent } from '../domain/events.ts';
import type { EventSink } from '../ports/event-sink.ts';
import type { StampedSink } from './stamped-sink.ts';

export interface EventStreamDeps {
  readonly run: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly sinks: readonly StampedSink[];
  readonly redact: (text: string) => string;
}

/**
 * Numbers, dates and redacts the events of a run and hands them to every sink. A sink that fails
 * is left out from then on, which the others are told in one warning; nothing is ever thrown.
 */
export function createEventStream({ run, now, sinks, redact }: EventStreamDeps): EventSink {
  const live = new Set(sinks);
  let seq = 0;

  const emit = (event: RunEvent): void => {
    seq += 1;
    const at = new Date(now()).toISOString();
    const clean = redactAll(event, redact) as RunEvent;
    const stamped: StampedEvent = { v: 1, run, seq, at, ...clean };
    const failures = [...live].flatMap((sink) => {
      const failure = failureOf(sink, stamped);
      return failure === null ? [] : [{ sink, failure }];
    });
    for (const { sink } of failures) live.delete(sink);
    for (const { sink, failure } of failures) emit(lossOf(sink, failure));
  };
  return { emit };
}

function failureOf(sink: StampedSink, event: StampedEvent): string | null {
  try {
    sink.write(event);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function lossOf(sink: StampedSink, failure: string): RunEvent {
  const message = `${sink.name} cannot be written any more and is left out: ${failure}`;
  return { type: 'run.warning', message };
}

/** The value with every text in it redacted. */
function redactAll(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map((item) => redactAll(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, redactAll(item, redact)]);
  return Object.fromEntries(entries);
}
