/** How a path differs between two trees. */
export interface Change {
  readonly path: string;
  /** The former path of a rename. */
  readonly from: string | null;
  readonly kind: 'added' | 'modified' | 'deleted' | 'renamed' | 'type_changed';
  /** Git's file mode before and after, e.g. `100644`, `120000`, `160000`; `000000` for absent. */
  readonly oldMode: string;
  readonly newMode: string;
  /** The new blob's object name. */
  readonly blob: string;
}

/** One row of `git diff --numstat`. */
export interface NumstatEntry {
  readonly path: string;
  readonly from: string | null;
  /** Null for a binary file. */
  readonly added: number | null;
  readonly deleted: number | null;
  /** `linguist-generated` by the attributes of the base. */
  readonly generated: boolean;
}
