import type { RunEvent } from '../domain/events.ts';

/** Where events go. They are watched, never waited for: `emit` returns at once and never throws. */
export interface EventSink {
  emit(event: RunEvent): void;
}
