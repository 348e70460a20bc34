import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainScript } from '../../../../../src/verifiers/toolchains/node/plain-script.ts';
import { scriptWords } from '../../../../../src/verifiers/toolchains/node/script-words.ts';

describe('scriptWords', () => {
  it.each([
    ['a b', ['a', 'b']],
    [` a  "b c" 'd'e `, ['a', 'b c', 'de']],
    ['mocha test/**/*.{js,ts}', ['mocha', 'test/**/*.{js,ts}']],
    [`x 'a"b' "a'b" ''`, ['x', 'a"b', "a'b", '']],
  ])('%s', (script, words) => {
    expect(scriptWords(script)?.map(({ text }) => text)).toEqual(words);
  });

  it.each([
    '',
    ' ',
    'a && b',
    'a | b',
    'a; b',
    'a > b',
    'a $B',
    'a "$B"',
    'a `b`',
    "a 'b",
    'a \\ b',
    '(a)',
    'a # b',
    'a\nb',
  ])('%j is more than words', (script) => {
    expect(scriptWords(script)).toBeNull();
  });

  it('takes any words apart that are quoted one by one', () => {
    const word = fc.string({ minLength: 1 }).filter((text) => !/['\n]/.test(text));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), (words) => {
        const script = words.map((each) => `'${each}'`).join(' ');
        expect(scriptWords(script)?.map(({ text }) => text)).toEqual(words);
      }),
    );
  });
});

describe('plainScript', () => {
  it.each([
    ['vitest', 'vitest', [], []],
    ['vitest run --coverage src', 'vitest', ['--coverage'], ['src']],
    ['vitest --config "a b.ts" -t x', 'vitest', ['--config "a b.ts"', '-t x'], []],
    ['cross-env A=b npx --no-install jest --ci', 'jest', ['--ci'], []],
    ['NODE_OPTIONS="--x --y" node_modules/.bin/jest', 'jest', [], []],
    ['mocha -r tsx "test/**/*.ts" --exit', 'mocha', ['-r tsx', '--exit'], ['"test/**/*.ts"']],
    ['pnpm exec mocha', 'mocha', [], []],
    ['yarn run vitest', 'vitest', [], []],
    ['node --import tsx --test tests/', 'node', ['--import tsx', '--test'], ['tests/']],
  ])('%s', (script, runner, flags, targets) => {
    const plain = plainScript(script);
    expect(plain?.runner).toBe(runner);
    expect(plain?.flags.map(({ raw }) => raw)).toEqual(flags);
    expect(plain?.targets.map(({ raw }) => raw)).toEqual(targets);
  });

  it('keeps variables and what measures coverage', () => {
    expect(plainScript('A=1 c8 --reporter lcov --all B=2 mocha')).toMatchObject({
      runner: 'mocha',
      variables: ['A=1', 'B=2'],
      measurer: ['c8', '--reporter', 'lcov', '--all'],
    });
  });

  it.each([
    'npm run build && vitest',
    'vitest bench',
    'node script.js --test-all',
    'node --test --test-reporter=tap',
    'jest --projects a b',
    'vitest run -- --x',
    'tap',
    'npm test --workspaces',
    'A=1',
    'npx',
    'c8',
  ])('%s is something else', (script) => {
    expect(plainScript(script)).toBeNull();
  });
});
