import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NO_USAGE } from '../../../src/domain/usage.ts';
import { parseMarker } from '../../../src/text/marker.ts';
import { mergeBody, renderBody } from '../../../src/text/pull-body.ts';
import type { PullBodyModel, PullChunk } from '../../../src/text/pull-model.ts';

const chunk: PullChunk = {
  id: '0123456789ab',
  title: 'Add a login form',
  sha: 'abcdef0123456789abcdef0123456789abcdef01',
  engine: 'claude',
  verified: 'npm test',
  proof: null,
  coverage: null,
  checks: [
    { name: 'npm test', command: 'npm test', status: 'passed', durationMs: 4200, note: null },
  ],
  step: null,
  oversize: false,
  dependsOn: [],
  spend: { costUsd: 0.42, equivalentUsd: 0, unpricedCalls: 0 },
  dependents: ['ba9876543210'],
};

const model: PullBodyModel = {
  spec: { path: 'docs/specs/12_auth.md', title: 'Auth', label: '12' },
  part: 2,
  complete: false,
  openTasks: 3,
  lines: 140,
  caps: { maxCommits: 8, maxLoc: 250 },
  binaries: [],
  concerns: [],
  held: [],
  chunks: [chunk],
  stack: [
    {
      part: 1,
      branch: 'codelicious/spec-12',
      pull: { number: 41, url: 'https://example.org/pull/41', state: 'merged' },
      current: false,
    },
    { part: 2, branch: 'codelicious/spec-12-part-2', pull: null, current: true },
    { part: 3, branch: 'codelicious/spec-12-part-3', pull: null, current: false },
  ],
  usage: { ...NO_USAGE, costUsd: 0.42, inputTokens: 1200, outputTokens: 30 },
  sandbox: 'none: agent-written code runs as you, on this machine',
  questions: [],
  auditHead: 'f00d',
  marker: { v: 1, spec: 'docs/specs/12_auth.md', part: 2, chunks: [] },
};

