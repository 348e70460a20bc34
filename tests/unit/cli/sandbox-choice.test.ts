import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCli } from '../../../src/cli/main.ts';
import { sandboxQuestion } from '../../../src/cli/sandbox-choice.ts';
import { fakeWorld } from '../../support/cli-world.ts';

async function answer(input: string | null, attended = true) {
  const stdin = new PassThrough();
  const notes: string[] = [];
  const ask = sandboxQuestion({
    attended: () => attended,
    stdin: () => stdin,
    note: (text) => void notes.push(text),
    signal: new AbortController().signal,
  });
  const asked = ask({ why: 'bubblewrap is not installed', hint: 'install it' });
  if (input !== null) stdin.write(input);
  stdin.end();
  return { answer: await asked, notes: notes.join('') };
}

describe('the question of the wall', () => {
  it.each([
    ['e\n', 'external'],
    ['External\n', 'external'],
    ['n\n', 'none'],
    [' none \n', 'none'],
    ['q\n', 'quit'],
    ['\n', 'quit'],
    ['toString\n', 'quit'],
  ])('takes %j for %s', async (input, expected) => {
    expect((await answer(input)).answer).toBe(expected);
  });

  it('says why it is asked and what would help', async () => {
    expect((await answer('n\n')).notes).toBe(
      'No wall can be put around agent-written code: bubblewrap is not installed.\n' +
        'To have one, install it.\n' +
        'Go on with [e]xternal: this machine is the wall, [n]one: it runs as you, or [q]uit? ',
    );
  });

  it('takes the end of the input for a no, on a line of its own', async () => {
    const { answer: said, notes } = await answer(null);
    expect(said).toBe('quit');
    expect(notes).toMatch(/\? \n$/);
  });

  it('is put by a build on a terminal, unless nothing is to be asked', async () => {
    const said: unknown[] = [];
    for (const flags of [[], ['--yes']]) {
      const world = fakeWorld({ isFirstBuild: async () => false });
      world.stdin.isTTY = true;
      world.stderr.isTTY = true;
      expect(await runCli(['build', ...flags], world)).toBe(0);
      const [request] = world.requests;
      world.stdin.end('e\n');
      said.push(await request?.askSandbox({ why: 'it rains', hint: '' }));
      world.remove();
    }
    expect(said).toEqual(['external', null]);
  });

  it('asks nobody where nobody sits', async () => {
    expect(await answer('n\n', false)).toEqual({ answer: null, notes: '' });
  });
});
