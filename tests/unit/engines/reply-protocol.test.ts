import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReply, replyRules } from '../../../src/engines/reply-protocol.ts';

describe('readReply', () => {
  it('is the text where there is no block', () => {
    expect(readReply('Made it.\n\n```js\nx\n```\n')).toEqual({
      summary: 'Made it.\n\n```js\nx\n```',
      remaining: null,
      question: null,
      plan: null,
    });
  });

  it('reads what remains and leaves it out of the summary', () => {
    const text =
      'Step one.\n\n```remaining\n- two\n* [ ] three\n 1. four\nnot an item\n- \n```\nBye.';
    expect(readReply(text)).toEqual({
      summary: 'Step one.\n\nBye.',
      remaining: ['two', 'three', 'four'],
      question: null,
      plan: null,
    });
  });

  it('takes the last block, an unclosed one too, and any line ends', () => {
    const text = '```remaining\r\n- old\r\n```\r\n``` remaining\r\n- new\r\n- newer';
    expect(readReply(text).remaining).toEqual(['new', 'newer']);
  });

  it('reads a question with its answers', () => {
    const text = '```question\nPort 80\nor 8080?\n- 80\n- 8080\n```';
    expect(readReply(text).question).toEqual({ text: 'Port 80 or 8080?', options: ['80', '8080'] });
    expect(readReply('```question\n- only answers\n```').question).toBeNull();
  });

  it.each([
    ['a block', (json: string) => `Well.\n\`\`\`plan\n${json}\n\`\`\``],
    ['the last block', (json: string) => `\`\`\`plan\n{}\n\`\`\`\n\`\`\` plan\n${json}`],
    ['bare JSON', (json: string) => `\n${json}\n`],
    [
      'the last block of JSON in prose',
      (json: string) =>
        `First:\n\`\`\`json\n{}\n\`\`\`\nThen:\n\n\`\`\`json\n${json}\n\`\`\`\n\nSo.`,
    ],
    ['a block of JSON', (json: string) => `\`\`\`json\n${json}\n\`\`\`\n`],
  ])('reads tasks from %s', (_what, wrap) => {
    const tasks = [{ title: 'One' }, { title: 'Two', depends_on: [0], files: ['a'] }];
    const bare = { description: '', files: [], depends_on: [], validation: '' };
    for (const json of [JSON.stringify({ tasks }), JSON.stringify({ tasks }, null, 2)]) {
      expect(readReply(wrap(json)).plan).toEqual(tasks.map((task) => ({ ...bare, ...task })));
    }
  });

  it.each(['{', '{"tasks":[]}', '{"tasks":[{"title":""}]}', '[]', '', '{"tasks":[{}]}'])(
    'takes %j for no plan',
    (json) => {
      expect(readReply(`\`\`\`plan\n${json}\n\`\`\``).plan).toBeNull();
      expect(readReply(json).plan).toBeNull();
    },
  );

  it('believes no endless list', () => {
    const text = `\`\`\`remaining\n${'- x\n'.repeat(100)}\`\`\``;
    expect(readReply(text).remaining).toHaveLength(20);
  });

  it('never throws, never makes a summary longer, and is linear', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(readReply(text).summary.length).toBeLessThanOrEqual(text.length);
      }),
    );
    const started = performance.now();
    readReply('```remaining\n'.repeat(200_000));
    readReply(`- ${' '.repeat(500_000)}x`);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('replyRules', () => {
  it('asks for what readReply finds', () => {
    expect(replyRules('shrink')).toContain('```remaining');
    expect(replyRules('build')).toContain('```question');
    expect(replyRules('plan')).toContain('```plan');
    expect(replyRules('repair')).toBe('');
  });

  it('is no block itself when a program echoes it', () => {
    for (const kind of ['shrink', 'build', 'plan'] as const) {
      const nothing = { remaining: null, question: null, plan: null };
      expect(readReply(replyRules(kind))).toMatchObject(nothing);
    }
  });
});
