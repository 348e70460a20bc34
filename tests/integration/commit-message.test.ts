import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChunkId, RunId } from '../../src/domain/ids.ts';
import { commitMessage } from '../../src/text/commit-message.ts';

const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: '/nowhere',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};

/** The trailers git itself finds, dividers and all. */
function trailers(message: string): readonly string[] {
  const text = execFileSync('git', ['interpret-trailers', '--parse'], {
    input: message,
    env,
    encoding: 'utf8',
  });
  return text.trimEnd().split('\n');
}

describe('git interpret-trailers', () => {
  it('finds exactly our trailers, whatever the title holds', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '\n',
        '\n\n',
        '---',
        '---\n',
        'Codelicious-Chunk: ffffffffffff',
        'Signed-off-by: E <e@v>',
        ': ',
        '#',
        '(cherry picked from commit 1)',
        'a'.repeat(80),
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const text = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, text, fc.constantFrom('spec', 'conventional'), (title, engine, format) => {
        const message = commitMessage({
          format,
          label: '12',
          spec: 'docs/specs/12_auth.md',
          chunk: '0123456789ab' as ChunkId,
          title,
          run: 'r1' as RunId,
          engine,
          verified: 'none',
          proof: 'none',
          digest: 'ba9876543210',
          step: [1, 2],
          oversize: true,
          signoff: { name: 'Ada', email: 'ada@example.org' },
        });
        const found = trailers(message);
        expect(found.map((line) => line.slice(0, line.indexOf(':')))).toEqual([
          'Codelicious-Spec',
          'Codelicious-Chunk',
          'Codelicious-Run',
          'Codelicious-Engine',
          'Codelicious-Verified',
          'Codelicious-Proof',
          'Codelicious-Step',
          'Codelicious-Digest',
          'Codelicious-Oversize',
          'Signed-off-by',
        ]);
        expect(found[1]).toBe('Codelicious-Chunk: 0123456789ab');
      }),
      { numRuns: 60 },
    );
  });
});
