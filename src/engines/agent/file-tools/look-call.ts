import type { Refusal } from './refusal.ts';

/** Which part of a file is wanted. */
export interface Range {
  /** The first line, from 1. */
  readonly from: number;
  /** Lines, at most. */
  readonly lines: number;
  /** Characters left out at the beginning of the first line, for one too long to be shown at once. */
  readonly offset: number;
}

/** What is searched for, and where. */
export interface Search {
  /** A regular expression, or the text itself when `literal`. */
  readonly pattern: string;
  readonly literal: boolean;
  readonly ignoreCase: boolean;
  /** A file or folder; `.` for all. */
  readonly path: string;
  /** Only files that fit; null for all. */
  readonly glob: string | null;
}

/** One call of a file tool that only looks; paths are relative to the root of the tree. */
export type LookCall =
  | ({ readonly tool: 'read_file'; readonly path: string } & Range)
  | { readonly tool: 'list_directory'; readonly path: string }
  | { readonly tool: 'find_files'; readonly path: string; readonly pattern: string }
  | ({ readonly tool: 'search_code' } & Search);

/** What was seen, written out for a model and bounded. */
export type LookOutcome = { readonly ok: true; readonly text: string } | Refusal;

/** Characters of a result; about 8,000 tokens. */
export const MAX_RESULT_CHARS = 30_000;
