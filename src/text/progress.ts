import type { StampedEvent } from '../domain/events.ts';
import { FAULTS } from './progress-faults.ts';
import { type ProgressLook, type ProgressScene, tell } from './progress-item.ts';
import {
  advanceProgress,
  NO_PROGRESS,
  type ProgressState,
  progressStatus,
} from './progress-state.ts';
import { DETAILS, OPENINGS, STEPS } from './progress-steps.ts';

/**
 * What a person is told of an event: a line or a few, without a line end; null for nothing.
 * @param scene how to draw, and what was known before the event
 */
function progressLine(event: StampedEvent, scene: ProgressScene): string | null {
  const { level } = scene.look;
  const fault = tell(FAULTS, event, scene);
  if (fault !== null || level === 'quiet') return fault;
  const line = tell(OPENINGS, event, scene) ?? tell(STEPS, event, scene);
  return line ?? (level === 'verbose' ? tell(DETAILS, event, scene) : null);
}

/** A run in progress as somebody follows it; without effects. */
export interface ProgressView {
  readonly initial: ProgressState;
  readonly advance: (state: ProgressState, event: StampedEvent) => ProgressState;
  readonly line: (event: StampedEvent, state: ProgressState) => string | null;
  readonly status: (state: ProgressState, now: number) => string | null;
}

/** Progress drawn in this way. */
export function progressView(look: ProgressLook): ProgressView {
  const { palette, width, level } = look;
  return {
    initial: NO_PROGRESS,
    advance: advanceProgress,
    line: (event, state) => progressLine(event, { look, state }),
    status: (state, now) =>
      level === 'quiet' ? null : progressStatus(state, { now, width, palette }),
  };
}
