import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/domain/events.ts';
import { palette } from '../../../src/text/palette.ts';
import { progressView } from '../../../src/text/progress.ts';
import type { ProgressLook } from '../../../src/text/progress-item.ts';

import { about, RUN, START, stamped } from '../../support/progress-run.ts';

describe('the status line', () => {
  const look: ProgressLook = { palette: palette(false), width: 60, level: 'normal' };

  /** The status a few seconds after each event. */
  function statuses(
    events: readonly RunEvent[],
    more: Partial<ProgressLook> = {},
  ): readonly (string | null)[] {
    const view = progressView({ ...look, ...more });
    let state = view.initial;
    return events.map((event) => {
      state = view.advance(state, stamped(event, 0));
      return view.status(state, START + 75_500);
    });
  }

  it('says what goes on, for how long, and the last thing heard', () => {
    const events = RUN.filter(({ type }) =>
      [
        'run.started',
        'spec.started',
        'chunk.started',
        'engine.started',
        'tool.called',
        'engine.finished',
        'check.finished',
        'check.verdict',
        'chunk.committed',
        'chunk.failed',
      ].includes(type),
    );
    expect(statuses(events)).toMatchInlineSnapshot(`
      [
        null,
        "      … preparing the workspace · 1 m 15 s",
        "      … preparing · 1 m 15 s",
        "      … claude builds · 1 m 15 s",
        "      … claude builds · 1 m 15 s · Edit src/auth.ts",
        "      … checking · 1 m 15 s",
        "      … checking · 1 m 15 s · after npm test",
        "      … checking · 1 m 15 s · after pytest",
        "      … committing · 1 m 15 s",
        "      … claude repairs · 1 m 15 s",
        "      … checking · 1 m 15 s",
        "      … checking · 1 m 15 s · after npm test",
        "      … committing · 1 m 15 s",
        "      … committing · 1 m 15 s",
        "      … committing · 1 m 15 s",
        "      … publishing · 1 m 15 s",
        "      … publishing · 1 m 15 s",
        null,
      ]
    `);
  });

  it('hears nothing while nothing goes on, and is not shown when it is to be quiet', () => {
    const heard: readonly RunEvent[] = [
      { type: 'tool.called', engine: 'e', tool: 'Edit', detail: 'x' },
    ];
    expect(statuses(heard)).toEqual([null]);
    expect(statuses(RUN.slice(0, 12), { level: 'quiet' }).every((line) => line === null)).toBe(
      true,
    );
  });

  it('counts down while it waits', () => {
    const view = progressView(look);
    const until = new Date(START + 200_000);
    const waiting = view.advance(
      view.initial,
      stamped({ type: 'engine.waiting', engine: 'claude', until: until.toISOString(), ms: 1 }, 0),
    );
    const two = (value: number) => String(value).padStart(2, '0');
    const clock = `${two(until.getHours())}:${two(until.getMinutes())}`;
    expect(view.status(waiting, START)).toBe(
      `      … waiting for claude until ${clock} (3 m 20 s left)`,
    );
    expect(view.status(waiting, START + 170_400)).toContain(`until ${clock} (29 s left)`);
    expect(view.status(waiting, START + 900_000)).toContain('(0 s left)');
  });

  it('counts seconds from none, and fits its line', () => {
    const view = progressView({ ...look, width: 30 });
    const begun = view.advance(
      view.initial,
      stamped(
        { type: 'engine.started', ...about, engine: 'claude', job: 'unheard-of', attempt: 1 },
        0,
      ),
    );
    const busy = view.advance(
      begun,
      stamped({ type: 'tool.called', engine: 'e', tool: 'Edit', detail: 'a/long/path.ts' }, 0),
    );
    expect(view.status(begun, START - 5000)).toBe('      … claude works · 0 s');
    expect(view.status(busy, START + 999)).toHaveLength(29);
  });
});
