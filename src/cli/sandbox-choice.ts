import type { AskSandbox, SandboxAnswer } from '../compose.ts';
import { nextLine } from './question.ts';

/** The words that are understood; anything else, and the end of the input, is a no to all. */
const ANSWERS: Readonly<Record<string, SandboxAnswer>> = {
  e: 'external',
  external: 'external',
  n: 'none',
  none: 'none',
};

interface Asker {
  /** Whether a person can be asked. */
  readonly attended: () => boolean;
  readonly stdin: () => NodeJS.ReadableStream;
  note(text: string): void;
  readonly signal: AbortSignal;
}

/** Asks on the terminal what is to be the wall, after saying why there are no cages. */
export function sandboxQuestion(asker: Asker): AskSandbox {
  return async ({ why, hint }) => {
    if (!asker.attended()) return null;
    const mend = hint === '' ? '' : `To have one, ${hint}.\n`;
    asker.note(`No wall can be put around agent-written code: ${why}.\n${mend}`);
    asker.note(
      'Go on with [e]xternal: this machine is the wall, [n]one: it runs as you, or [q]uit? ',
    );
    const answer = await nextLine({ ...asker, stdin: asker.stdin() });
    if (answer === null) asker.note('\n');
    return ANSWERS[(answer ?? '').trim().toLowerCase()] ?? 'quit';
  };
}