describe('renderBody', () => {
  it('tells it all', () => {
    expect(renderBody(model)).toBe(`<!-- codelicious:begin -->
## Summary

Part 2 of spec 12, **Auth**: 1 of at most 8 commits, 140 of at most 250 changed lines.
This part is still being built; commits may be added. Tasks of the spec still open after it: 3.

## Tasks

- [x] Add a login form

## Chunk Context

Spec: \`docs/specs/12_auth.md\`

| Chunk | Commit | Engine | Depends on | Dependents |
| --- | --- | --- | --- | --- |
| \`0123456789ab\` | \`abcdef0123\` | claude | none | \`ba9876543210\` |

## Verifier Summary

- \`0123456789ab\`: \`npm test\` passed in 4.2 s

## Cost

$0.42 · 1 k tokens in, 30 out

- \`0123456789ab\` claude: $0.42

## Audit Log

Chain head: \`f00d\`
Sandbox: none: agent-written code runs as you, on this machine

## Stack

- Part 1: [#41](<https://example.org/pull/41>) \`codelicious/spec-12\` (merged)
- Part 2: \`codelicious/spec-12-part-2\` ← **this pull request**
- Part 3: \`codelicious/spec-12-part-3\`, not opened yet

Review and merge from part 1 upwards.

<!-- codelicious: {"v":1,"spec":"docs/specs/12_auth.md","part":2,"chunks":[]} -->
<!-- codelicious:end -->`);
  });

  it('says n/a for what it does not know', () => {
    const bare = {
      ...chunk,
      title: '',
      sha: null,
      engine: null,
      verified: null,
      checks: [],
      spend: null,
    };
    const body = renderBody({
      ...model,
      spec: { ...model.spec, title: '' },
      openTasks: null,
      lines: null,
      usage: null,
      sandbox: null,
      auditHead: null,
      stack: [],
      chunks: [bare],
    });
    for (const line of [
      'Part 2 of spec 12, **n/a**: 1 of at most 8 commits, n/a of at most 250 changed lines.',
      '- [x] n/a',
      '| `0123456789ab` | n/a | n/a | none | `ba9876543210` |',
      '- `0123456789ab`: n/a',
      '## Cost\n\nn/a',
      'Chain head: n/a\nSandbox: n/a',
      '## Stack\n\nn/a',
    ]) {
      expect(body).toContain(line);
    }
    expect(renderBody({ ...model, usage: NO_USAGE, chunks: [] })).toContain('## Cost\n\nn/a');
  });

  it('tells what each commit cost, and what is not known of all of them', () => {
    const spend = { costUsd: null, equivalentUsd: 0, unpricedCalls: 1 };
    const chunks = [
      chunk,
      { ...chunk, id: 'eeeeeeeeeeee', engine: null, spend },
      { ...chunk, id: 'dddddddddddd', spend: { ...spend, unpricedCalls: 0 } },
      { ...chunk, id: 'cccccccccccc', spend: null },
    ];
    expect(renderBody({ ...model, usage: null, chunks })).toContain(`## Cost

$0.42, and 1 call of unknown price

- \`0123456789ab\` claude: $0.42
- \`eeeeeeeeeeee\`: 1 call of unknown price
- \`dddddddddddd\` claude: n/a

## Audit`);
  });

  it('asks what the engine asks, where nothing of it can break out', () => {
    const asked = {
      title: 'Add a @login',
      line: 7,
      question: 'Which one?\n## Not a heading <!-- codelicious:end -->',
      options: ['a `b`', '[c](http://d)'],
    };
    const many = Array.from({ length: 22 }, () => ({ ...asked, title: '', question: '' }));
    const body = renderBody({ ...model, questions: [asked, ...many] });
    expect(body).toContain(
      '## Tasks\n\n- [x] Add a login form\n\n## Questions\n\nThese tasks wait',
    );
    expect(body).toMatch(/^- \*\*Add a @\u200blogin\*\* \(`docs\/specs\/12_auth\.md:7`\)$/m);
    expect(body).toMatch(/^ {2}Which one\? ## Not a heading &lt;/m);
    expect(body).toMatch(/^ {2}- a \\`b\\`$/m);
    expect(body).not.toMatch(/(?<!\\)\]\(http/);
    expect(body).toMatch(/^- … and 3 more$/m);
    expect(body.match(/codelicious:end/g)).toHaveLength(2);
    expect(renderBody(model)).not.toContain('Questions');
  });

  it('warns of what a reviewer must know', () => {
    const unverified = { ...chunk, id: 'ffffffffffff', verified: 'none', checks: [] };
    const body = renderBody({
      ...model,
      complete: true,
      binaries: ['a|b.png'],
      chunks: [{ ...chunk, oversize: true, step: [1, 2] }, unverified],
    });
    expect(body).toContain(
      [
        '> [!WARNING]',
        '> - **Oversize:** `0123456789ab` exceeds 250 lines; it could be neither shrunk nor divided.',
        '> - **Unverified:** nothing could be run to check `ffffffffffff`.',
        '> - **Binary files**, which count no lines: `a\\|b.png`.',
      ].join('\n'),
    );
    expect(body).toContain('This part is complete.');
    expect(body).toContain('- [x] Add a login form (step 1 of 2)');
    expect(body).toContain('- `ffffffffffff`: **unverified**, nothing could be run');
  });

  it('points at what may bend the checks', () => {
    const concern = {
      code: 'test_skipped',
      path: 'a.test.js',
      line: 3,
      message: '"x" @me is skipped',
    } as const;
    const gone = { ...concern, code: 'test_deleted', line: null } as const;
    const body = renderBody({ ...model, concerns: [concern, gone] });
    expect(body).toContain('> - **Look twice:** `a.test.js:3`: "x" @\u200bme is skipped.');
    expect(body).toContain('> - **Look twice:** `a.test.js`:');
    const many = renderBody({ ...model, concerns: Array.from({ length: 23 }, () => concern) });
    expect(many).toContain('> - and 3 more to look at.');
  });

  it('says why a part stays a draft', () => {
    const body = renderBody({ ...model, held: ['npm test a.test.js:3: adds <b>: 3 is not 4'] });
    expect(body).toContain('> - **Full run failed**, so this stays a draft: npm test a.test.js:3:');
    expect(body).not.toContain('<b>');
  });

  it('tells of skipped checks and of those of earlier runs', () => {
    const check = { name: 'pytest', command: 'python -m pytest', durationMs: 0 };
    const skipped = { ...check, status: 'skipped' as const, note: 'no tests' };
    const body = renderBody({
      ...model,
      chunks: [
        { ...chunk, checks: [skipped] },
        { ...chunk, checks: [] },
      ],
    });
    expect(body).toContain('- `0123456789ab`: `python -m pytest` skipped (no tests)');
    expect(body).toContain('- `0123456789ab`: npm test passed');
  });

  it('counts what would make a line too long', () => {
    const dependsOn = Array.from({ length: 25 }, (_, at) => `id${at}`);
    expect(renderBody({ ...model, chunks: [{ ...chunk, dependsOn }] })).toContain(
      '`id19` and 5 more',
    );
  });

  it('keeps hostile text from acting, breaking out or forging a marker', () => {
    const evil = fc.constantFrom(
      '<!-- codelicious: {"v":1,"spec":"evil","part":9,"chunks":[]} -->',
      '<!-- codelicious:end -->',
      '@everyone closes #1',
      '![x](http://evil/x.png)',
      '| a | b |\n|--|--|',
      '```\n</details>',
      '`',
      '\u202e',
      '> [!NOTE]',
    );
    const text = fc.array(evil, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(' '));
    fc.assert(
      fc.property(text, text, text, (title, path, command) => {
        const body = renderBody({
          ...model,
          spec: { path, title, label: title },
          binaries: [path],
          sandbox: title,
          auditHead: command,
          chunks: [
            {
              ...chunk,
              id: path,
              title,
              engine: title,
              dependsOn: [path],
              checks: [{ name: command, command, status: 'failed', durationMs: 1, note: title }],
            },
            { ...chunk, checks: [], verified: title },
          ],
          stack: [
            {
              part: 1,
              branch: path,
              pull: { number: 1, url: 'https://example.org/1> x', state: 'open' },
              current: false,
            },
          ],
          marker: { ...model.marker, spec: path, chunks: [{ id: path, title, digest: command }] },
        });
        expect(parseMarker(body)).toMatchObject({ spec: path, part: 2 });
        expect(body.match(/<!--/g)).toHaveLength(3);
        expect(body).not.toMatch(/(?<![A-Za-z0-9_])@[A-Za-z0-9]|closes #1|\u202e/);
        expect(body.split('\n').filter((line) => line.startsWith('## '))).toHaveLength(7);
        expect(mergeBody(`before\n\n${body}\nafter`, renderBody(model))).toBe(
          `before\n\n${renderBody(model)}\nafter`,
        );
      }),
    );
  });

  it('stays within the limit of hosts and keeps the marker', () => {
    const chunks = Array.from({ length: 100 }, (_, at) => {
      const dependsOn = Array.from({ length: 100 }, (__, n) => `${n}`.padStart(12, '0'));
      return { ...chunk, title: `${at} ${'*'.repeat(400)}`, dependsOn, dependents: dependsOn };
    });
    const marker = {
      ...model.marker,
      chunks: chunks.map(({ id, title }) => ({ id, title, digest: id })),
    };
    const body = renderBody({ ...model, chunks, marker });
    expect(body.length).toBeLessThanOrEqual(65_000);
    expect(body).toContain('## Summary');
    expect(body).toContain('## Stack');
    expect(body).toContain('the middle is left out');
    expect(parseMarker(body)?.chunks).toHaveLength(100);
  });
});

describe('mergeBody', () => {
  const rendered = renderBody(model);
  const older = renderBody({ ...model, complete: true });

  it.each([
    ['an empty body', '', rendered],
    ['a blank body', ' \r\n', rendered],
    ['a body of people', 'Hello.', `Hello.\n\n${rendered}`],
    ['a body of people with a line end', 'Hello.\n', `Hello.\n\n${rendered}`],
    ['our body alone', older, rendered],
    ['ours amid theirs', `Above\n${older}\nBelow\n`, `Above\n${rendered}\nBelow\n`],
    [
      'ours as a web form sends it',
      `Above\r\n${older.replaceAll('\n', '\r\n')}\r\nBelow`,
      `Above\r\n${rendered}\nBelow`,
    ],
    [
      'ours without its end',
      `Above\n${older.replace('\n<!-- codelicious:end -->', '')}\nBelow`,
      `Above\n${rendered}\nBelow`,
    ],
    ['a lone begin', 'Above\n<!-- codelicious:begin -->\nBelow', `Above\nBelow\n\n${rendered}`],
    ['a quoted region', `> ${older}`, null],
  ])('%s', (_, existing, merged) => {
    if (merged !== null) expect(mergeBody(existing, rendered)).toBe(merged);
    expect(mergeBody(mergeBody(existing, rendered), rendered)).toBe(mergeBody(existing, rendered));
  });

  it('never changes what people wrote', () => {
    const people = fc.array(
      fc.constantFrom('a', '\n', '\r\n', '<!-- x -->', '## Summary', '```', '@b'),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(people, people, (above, below) => {
        const before = `${above.join('')}\n`;
        const after = `\n${below.join('')}`;
        expect(mergeBody(before + older + after, rendered)).toBe(before + rendered + after);
      }),
    );
  });

  it('shortens ours where people wrote much', () => {
    const much = 'x'.repeat(64_000);
    const merged = mergeBody(much, rendered);
    expect(merged.startsWith(`${much}\n\n<!-- codelicious:begin -->\n`)).toBe(true);
    expect(merged.length).toBeLessThanOrEqual(65_000);
    expect(parseMarker(merged)).toEqual(model.marker);
    expect(parseMarker(mergeBody('x'.repeat(70_000), rendered))).toEqual(model.marker);
  });
});

describe('what the checks of a commit came to', () => {
  const [check] = chunk.checks;
  const bodyWith = (change: Partial<PullChunk>): string =>
    renderBody({ ...model, chunks: [{ ...chunk, ...change }] });
  const complaint = { check: 'lint', file: 'a.js', line: 1, rule: null, message: 'bad <b>' };

  it('counts tests, names what is old and credits what is mended', () => {
    const body = bodyWith({
      checks: [
        {
          ...check!,
          tests: { passed: 3, failed: 2, skipped: 1 },
          known: [
            { ...complaint, test: 'adds `x`' },
            { ...complaint, rule: 'no-eval' },
            complaint,
            { ...complaint, file: null },
          ],
          fixed: 2,
        },
        { ...check!, name: 'b', tests: { passed: 3, failed: 0, skipped: 0 } },
      ],
    });
    expect(body).toContain('passed in 4.2 s; tests: 3 passed, 2 failed, 1 skipped; known from');
    expect(body).toContain('`no-eval`, `a.js`, `bad <b>`; mended: 2');
    expect(body).toContain('passed in 4.2 s; tests: 3 passed, 0 failed\n');
  });

  it('names the package of a check, and counts new tests', () => {
    const tests = { passed: 3, failed: 0, skipped: 0, added: 2 };
    const body = bodyWith({ checks: [{ ...check!, package: 'packages/a', tests }] });
    expect(body).toContain(
      '`npm test` in `packages/a` passed in 4.2 s; tests: 3 passed, 0 failed, 2 new',
    );
  });

  it('says how much of it the tests run', () => {
    const patch = { covered: 12, total: 14 };
    const project = { covered: 912, total: 1000, change: 0.4, floor: 90 };
    expect(bodyWith({ coverage: { patch, project } })).toContain(
      '- `0123456789ab`: patch coverage 12 of 14 lines, 85.7 %; coverage 91.2 % (+0.4 pp)\n',
    );
    expect(bodyWith({ coverage: { patch: null } })).toContain(': patch coverage n/a\n');
    expect(bodyWith({})).not.toContain('coverage');
  });

  it.each(['red-green', 'green-only', 'none'] as const)('says what is proved: %s', (proof) => {
    expect(bodyWith({ proof })).toContain(`\`0123456789ab\`: proof ${proof}, `);
    expect(bodyWith({})).not.toContain(': proof ');
  });
});
