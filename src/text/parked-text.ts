import { type ParkedQuestions, parkedSchema } from '../domain/marker.ts';
import { readJson } from './json.ts';

/** What parked tasks of a spec ask, as it is kept beside the branches. */
export function renderParked(parked: ParkedQuestions): string {
  return `${JSON.stringify(parked, null, 2)}\n`;
}

/** What such a text says of a spec; null where it is another spec's, or none of ours. */
export function parseParked(text: string, spec: string): ParkedQuestions | null {
  const read = parkedSchema.safeParse(readJson(text));
  return read.success && read.data.spec === spec ? read.data : null;
}
