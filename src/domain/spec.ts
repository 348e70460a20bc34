import type { ChunkId, SpecId } from './ids.ts';

/** The conventions a task file follows; `plain` is ordinary Markdown. */
export type Dialect = 'plain' | 'speckit' | 'kiro' | 'openspec';

/** One task-list item of a spec. */
export interface Task {
  readonly id: ChunkId;
  /** The item's first line as written, without bullet and box. */
  readonly title: string;
  /** The item's whole first paragraph on one line, as written, without bullet and box. */
  readonly text: string;
  /** 1-based line of the box. */
  readonly line: number;
  /** Offset, in UTF-16 units of `Spec.text`, of the character between the brackets. */
  readonly boxOffset: number;
  readonly done: boolean;
  readonly optional: boolean;
  readonly parallel: boolean;
  /** The task this one is a sub-task of. */
  readonly parent: ChunkId | null;
  /** `T001`, `2.1`: the dialect's own number, when it has one. */
  readonly number: string | null;
  /** The headings above the task, outermost first, as written. */
  readonly headings: readonly string[];
  /** The item's further lines (notes, sub-bullets that are no tasks), as written. */
  readonly body: string;
  /** A criterion by which the spec is judged rather than work to be done. */
  readonly criterion: boolean;
}

/** A heading and the prose beneath it, up to the next heading. */
export interface Section {
  /** 0 for the text before the first heading. */
  readonly level: number;
  readonly title: string;
  /** The headings above and including this one. */
  readonly headings: readonly string[];
  readonly line: number;
  /** The prose of the section without its task items. */
  readonly prose: string;
}

/** A spec as read; nothing in it depends on git or a forge. */
export interface Spec {
  readonly id: SpecId;
  /** Repository-relative, forward slashes. */
  readonly path: string;
  /** The `<N>` of `[spec-<N>]`. */
  readonly label: string;
  readonly title: string;
  readonly dialect: Dialect;
  /** sha256 of the text, hex. */
  readonly hash: string;
  /** The file's text exactly as read (BOM and line ends kept). */
  readonly text: string;
  readonly tasks: readonly Task[];
  readonly sections: readonly Section[];
  /** `depends_on` of the front matter: spec paths or labels, as written. */
  readonly dependsOn: readonly string[];
  /** `status` of the front matter, lower case. */
  readonly status: string | null;
}

/** Why a spec cannot be built. */
export type SpecProblemCode =
  | 'missing'
  | 'outside'
  | 'not_a_file'
  | 'unreadable'
  | 'too_large'
  | 'not_utf8'
  | 'nul'
  | 'empty'
  | 'no_work'
  | 'front_matter'
  | 'too_many_chunks'
  | 'cycle'
  | 'unknown_dependency'
  | 'duplicate_number';

/** One spec that was passed over, in one sentence that names the fault and the mend. */
export interface SpecProblem {
  readonly path: string;
  readonly code: SpecProblemCode;
  readonly message: string;
  /** 1-based line, where the fault has one. */
  readonly line: number | null;
}
