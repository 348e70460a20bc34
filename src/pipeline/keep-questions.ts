import { specSlug } from '../domain/ids.ts';
import type { MarkedQuestion } from '../domain/marker.ts';
import { renderParked } from '../text/parked-text.ts';
import { allowanceIn, type Progress, recordOf } from './progress.ts';
import type { DeliveryEnv } from './spec-env.ts';

/** What is asked about tasks of the spec, in their order. */
export function openQuestions(progress: Progress): readonly (MarkedQuestion & { line: number })[] {
  return progress.chunks.flatMap((chunk) => {
    const { state } = recordOf(progress, chunk.id);
    if (state.status !== 'parked') return [];
    const { id, title, digest, line } = chunk;
    const { question, options } = state;
    return [{ id, title, digest, line, question, options: [...options], ...allowanceIn(state) }];
  });
}

/**
 * Keeps what is asked where branches are delivered to, and takes away what was answered, so that another clone asks
 * no engine again, also while the spec has no pull request. What cannot be kept now is tried again by the next run:
 * until then the ledger knows it.
 */
export async function keepQuestions(progress: Progress, env: DeliveryEnv): Promise<void> {
  const { deps, tally } = env;
  const { path: spec } = progress.spec;
  const name = specSlug(spec);
  const questions = openQuestions(progress).map(({ line: _, ...question }) => question);
  const plan = progress.plan === null ? {} : { plan: progress.plan };
  const text = questions.length === 0 ? null : renderParked({ v: 1, spec, questions, ...plan });
  if (text === (tally.parked.get(name) ?? null)) return;
  const to = deps.forge.kind === 'local' ? 'checkout' : 'origin';
  const result = await deps.git.setParked({ name, text, to });
  if (result.type !== 'pushed') return;
  if (text === null) tally.parked.delete(name);
  else tally.parked.set(name, text);
}
