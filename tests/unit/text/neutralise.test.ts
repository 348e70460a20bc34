import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeSpan,
  fence,
  inertLine,
  inertMarkdown,
  restoreLine,
  showHidden,
} from '../../../src/text/neutralise.ts';

const Z = '\u200b';
/** Text as hosts and terminals are attacked with it. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '@',
        '#1',
        'closes #2',
        'GH-3',
        '!4',
        '<!--',
        '-->',
        '`',
        '```',
        '|',
        '\n',
        '\r',
        '](',
        '![x](',
        '<img>',
        '\u202e',
        '\u001b[31m',
        '&#64;',
        '&amp;',
        '__',
        '*',
        '~~',
        '$',
        '://',
        'www.',
        '[skip ci]',
        '/close',
        'x',
        ' ',
        '\ud800',
        '\\',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(''));

describe('showHidden', () => {
  it.each([
    ['a\u001bb', 'a␛b'],
    ['a\u007fb', 'a␡b'],
    ['a\u0085b', 'a⟨U+0085⟩b'],
    ['a\u202eb', 'a⟨U+202E⟩b'],
    ['a\u{e0041}b', 'a⟨U+E0041⟩b'],
    ['a\ud800b', 'a\ufffdb'],
    ['a\r\nb\rc\td', 'a\nb\nc\td'],
    ['👩\u200d💻 می\u200cخواهم', '👩\u200d💻 می\u200cخواهم'],
  ])('%j → %j', (text, shown) => expect(showHidden(text)).toBe(shown));
});

describe('inertLine', () => {
  it.each([
    ['Add a login form', 'Add a login form'],
    ['Ask @octocat and @org/team', `Ask @${Z}octocat and @${Z}org/team`],
    ['mail a@b.example', 'mail a@b.example'],
    ['closes #12, fixes o/r#3 and GH-4', `closes #${Z}12, fixes o/r#${Z}3 and GH-${Z}4`],
    ['fixes https://github.com/o/r/issues/1', `fixes https:${Z}//github.com/o/r/issues/1`],
    ['see www.example.com', `see www${Z}.example.com`],
    [
      'tidy [skip ci] [CI SKIP] [no ci] ***NO_CI***',
      `tidy [${Z}skip ci] [${Z}CI SKIP] [${Z}no ci] ***${Z}NO_CI***`,
    ],
    ['two\nlines\t here', 'two lines here'],
    ['C# and #heading', 'C# and #heading'],
    ['wow! 5', 'wow! 5'],
  ])('%j', (text, line) => expect(inertLine(text, 200)).toBe(line));

  it('cuts before it disarms', () => expect(inertLine('abcdef', 4)).toBe('abc…'));

  it('leaves nothing a host would act on', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const line = inertLine(text, 100);
        expect(line).not.toMatch(/[\n\r\u0000-\u001f\u202a-\u202e]/);
        expect(line).not.toMatch(/(?<![A-Za-z0-9_])@[A-Za-z0-9]/);
        expect(line).not.toMatch(/#\d|:\/\/|\[skip ci\]/i);
        expect(restoreLine(line)).not.toContain(Z);
      }),
    );
  });
});

describe('inertMarkdown', () => {
  it.each([
    ['Add `x` to *y*', 'Add \\`x\\` to \\*y\\*'],
    ['[a](b) ![i](u)', '\\[a\\](b) !\\[i\\](u)'],
    ['<img src=x> & &lt; R&D', '&lt;img src=x&gt; & &amp;lt; R&amp;D'],
    ['user_id stays, _this_ does not', 'user_id stays, \\_this\\_ does not'],
    ['a | b', 'a \\| b'],
    ['# no heading', '\\# no heading'],
    ['- no list', '\\- no list'],
    ['1. no list', '1\\. no list'],
    ['/close', '\\/close'],
    ['#1', `\\#${Z}1`],
    ['~~x~~ $y$', '\\~\\~x\\~\\~ \\$y\\$'],
  ])('%j', (text, shown) => expect(inertMarkdown(text, 200)).toBe(shown));

  it('leaves no markup, comment or table cell open', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = inertMarkdown(text, 100);
        expect(shown).not.toMatch(/[<>\n]/);
        expect(shown.replace(/\\[^\w\s]/g, '')).not.toMatch(/[`|*[\]~$]/);
        expect(shown).not.toMatch(/(?<![A-Za-z0-9_])@[A-Za-z0-9]|#\d/);
      }),
    );
  });
});

describe('codeSpan', () => {
  it.each([
    ['npm test', '`npm test`'],
    ['a`b', '``a`b``'],
    ['`a`', '`` `a` ``'],
    ['a|b', '`a\\|b`'],
    ['', '` `'],
    ['<!-- x', `\`<!${Z}-- x\``],
  ])('%j', (text, span) => expect(codeSpan(text, 80)).toBe(span));
});

describe('fence', () => {
  it.each([
    ['a', '```\na\n```'],
    ['a\n', '```\na\n```'],
    ['```\nb', '````\n```\nb\n````'],
    ['<!-- codelicious: {} -->', `\`\`\`\n<!${Z}-- codelicious: {} -->\n\`\`\``],
  ])('%j', (text, block) => expect(fence(text)).toBe(block));

  it('names its language', () => expect(fence('x', 'sh')).toBe('```sh\nx\n```'));

  it('cannot be ended from within', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const lines = fence(text).split('\n');
        const ticks = lines[0] ?? '';
        const inner = lines.slice(1, -1);
        expect(lines.at(-1)).toBe(ticks);
        expect(inner.some((line) => line.trim().startsWith(ticks))).toBe(false);
        expect(inner.join('\n')).not.toContain('<!--');
      }),
    );
  });
});
