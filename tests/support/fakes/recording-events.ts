import { EVENT_SCHEMAS, type EventType, type RunEvent } from '../../../src/domain/events.ts';
import type { EventSink } from '../../../src/ports/event-sink.ts';

/** An event sink that remembers, and refuses what does not fit its schema. */
export interface RecordingEvents extends EventSink {
  readonly all: readonly RunEvent[];
  of<Type extends EventType>(type: Type): readonly Extract<RunEvent, { type: Type }>[];
}

export function createRecordingEvents(): RecordingEvents {
  const all: RunEvent[] = [];
  return {
    all,
    of: (type) => all.filter((event): event is never => event.type === type),
    emit: (event) => {
      const { type, ...payload } = event;
      EVENT_SCHEMAS[type].parse(payload);
      all.push(event);
    },
  };
}
