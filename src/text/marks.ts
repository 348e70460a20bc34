import type { ChunkStatus } from '../domain/chunk.ts';
import type { Palette } from './palette.ts';

type Paint = keyof Palette;

/** One sign and one colour for each state, the same in every view. */
const MARKS: Readonly<Record<ChunkStatus, readonly [string, Paint]>> = {
  pending: ['○', 'dim'],
  in_progress: ['◐', 'cyan'],
  committed: ['✓', 'yellow'],
  published: ['✓', 'green'],
  merged: ['✓', 'green'],
  failed: ['✗', 'red'],
  blocked: ['◌', 'yellow'],
  parked: ['?', 'yellow'],
  declined: ['–', 'dim'],
};

/** The sign of a state. */
export function mark(status: ChunkStatus, palette: Palette): string {
  const [sign, paint] = MARKS[status];
  return palette[paint](sign);
}

/** The heading of a spec: its label and title. */
export function specHeading(spec: { readonly label: string; readonly title: string }): string {
  return `[spec-${spec.label}] ${spec.title}`;
}
