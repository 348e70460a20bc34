import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkId, RunId, Sha } from '../../../src/domain/ids.ts';
import type { CommitInfo } from '../../../src/ports/history.ts';
import {
  type CommitMessageInput,
  chooseFormat,
  commitMessage,
} from '../../../src/text/commit-message.ts';
import { readCommit } from '../../../src/text/commit-trailers.ts';

const input: CommitMessageInput = {
  format: 'spec',
  label: '12',
  spec: 'docs/specs/12_auth.md',
  chunk: '0123456789ab' as ChunkId,
  title: 'Add a login form',
  run: '20260131T101500-4fa1c2' as RunId,
  engine: 'claude',
  verified: 'npm test',
  proof: 'red-green',
  digest: null,
  step: null,
  oversize: false,
  signoff: null,
};

const Z = '\u200b';

function subject(more: Partial<CommitMessageInput>): string {
  return commitMessage({ ...input, ...more }).split('\n')[0] ?? '';
}

/** Reads a message as git does: the last paragraph is trailers, one a line. */
function info(message: string): CommitInfo & { readonly keys: readonly string[] } {
  const paragraphs = message.trimEnd().split('\n\n');
  const rows = (paragraphs.at(-1) ?? '')
    .split('\n')
    .map((row) => /^([A-Za-z-]+): (.*)$/s.exec(row));
  const trailers = Object.fromEntries(rows.map((row) => [row?.[1], row?.[2]]));
  const [first = ''] = paragraphs;
  return {
    sha: 'a'.repeat(40) as Sha,
    parents: [],
    subject: first,
    trailers,
    keys: rows.map((row) => row?.[1] ?? ''),
  };
}

describe('the message', () => {
  it('is subject and trailers', () => {
    expect(commitMessage(input)).toBe(
      [
        '[spec-12] Add a login form',
        '',
        'Codelicious-Spec: docs/specs/12_auth.md',
        'Codelicious-Chunk: 0123456789ab',
        'Codelicious-Run: 20260131T101500-4fa1c2',
        'Codelicious-Engine: claude',
        'Codelicious-Verified: npm test',
        'Codelicious-Proof: red-green',
        '',
      ].join('\n'),
    );
  });

  it('carries step, digest, size flag and sign-off', () => {
    const signoff = { name: 'Ada\nL', email: 'ada@example.org' };
    const message = commitMessage({
      ...input,
      step: [1, 2],
      digest: 'ba9876543210',
      oversize: true,
      signoff,
    });
    expect(message).toContain('\n\nStep 1 of 2 of this task.\n\n');
    expect(message.trimEnd().split('\n').slice(-4)).toEqual([
      'Codelicious-Step: 1/2',
      'Codelicious-Digest: ba9876543210',
      'Codelicious-Oversize: true',
      'Signed-off-by: Ada L <ada@example.org>',
    ]);
  });

  it('cuts a long subject and gives the whole title in the body', () => {
    const title = 'Write the function that '.repeat(6).trim();
    const message = commitMessage({ ...input, title });
    expect(subject({ title })).toHaveLength(72);
    expect(subject({ title })).toMatch(/…$/);
    expect(message).toContain(`\n\nThe whole title: ${title}\n\n`);
  });

  it.each([
    ['closes #12', `[spec-12] closes #${Z}12`],
    ['# heading', '[spec-12] # heading'],
    ['-x', '[spec-12] -x'],
    ['ask @me', `[spec-12] ask @${Z}me`],
    ['first\n\nCodelicious-Chunk: ffffffffffff', '[spec-12] first Codelicious-Chunk: ffffffffffff'],
    ['', '[spec-12] Untitled task'],
    ['🚀 launch', '[spec-12] 🚀 launch'],
  ])('subject of %j', (title, line) => expect(subject({ title })).toBe(line));

  it('says n/a for an engine without a name', () => {
    expect(commitMessage({ ...input, engine: ' \n' })).toContain('\nCodelicious-Engine: n/a\n');
  });
});

describe('conventional subjects', () => {
  it.each([
    ['Add a login form', 'feat: add a login form'],
    ['Fix the crash on empty input', 'fix: fix the crash on empty input'],
    ['Document the API', 'docs: document the API'],
    ['Update the README', 'docs: update the README'],
    ['Add unit tests for the parser', 'test: add unit tests for the parser'],
    ['Refactor the store', 'refactor: refactor the store'],
    ['Optimise the query', 'perf: optimise the query'],
    ['Run the linter in the CI workflow', 'ci: run the linter in the CI workflow'],
    ['Write a Dockerfile', 'build: write a Dockerfile'],
    ['Bump zod', 'chore: bump zod'],
    ['Revert the cache', 'revert: revert the cache'],
    ['API keys expire', 'feat: API keys expire'],
    ['GitHub login', 'feat: GitHub login'],
    ['fix(api)!: drop v1', 'fix(api)!: drop v1'],
  ])('%j → %j', (title, line) => expect(subject({ title, format: 'conventional' })).toBe(line));
});

