import type { EventType, StampedEvent } from '../domain/events.ts';
import { oneLine } from '../domain/text-limits.ts';
import { padTo, wrap } from './columns.ts';
import type { Palette } from './palette.ts';
import type { ProgressState } from './progress-state.ts';

/** How progress is drawn. */
export interface ProgressLook {
  readonly palette: Palette;
  /** Columns of a line; addresses and paths may go beyond. */
  readonly width: number;
  /** `quiet`: only what went wrong. `verbose`: also what the engine says and does. */
  readonly level: 'quiet' | 'normal' | 'verbose';
}

/** How to draw, and what was known before the event. */
export interface ProgressScene {
  readonly look: ProgressLook;
  readonly state: ProgressState;
}

export type EventOf<Type extends EventType> = Extract<StampedEvent, { type: Type }>;

/** What is said of events, by their type. */
export type Tellings = {
  readonly [Type in EventType]?: (event: EventOf<Type>, scene: ProgressScene) => string | null;
};

/** What these tellings say of an event; null when they say nothing. */
export function tell(tellings: Tellings, event: StampedEvent, scene: ProgressScene): string | null {
  const telling = tellings[event.type] as
    | ((event: StampedEvent, scene: ProgressScene) => string | null)
    | undefined;
  return telling?.(event, scene) ?? null;
}

/** Columns before what concerns a spec or a chunk, what happens to it, and what an engine says. */
export const INDENT = { run: 0, chunk: 2, step: 6, talk: 8 } as const;
/** Columns of the names in the opening lines. */
const NAME_WIDTH = 9;

/** A sign and a text beside it, folded to the width; `text` is foreign and gets cleaned. */
export function item(sign: string, text: string, at: ItemPlace): string {
  const { indent, look, paint = (plainText: string) => plainText, hang = 2 } = at;
  const folded = wrap(oneLine(text), look.width - indent - hang, indent + hang);
  return `${' '.repeat(indent)}${sign} ${paint(folded)}`;
}

export interface ItemPlace {
  readonly indent: number;
  readonly look: ProgressLook;
  readonly paint?: (text: string) => string;
  /** Columns of the sign with the space behind it. */
  readonly hang?: number;
}

/** A name and what holds for this run: `  sandbox  none: …`. */
export function fact(name: string, text: string, look: ProgressLook): string {
  const label = look.palette.dim(padTo(oneLine(name), NAME_WIDTH));
  return item(label, text, { indent: INDENT.chunk, look, hang: NAME_WIDTH + 1 });
}

/** A message with what it is about before it, unless it says so itself. */
export function named(name: string, message: string): string {
  return message.includes(name) ? message : `${name}: ${message}`;
}
