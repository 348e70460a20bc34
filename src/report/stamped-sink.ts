import type { StampedEvent } from '../domain/events.ts';

/** One place where the events of a run end up. */
export interface StampedSink {
  /** What it is, for the warning when it fails: `the event file /tmp/events.jsonl`. */
  readonly name: string;
  /** Takes an event, redacted already; may throw when it cannot, and is then left out. */
  write(event: StampedEvent): void;
}
