import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../../src/forges/local/page.ts';
import type { PullRecord } from '../../../../src/forges/local/record.ts';

function record(more: Partial<PullRecord> = {}): PullRecord {
  return {
    version: 1,
    number: 4,
    state: 'open',
    draft: false,
    head: 'codelicious/spec-12-part-2',
    base: 'codelicious/spec-12',
    title: '[spec-12] Sign in with a passkey (part 2)',
    body: '## Summary\n\nWords.\n',
    author: 'Ada Lovelace',
    reviewers: ['alice', 'acme/core'],
    labels: ['ai'],
    createdAt: '2026-01-31T10:15:30.000Z',
    updatedAt: '2026-01-31T11:00:00.000Z',
    ...more,
  };
}

describe('renderPage', () => {
  it('is a page to show', () => {
    expect(renderPage(record())).toMatchInlineSnapshot(`
      "# [spec-12] Sign in with a passkey (part 2) · #4

      **Ready for review** · \`codelicious/spec-12-part-2\` → \`codelicious/spec-12\`

      | Author | Opened | Updated | Reviewers | Labels |
      | --- | --- | --- | --- | --- |
      | Ada Lovelace | 2026-01-31 10:15 UTC | 2026-01-31 11:00 UTC | \`alice\`, \`acme/core\` | \`ai\` |

      ---

      ## Summary

      Words.

      ---

      **Read the change**

      \`\`\`sh
      git log --stat codelicious/spec-12..codelicious/spec-12-part-2
      git diff codelicious/spec-12...codelicious/spec-12-part-2
      \`\`\`

      **Take it**

      \`\`\`sh
      git switch codelicious/spec-12 && git merge codelicious/spec-12-part-2
      \`\`\`

      To turn it down, set \`"state": "closed"\` in \`4.json\`.
      "
    `);
  });

  it.each([
    [{ draft: true }, '**Draft** · `codelicious/spec-12-part-2` → `codelicious/spec-12`'],
    [{ state: 'closed', draft: true }, '**Closed** · '],
    [
      { state: 'merged' },
      '**Merged** · `codelicious/spec-12-part-2` went into `codelicious/spec-12`',
    ],
    [{ body: ' \n' }, '_No description._'],
    [{ createdAt: 'long ago' }, '| long ago |'],
    [{ head: "it's" }, "git diff codelicious/spec-12...'it'\\''s'"],
  ] satisfies [Partial<PullRecord>, string][])('says %j', (more, words) => {
    expect(renderPage(record(more))).toContain(words);
  });

  it('offers no next step for what is closed, and no empty rows', () => {
    const page = renderPage(record({ state: 'closed', reviewers: [], labels: [] }));
    expect(page).not.toMatch(/git |Reviewers|Labels/);
  });

  it('lets no title break out of its line', () => {
    const title = 'a\n# b <img src=x> [c](http://d) `e` *f*';
    expect(renderPage(record({ title })).split('\n')[0]).toBe(
      '# a # b \\<img src=x\\> [c]\\(http://d) \\`e\\` \\*f\\* · #4',
    );
    expect(renderPage(record({ author: 'A | B', labels: ['x|`y'] }))).toContain('| A \\| B |');
  });
});
