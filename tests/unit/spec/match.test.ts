import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchTasks } from '../../../src/spec/match.ts';
import { parseText } from '../../../src/spec/parse.ts';
import { similarity } from '../../../src/spec/similarity.ts';
import { models, writings, written } from './spec-model.ts';

const PATH = 'docs/specs/7_x.md';

/** Title now → title before. */
function matched(before: string, now: string): Readonly<Record<string, string>> {
  const from = parseText(PATH, before);
  const to = parseText(PATH, now);
  const pairs = matchTasks(from, to);
  const name = new Map(from.tasks.map(({ id, title }) => [id, title]));
  return Object.fromEntries(
    to.tasks.flatMap(({ id, title }) => {
      const origin = pairs.get(id);
      return origin === undefined ? [] : [[title, name.get(origin) ?? '?']];
    }),
  );
}

describe('matchTasks', () => {
  it('maps every task to itself through a typo in any heading', () => {
    fc.assert(
      fc.property(models, writings, (sections, style) => {
        const before = parseText(PATH, written(sections, style));
        const renamed = sections.map((one) => ({
          ...one,
          title: one.title.replace('Area', 'Aera'),
        }));
        const now = parseText(PATH, written(renamed, style));
        const pairs = matchTasks(before, now);
        expect(now.tasks.map(({ id }) => pairs.get(id))).toEqual(before.tasks.map(({ id }) => id));
      }),
    );
  });

  it('is one to one whatever becomes of a spec', () => {
    fc.assert(
      fc.property(models, models, writings, (one, other, style) => {
        const before = parseText(PATH, written(one, style));
        const pairs = matchTasks(before, parseText(PATH, written(other, style)));
        const origins = [...pairs.values()];
        expect(new Set(origins).size).toBe(origins.length);
        const known = new Set(before.tasks.map(({ id }) => id));
        expect(origins.every((id) => known.has(id))).toBe(true);
      }),
    );
  });

  it('follows a number through an edit', () => {
    expect(matched('- [ ] T001 Add the parser\n', '- [ ] T001 Add a fast parser\n')).toEqual({
      'T001 Add a fast parser': 'T001 Add the parser',
    });
    expect(matched('- [ ] T001 Add the parser\n', '- [ ] T001 Something else entirely\n')).toEqual(
      {},
    );
  });

  it('trusts words above a number that moved on', () => {
    const before = '## Setup\n- [ ] 1.1 Add config for alpha\n- [ ] 1.2 Add config for beta\n';
    const now =
      '## Setpu\n- [ ] 1.1 Add config for gamma\n- [ ] 1.2 Add config for alpha\n- [ ] 1.3 Add config for beta\n';
    expect(matched(before, now)).toEqual({
      '1.2 Add config for alpha': '1.1 Add config for alpha',
      '1.3 Add config for beta': '1.2 Add config for beta',
    });
  });

  it('finds the same words elsewhere, once for each', () => {
    expect(matched('## A\n- [ ] x\n- [ ] y\n', '## B\n- [ ] y\n## C\n- [ ] x\n- [ ] x\n')).toEqual({
      y: 'y',
      x: 'x',
    });
    const before = parseText(PATH, '## A\n- [ ] x\n');
    const now = parseText(PATH, '## B\n- [ ] x\n## C\n- [ ] x\n');
    expect([...matchTasks(before, now)]).toEqual([[now.tasks[0]?.id, before.tasks[0]?.id]]);
  });

  it('follows an edit between the same neighbours, to the most similar', () => {
    const before = '- [ ] first\n- [ ] Write the parser now\n- [ ] last\n';
    expect(matched(before, '- [ ] first\n- [ ] Write teh parser now\n- [ ] last\n')).toHaveProperty(
      'Write teh parser now',
      'Write the parser now',
    );
    expect(
      matched(
        before,
        '- [ ] first\n- [ ] Write parsers now!!!\n- [ ] Write the parser, now\n- [ ] last\n',
      ),
    ).toEqual({
      first: 'first',
      'Write the parser, now': 'Write the parser now',
      last: 'last',
    });
  });

  it('does not follow an edit to other neighbours', () => {
    const before = '- [ ] first\n- [ ] Write the parser now\n- [ ] last\n';
    expect(
      matched(before, '- [ ] first\n- [ ] last\n- [ ] Write teh parser now\n'),
    ).not.toHaveProperty('Write teh parser now');
  });

  it('gives up on comparing thousands with thousands, quickly', () => {
    const many = (word: string) =>
      Array.from({ length: 400 }, (_, at) => `- [ ] ${word} number ${String(at)} of many`).join(
        '\n',
      );
    const started = performance.now();
    matched(many('alpha'), many('alphx'));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('similarity', () => {
  it.each([
    ['', '', 0.8, 1],
    ['', 'a', 0, 0],
    ['same', 'same', 0.8, 1],
    ['abcde', 'abcdx', 0.8, 0.8],
    ['abcde', 'abxyx', 0.8, 0],
    ['ab', 'abcdefgh', 0.8, 0],
    ['kitten', 'sitting', 0.5, 1 - 3 / 7],
  ])('of %j and %j is counted from %d', (a, b, least, expected) => {
    expect(similarity(a, b, least)).toBeCloseTo(expected);
  });

  it('is symmetric and lies between 0 and 1', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 12 });
    fc.assert(
      fc.property(text, text, (a, b) => {
        const alike = similarity(a, b, 0);
        expect(alike).toBe(similarity(b, a, 0));
        expect(alike >= 0 && alike <= 1).toBe(true);
        expect(alike === 1).toBe(a === b);
      }),
    );
  });
});
