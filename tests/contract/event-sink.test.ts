import { describe, expect, it } from 'vitest';
import type { RunEvent, StampedEvent } from '../../src/domain/events.ts';
import type { EventSink } from '../../src/ports/event-sink.ts';
import { createEventStream } from '../../src/report/event-stream.ts';
import type { StampedSink } from '../../src/report/stamped-sink.ts';

const NOW = Date.parse('2026-01-31T10:15:00Z');

interface Recording extends StampedSink {
  readonly events: StampedEvent[];
}

/** A sink that breaks at the `breakAt`-th event. */
function recording(name: string, breakAt = Number.POSITIVE_INFINITY): Recording {
  const events: StampedEvent[] = [];
  const write = (event: StampedEvent): void => {
    if (events.length + 1 >= breakAt) throw new Error('EPIPE: broken pipe');
    events.push(event);
  };
  return { name, events, write };
}

function stream(sinks: readonly StampedSink[]): EventSink {
  const redact = (text: string): string => text.replaceAll('hunter22', '***');
  return createEventStream({ run: 'run-1', now: () => NOW, sinks, redact });
}

const warning = (message: string): RunEvent => ({ type: 'run.warning', message });

describe('the event stream', () => {
  it('numbers and dates events, the same for every sink', () => {
    const [one, two] = [recording('one'), recording('two')];
    const events = stream([one, two]);
    events.emit(warning('a'));
    events.emit(warning('b'));
    const stamp = { v: 1, run: 'run-1', at: '2026-01-31T10:15:00.000Z', type: 'run.warning' };
    expect(one.events).toEqual([
      { ...stamp, seq: 1, message: 'a' },
      { ...stamp, seq: 2, message: 'b' },
    ]);
    expect(two.events).toEqual(one.events);
  });

  it('redacts every text, however deep, and nothing else', () => {
    const sink = recording('one');
    stream([sink]).emit({
      type: 'chunk.parked',
      spec: 's',
      chunk: 'c',
      title: 'hunter22',
      question: 'is hunter22 right?',
      options: ['no', 'hunter22'],
    });
    stream([sink]).emit({ type: 'engine.session', engine: 'e', session: 's', model: null });
    expect(sink.events[0]).toMatchObject({
      title: '***',
      question: 'is *** right?',
      options: ['no', '***'],
    });
    expect(sink.events[1]).toMatchObject({ model: null });
  });

  it('leaves a sink out that fails, tells the others once, and never throws', () => {
    const [sound, broken] = [recording('sound'), recording('the audit log', 2)];
    const events = stream([broken, sound]);
    for (const text of ['a', 'b', 'c']) events.emit(warning(text));
    expect(broken.events.map(({ seq }) => seq)).toEqual([1]);
    expect(
      sound.events.map((event) => (event.type === 'run.warning' ? event.message : '')),
    ).toEqual([
      'a',
      'b',
      'the audit log cannot be written any more and is left out: EPIPE: broken pipe',
      'c',
    ]);
    expect(sound.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('survives all its sinks failing, also with something that is no error', () => {
    const odd: StampedSink = {
      name: 'odd',
      write: () => {
        // eslint-disable-next-line @typescript-eslint/only-throw-error -- foreign code may
        throw 'just a text';
      },
    };
    const events = stream([recording('one', 1), odd]);
    expect(() => {
      events.emit(warning('a'));
      events.emit(warning('b'));
    }).not.toThrow();
  });
});
