import type { Part } from '../domain/part.ts';
import { type Concern, concernsOf } from '../domain/tampering/concerns.ts';
import { changedTexts } from './changed-texts.ts';
import type { DeliveryEnv } from './spec-env.ts';

/**
 * What a reviewer of a part has to look at twice: tests that were taken out, checks that were loosened, what reads
 * otherwise than it is. Read from the part itself, so that every later run says the same.
 */
export async function partConcerns(
  { start, tip }: Part,
  spec: string,
  env: DeliveryEnv,
): Promise<readonly Concern[]> {
  const all = await env.deps.git.changes(start, tip);
  const changes = all.filter(({ path }) => path !== spec);
  return concernsOf(await changedTexts({ from: start, to: tip, changes }, env));
}
