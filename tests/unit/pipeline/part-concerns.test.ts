import { expect, it } from 'vitest';
import { createLine } from '../../support/fakes/line.ts';

const SPEC = '# Sums\n\n- [ ] Skip adds for now\n';
const TESTS = "it('adds', () => { expect(add(1, 2)).toBe(3); });\n";

it('a part that skips a test says so in its pull request, after a later run too', async () => {
  const line = createLine({
    files: { 'docs/specs/1_sums.md': SPEC, 'src/a.test.js': TESTS },
    script: ({ write }) => {
      write('src/a.test.js', TESTS.replace('it(', 'it.skip('));
      return undefined;
    },
  });
  await line.once();
  const body = (): string => line.forge.pulls[0]?.body ?? '';
  expect(body()).toContain('**Look twice:** `src/a.test.js:1`: "adds" is skipped');
  await line.once();
  expect(body()).toContain('Look twice');
});

it('a part that only adds has nothing to look at twice', async () => {
  const line = createLine({ files: { 'docs/specs/1_sums.md': SPEC, 'src/a.test.js': TESTS } });
  await line.once();
  expect(line.forge.pulls[0]?.body).not.toContain('Look twice');
});
