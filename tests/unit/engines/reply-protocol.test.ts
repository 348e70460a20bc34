import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readReply, replyRules } from '../../../src/engines/reply-protocol.ts';

describe('readReply', () => {
  it('is the text where there is no block', () => {
    expect(readReply('Made it.\n\n```js\nx\n```\n')).toEqual({
      summary: 'Made it.\n\n```js\nx\n```',
      remaining: null,
      question: null,
    });
  });

  it('reads what remains and leaves it out of the summary', () => {
    const text =
      'Step one.\n\n```remaining\n- two\n* [ ] three\n 1. four\nnot an item\n- \n```\nBye.';
    expect(readReply(text)).toEqual({
      summary: 'Step one.\n\nBye.',
      remaining: ['two', 'three', 'four'],
      question: null,
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
    expect(replyRules('repair')).toBe('');
  });

  it('is no block itself when a program echoes it', () => {
    for (const kind of ['shrink', 'build'] as const) {
      expect(readReply(replyRules(kind))).toMatchObject({ remaining: null, question: null });
    }
  });
});
