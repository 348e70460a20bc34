import { type Baseline, baselineSchema } from '../../../src/domain/baseline.ts';
import type { BaselineStore } from '../../../src/ports/baseline-store.ts';

/** Baselines as text, so that only what a file could hold survives. */
export function createMemoryBaselines(): BaselineStore {
  const files = new Map<string, string>();
  const keyOf = ({ tree, tools }: Pick<Baseline, 'tree' | 'tools'>) =>
    JSON.stringify([tree, tools]);
  return {
    load: async (of) => {
      const text = files.get(keyOf(of));
      return text === undefined ? null : baselineSchema.parse(JSON.parse(text));
    },
    save: async (baseline) => {
      files.set(keyOf(baseline), JSON.stringify(baseline));
    },
  };
}
