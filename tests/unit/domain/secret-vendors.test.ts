import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskShapes } from '../../../src/domain/secret-shapes.ts';
import { SECRET_TOKENS } from '../../../src/domain/secret-tokens.ts';
import { namedSecrets } from '../../../src/domain/secret-vendors.ts';

const HEX = '9f3b7c1e5a8d2046bf19c7e3a5d80b643e7f1a9c5b2d8e60f4a7c3b91d5e8f02';
const ANY = 'q7rz2kp9wd4lx8vb3nm6tc1hj5gf0yse3ua9oi2eu7yr4tq8wp6';

describe('secrets known by the name beside them', () => {
  it.each([
    ['datadog-secret', `DATADOG_API_KEY="${HEX.slice(0, 40)}"`, HEX.slice(0, 40)],
    ['algolia-secret', `algolia.key: ${ANY.slice(0, 32)}`, ANY.slice(0, 32)],
    ['mailgun-secret', `mailgun = key-${HEX.slice(0, 32)}`, `key-${HEX.slice(0, 32)}`],
    [
      'snyk-secret',
      `"snyk_token" => "3f2b8c1d-9e4a-4b7c-8d21-6a5f0e9c7b34"`,
      '3f2b8c1d-9e4a-4b7c-8d21-6a5f0e9c7b34',
    ],
    ['telegr-secret', `TELEGRAM_BOT := 123456:A${ANY.slice(0, 34)}`, `123456:A${ANY.slice(0, 34)}`],
    ['newrelic-secret', `new_relic_license: NRAK-${ANY.slice(0, 27)}`, `NRAK-${ANY.slice(0, 27)}`],
    [
      'twitch-secret',
      "twitchSecret='aBcDeFgHiJkLmNoPqRsTuVwXyZaBcD'",
      'aBcDeFgHiJkLmNoPqRsTuVwXyZaBcD',
    ],
  ])('%s: %s', (rule, text, value) => {
    expect(namedSecrets(text)).toEqual([{ rule, value, index: text.indexOf(value) }]);
    expect(maskShapes(`${text}.`)).not.toContain(value);
  });

  it.each([
    ['a length of its own', `DATADOG_API_KEY=${HEX.slice(0, 38)}`],
    ['more than its length', `DATADOG_API_KEY=${HEX.slice(0, 41)}`],
    ['words', 'twitch = "thequickbrownfoxjumpsoverthela"'],
    ['another name', `colour = ${HEX.slice(0, 40)}`],
    ['nothing assigned', `datadog ${HEX.slice(0, 40)}`],
  ])('none in %s', (_what, text) => {
    expect(namedSecrets(text)).toEqual([]);
  });

  it('takes time in proportion to the text', () => {
    for (const part of ['datadog ', 'jira=', 'aws "', 'heroku : ']) {
      const start = performance.now();
      namedSecrets(part.repeat(300_000 / part.length));
      expect(performance.now() - start).toBeLessThan(5000);
    }
  });
});

describe('secrets known by their shape', () => {
  it('have a name each, and never match the empty text', () => {
    for (const { rule, pattern } of SECRET_TOKENS) {
      expect(rule).toMatch(/^[a-z\d][a-z\d-]+$/);
      expect(pattern().flags).toMatch(/^gi?$/);
      expect(''.match(pattern())).toBeNull();
    }
  });

  it('are masked whole, also longer than their issuers document', () => {
    const long = `glsa_${ANY.slice(0, 32)}_${HEX.slice(0, 8)}`;
    expect(maskShapes(`a ${long} b`)).toBe('a *** b');
    expect(maskShapes(`fio-u-${HEX}${HEX}`)).toBe('***');
  });

  it('leave other texts as they are', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('the', 'file', 'src/a.ts:12', 'was', 'read', '2.0', '#7')),
        (words) => {
          expect(maskShapes(words.join(' '))).toBe(words.join(' '));
        },
      ),
    );
  });
});
