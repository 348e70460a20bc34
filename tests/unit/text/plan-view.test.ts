import { describe, expect, it } from 'vitest';
import type { SpecId } from '../../../src/domain/ids.ts';
import { columnsOf } from '../../../src/text/columns.ts';
import { palette } from '../../../src/text/palette.ts';
import { openTasks, planNext, planView } from '../../../src/text/plan-view.ts';
import { chunkIdOf, plannedChunk, planOutcome, specPlan } from '../../support/outcomes.ts';

const look = { palette: palette(false), width: 80, repo: '.' };
const [one, two, three, four, five] = [1, 2, 3, 4, 5].map(chunkIdOf) as [
  ReturnType<typeof chunkIdOf>,
  ReturnType<typeof chunkIdOf>,
  ReturnType<typeof chunkIdOf>,
  ReturnType<typeof chunkIdOf>,
  ReturnType<typeof chunkIdOf>,
];

describe('planView', () => {
  it('shows specs, parts and tasks in build order', () => {
    const plan = planOutcome({
      specs: [
        specPlan({
          chunks: [
            plannedChunk(1, { title: 'Add the table', status: 'merged' }),
            plannedChunk(2, { title: 'Store a passkey', dependsOn: [one] }),
            plannedChunk(3, { title: 'Verify a passkey', dependsOn: [two] }),
          ],
          parts: [
            { number: 1, branch: 'codelicious/spec-12', chunks: [one, two] },
            { number: 2, branch: 'codelicious/spec-12-part-2', chunks: [three] },
          ],
        }),
      ],
    });
    expect(planView(plan, look)).toBe(
      `Plan: 2 tasks of 1 spec → about 2 pull requests
at most 8 commits and 250 lines each

[spec-12] Sign in with passkeys
docs/specs/12_auth.md · 1 of 3 done
  part 1 · codelicious/spec-12
      1  ${two}  Store a passkey
  part 2 · codelicious/spec-12-part-2
      2  ${three}  Verify a passkey  after 1
`,
    );
  });

  it('names a task of another spec with its spec, and leaves out what it does not know', () => {
    const other = specPlan({
      label: '13',
      id: 'bbbbbbbbbbbb' as SpecId,
      chunks: [plannedChunk(3, { dependsOn: [two, five] })],
    });
    const plan = planOutcome({ specs: [specPlan(), other] });
    expect(planView(plan, look)).toContain('Task 3  after spec-12:2\n');
  });

  it('sets aside what is optional, failed or waits for an answer', () => {
    const plan = planOutcome({
      specs: [
        specPlan({
          chunks: [
            plannedChunk(1),
            plannedChunk(2, { status: 'parked' }),
            plannedChunk(3),
            plannedChunk(4, { status: 'failed' }),
          ],
          parts: [{ number: 1, branch: 'codelicious/spec-12', chunks: [one] }],
        }),
      ],
    });
    expect(planView(plan, look)).toContain(`  not in this plan
      ?  ${two}  Task 2  needs an answer
      ○  ${three}  Task 3  optional
      ✗  ${four}  Task 4
`);
    expect(openTasks(plan)).toBe(1);
  });

  it('keeps to the width, cutting titles only', () => {
    const title =
      'A title that goes on and on until no terminal could ever show it on one line of text';
    const chunks = [plannedChunk(1, { title }), plannedChunk(2, { title, dependsOn: [one] })];
    const lines = planView(planOutcome({ specs: [specPlan({ chunks, title })] }), look).split('\n');
    expect(Math.max(...lines.map(columnsOf))).toBeLessThanOrEqual(80);
    expect(lines.join('\n')).toMatch(/…\n/);
    expect(lines.join('\n')).toMatch(/… {2}after 1\n/);
  });

  it('tells which specs were passed over, and why', () => {
    const skipped = { code: 'cycle', message: 'its tasks wait for each other.' };
    const plan = planOutcome({
      specs: [specPlan(), specPlan({ path: 'docs/specs/13.md', skipped })],
      problems: [{ path: 'a.md', code: 'missing', message: 'a.md does not exist', line: null }],
      warnings: ['the base is behind'],
    });
    expect(planView(plan, look)).toContain(`Passed over
  ✗ docs/specs/13.md: its tasks wait for each other
  ✗ a.md does not exist

! the base is behind
`);
  });

  it('says how specs are found when there is none', () => {
    const text = planView(planOutcome({ specs: [] }), look);
    expect(text).toContain('no spec with an open task was found');
    expect(text).toContain('--spec');
  });

  it('says when all is done', () => {
    const done = specPlan({ chunks: [plannedChunk(1, { status: 'published' })] });
    expect(planView(planOutcome({ specs: [done] }), look)).toBe(
      'Nothing to build: no open task is left.\n',
    );
  });

  it('takes control characters out of titles and paths', () => {
    const chunks = [plannedChunk(1, { title: 'red \u001b[31malert' })];
    const plan = planOutcome({
      specs: [specPlan({ chunks, path: 'a\u0007.md', title: 'b\u001b[2J' })],
    });
    expect(planView(plan, look)).not.toMatch(/[\u0007\u001b]/);
  });
});

describe('planNext', () => {
  it('names the command that builds it', () => {
    expect(planNext(planOutcome(), look)).toBe(
      '\nNothing was changed. To build it: codelicious .\n',
    );
  });

  it('is silent when there is nothing to build', () => {
    expect(planNext(planOutcome({ specs: [] }), look)).toBe('');
  });
});
