import { createInterface } from 'node:readline';

interface Question {
  readonly text: string;
  readonly byDefault: boolean;
}

interface Asker {
  readonly stdin: NodeJS.ReadableStream;
  note(text: string): void;
  readonly signal: AbortSignal;
}

/**
 * One yes-or-no question. The end of the input is a no; an unclear answer too.
 * The terminal stays in line mode, so that Ctrl-C reaches the process as a signal.
 */
export async function confirm(question: Question, asker: Asker): Promise<boolean> {
  asker.note(`${question.text} ${question.byDefault ? '[Y/n]' : '[y/N]'} `);
  const answer = await nextLine(asker);
  if (answer === null) {
    asker.note('\n');
    return false;
  }
  const word = answer.trim().toLowerCase();
  return word === '' ? question.byDefault : ['y', 'yes'].includes(word);
}

/** The next line, or null at the end of the input and when the signal comes first. */
export async function nextLine(asker: Asker): Promise<string | null> {
  return new Promise((resolve) => {
    const lines = createInterface({ input: asker.stdin, terminal: false });
    const leave = () => lines.close();
    const end = (answer: string | null) => {
      asker.signal.removeEventListener('abort', leave);
      resolve(answer);
      lines.close();
    };
    lines.once('line', end);
    lines.once('close', () => end(null));
    if (asker.signal.aborted) lines.close();
    else asker.signal.addEventListener('abort', leave, { once: true });
  });
}
