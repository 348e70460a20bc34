import { clip } from '../domain/text-limits.ts';
import { inertLine } from './neutralise.ts';

export interface PullTitleInput {
  /** The `<N>` of `[spec-<N>]`. */
  readonly label: string;
  /** The spec's title. */
  readonly title: string;
  /** 1-based number of the part. */
  readonly part: number;
}

/** What lists of pull requests show without cutting. */
const MAX_CHARS = 70;
const LABEL_CHARS = 48;

/** `[spec-<N>] <title>`, from the second part on ` (part n)`; the title alone is ever cut. */
export function pullTitle({ label, title, part }: PullTitleInput): string {
  const suffix = part > 1 ? ` (part ${part})` : '';
  const head = `[spec-${inertLine(label, LABEL_CHARS)}] ${inertLine(title, MAX_CHARS)}`.trimEnd();
  return clip(head, MAX_CHARS - suffix.length) + suffix;
}