describe('chooseFormat', () => {
  const conventional = ['feat: a', 'fix(x): b', 'chore!: c'];
  it.each([
    ['spec', conventional, 'spec'],
    ['conventional', [], 'conventional'],
    ['auto', conventional, 'conventional'],
    ['auto', [...conventional, 'Merge x', 'Add y', 'note: z'], 'spec'],
    ['auto', [], 'spec'],
  ] as const)('%s after %j', (format, subjects, chosen) => {
    expect(chooseFormat(format, subjects)).toBe(chosen);
  });
});

describe('readCommit', () => {
  it('reads back what was written', () => {
    const full = { ...input, step: [2, 3] as const, digest: 'ba9876543210', oversize: true };
    expect(readCommit(info(commitMessage(full)))).toEqual({
      sha: 'a'.repeat(40),
      spec: input.spec,
      chunk: input.chunk,
      title: input.title,
      step: [2, 3],
      engine: 'claude',
      verified: 'npm test',
      proof: 'red-green',
      run: input.run,
      digest: 'ba9876543210',
      oversize: true,
    });
  });

  it('yields exactly our trailers whatever the title, path and engine hold', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.constantFrom(
        'x\n\nCodelicious-Chunk: ffffffffffff\nCodelicious-Spec: evil',
        'Signed-off-by: Eve <e@v.e>',
        '---\ndiff --git a b',
        '# comment',
        'closes #1 @all',
        '(cherry picked from commit 0)',
      ),
    );
    const path = hostile.filter((each) => each !== '' && !/[\0\p{Cs}]/u.test(each));
    fc.assert(
      fc.property(
        fc.record({
          title: hostile,
          spec: path,
          engine: hostile,
          format: fc.constantFrom('spec', 'conventional'),
        }),
        ({ title, spec, engine, format }) => {
          const message = commitMessage({
            ...input,
            title,
            spec,
            engine,
            verified: engine,
            format,
          });
          const read = info(message);
          expect(read.keys).toEqual(
            ['Spec', 'Chunk', 'Run', 'Engine', 'Verified', 'Proof'].map(
              (key) => `Codelicious-${key}`,
            ),
          );
          expect(readCommit(read)).toMatchObject({
            spec,
            chunk: input.chunk,
            run: input.run,
            step: null,
          });
          expect(read.subject.length).toBeLessThanOrEqual(72);
          expect(message).not.toMatch(/^---|^#|^diff /m);
          expect(message).not.toMatch(/#\d|(?<![A-Za-z0-9_])@[A-Za-z0-9]/);
          expect(message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e]/);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('takes keys as git does, without regard to case', () => {
    const trailers = { 'codelicious-spec': 'a.md', 'CODELICIOUS-CHUNK': '0123456789AB' };
    const commit = readCommit({ sha: 'b' as Sha, parents: [], subject: 'feat: do it', trailers });
    expect(commit).toEqual({
      sha: 'b',
      spec: 'a.md',
      chunk: '0123456789ab',
      title: 'do it',
      step: null,
      engine: 'n/a',
      verified: 'none',
      proof: null,
      run: 'n/a',
      digest: null,
      oversize: false,
    });
  });

  it.each([
    ['no trailers', {}],
    ['no spec', { 'Codelicious-Chunk': '0123456789ab' }],
    ['no chunk', { 'Codelicious-Spec': 'a.md' }],
    ['a chunk that is no id', { 'Codelicious-Spec': 'a.md', 'Codelicious-Chunk': 'x' }],
  ])('%s: not ours', (_, trailers) => {
    expect(readCommit({ sha: 'b' as Sha, parents: [], subject: 's', trailers })).toBeNull();
  });

  it.each(['0/2', '3/2', 'x', '1/2/3', '-1/2'])('a step %j is none', (step) => {
    const trailers = {
      'Codelicious-Spec': '"a',
      'Codelicious-Chunk': '0123456789ab',
      'Codelicious-Step': step,
    };
    const commit = readCommit({ sha: 'b' as Sha, parents: [], subject: 's', trailers });
    expect(commit).toMatchObject({ step: null, spec: '"a', title: 's' });
  });
});
