import type { Baseline } from '../domain/baseline.ts';

/** What checks said of trees, kept on this machine: losing it costs time, nothing else. */
export interface BaselineStore {
  /** Null where nothing is kept for this tree and these tools, or nothing that can be read, or it is too old. */
  load(of: Pick<Baseline, 'tree' | 'tools'>): Promise<Baseline | null>;
  /** Replaces what is kept for its tree and its tools. */
  save(baseline: Baseline): Promise<void>;
}
