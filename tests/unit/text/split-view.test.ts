import { expect, it } from 'vitest';
import { palette } from '../../../src/text/palette.ts';
import { splitView } from '../../../src/text/split-view.ts';
import { planOutcome } from '../../support/outcomes.ts';

const DIFF = [
  'diff --git a/x.md b/x.md',
  'index 1..2 100644',
  '--- a/x.md',
  '+++ b/x.md',
  '@@ -1 +1,2 @@',
  ' # X',
  '-old \u001b[31m',
  '+new',
  '',
].join('\n');
const look = (enabled: boolean) => ({ palette: palette(enabled), width: 80, repo: '.' });

it('says nothing where nobody was asked, and that nothing would be divided', () => {
  expect(splitView(planOutcome(), look(false))).toBe('');
  expect(splitView(planOutcome({ split: [] }), look(false))).toBe('No spec would be divided.\n\n');
});

it('shows diffs as they are, without control characters', () => {
  const split = [
    { path: 'x.md', diff: DIFF },
    { path: 'y.md', diff: '+y\n' },
  ];
  expect(splitView(planOutcome({ split }), look(false))).toBe(
    `${DIFF.replace('\u001b[31m', '')}\n+y\n\n`,
  );
});

it('colours what comes, what goes and where', () => {
  const shown = splitView(planOutcome({ split: [{ path: 'x.md', diff: DIFF }] }), look(true));
  expect(shown).toContain('\u001b[2m+++ b/x.md\u001b[22m');
  expect(shown).toContain('\u001b[36m@@ -1 +1,2 @@\u001b[39m\n # X\n\u001b[31m-old');
  expect(shown).toContain('\u001b[32m+new\u001b[39m');
});
