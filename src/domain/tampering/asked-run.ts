import { type Asker, asksToResettle, textOf } from './asked.ts';

/** Words that give tests another place or name. */
const ELSEWHERE =
  /\b(?:renam\w+|mov(?:e|es|ed|ing)|reorgani[sz]\w+|restructur\w+|relocat\w+)\b[^.;\n]*\b(?:__tests__|tests?|specs?)\b/i;

/** Whether a task asks that tests are run otherwise than before: by other settings, another runner, from another folder. */
export function asksForOtherRun(task: Asker, path: string): boolean {
  return asksToResettle(task, { path }) || ELSEWHERE.test(textOf(task));
}
