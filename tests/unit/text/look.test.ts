import { describe, expect, it } from 'vitest';
import { commandFor, count, quoted, sentence } from '../../../src/text/look.ts';
import { palette } from '../../../src/text/palette.ts';

const look = (repo: string) => ({ palette: palette(false), width: 80, repo });

describe('commandFor', () => {
  it('names the specs again that were named', () => {
    const named = { ...look('.'), specs: ['a b.md', 'c.md'] };
    expect(commandFor(named, 'build')).toBe("codelicious . --spec 'a b.md' --spec c.md");
    expect(commandFor(named, 'status')).toBe("codelicious status --spec 'a b.md' --spec c.md");
    expect(commandFor(named, 'unlock')).toBe('codelicious unlock');
  });

  it.each([
    ['.', 'build', 'codelicious .'],
    ['.', 'status', 'codelicious status'],
    ['~/app', 'build', 'codelicious ~/app'],
    ['~/app', 'unlock', 'codelicious unlock ~/app'],
    ['my app', 'plan', "codelicious plan 'my app'"],
  ] as const)('for %j and %s is %j', (repo, command, line) => {
    expect(commandFor(look(repo), command)).toBe(line);
  });
});

describe('quoted', () => {
  it.each([
    ['plain-1.2/x', 'plain-1.2/x'],
    ["it's", "'it'\\''s'"],
    ['$(rm)', "'$(rm)'"],
    ['', "''"],
  ])('%j becomes %s', (word, line) => {
    expect(quoted(word)).toBe(line);
  });
});

it('counts in words', () => {
  expect([count(0, 'task'), count(1, 'task'), count(2, 'task')]).toEqual([
    '0 tasks',
    '1 task',
    '2 tasks',
  ]);
});

it('takes foreign text onto one line without a full stop', () => {
  expect(sentence('two\n lines\u001b[31m.')).toBe('two lines');
});
