import type { Task } from '../domain/spec.ts';

/** By these words a part is known. */
const PART = /(?:^|[\s>*+-])part \d{1,2} of \d{1,2}, by files\b/i;

/** Whether a task is a part of one that was divided by its files: it is not divided once more. */
export function isPart({ body }: Pick<Task, 'body'>): boolean {
  return PART.test(body);
}
