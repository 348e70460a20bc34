/** One line of the audit log. */
export interface AuditRecord {
  /** 1-based, without gaps. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly run: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** The hash of the line before; 64 zeros in the first. */
  readonly prev: string;
  /** Hex sha256 of the line without this member. */
  readonly hash: string;
}

/** What is to be written down. */
export type AuditEntry = Pick<AuditRecord, 'at' | 'run' | 'type' | 'data'>;

/** The last line of a chain; who knows it can tell whether anything before was changed. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export type AuditVerdict =
  | { readonly ok: true; readonly records: number; readonly head: AuditHead | null }
  /** `line` is 1-based: the first that does not fit. */
  | {
      readonly ok: false;
      readonly line: number;
      readonly why: 'unreadable' | 'altered' | 'chain' | 'torn';
    };

/** An append-only log in which each line vouches for all before it. */
export interface AuditLog {
  /** On disk, durably, when it returns. Throws CodeliciousError `storage`. */
  append(entry: AuditEntry): void;
  /** The last line written; null while there is none. */
  head(): AuditHead | null;
  /** Reads the whole log again; changes nothing. */
  verify(): AuditVerdict;
  /** Every line up to the first that does not fit. */
  records(): readonly AuditRecord[];
}
