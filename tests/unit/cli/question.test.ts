import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirm } from '../../../src/cli/question.ts';

async function answer(input: string | null, byDefault = true) {
  const stdin = new PassThrough();
  const notes: string[] = [];
  const asked = confirm(
    { text: 'Build this?', byDefault },
    { stdin, note: (text) => void notes.push(text), signal: new AbortController().signal },
  );
  if (input !== null) stdin.write(input);
  stdin.end();
  return { agreed: await asked, notes: notes.join('') };
}

describe('confirm', () => {
  it.each([
    ['\n', true],
    ['y\n', true],
    ['Yes\n', true],
    [' y \n', true],
    ['n\n', false],
    ['no\n', false],
    ['maybe\n', false],
    ['y', true],
  ])('takes %j for %j', async (input, agreed) => {
    expect(await answer(input)).toEqual({ agreed, notes: 'Build this? [Y/n] ' });
  });

  it('shows the other default, and takes it', async () => {
    expect(await answer('\n', false)).toEqual({ agreed: false, notes: 'Build this? [y/N] ' });
  });

  it('takes the end of the input for a no, on a line of its own', async () => {
    expect(await answer(null)).toEqual({ agreed: false, notes: 'Build this? [Y/n] \n' });
  });

  it('ends when the signal comes, also when it came before', async () => {
    const controller = new AbortController();
    const asker = { stdin: new PassThrough(), note: () => undefined, signal: controller.signal };
    const asked = confirm({ text: 'Go?', byDefault: true }, asker);
    controller.abort('SIGINT');
    expect(await asked).toBe(false);
    expect(await confirm({ text: 'Go?', byDefault: true }, asker)).toBe(false);
  });
});
