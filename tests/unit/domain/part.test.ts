import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sha } from '../../../src/domain/ids.ts';
import { type ChunkCommit, partBranch, place } from '../../../src/domain/part.ts';
import { chunkIdOf } from '../../support/outcomes.ts';

const CAPS = { maxCommits: 3, maxLoc: 100 };

function commit(oversize: boolean): ChunkCommit {
  return {
    sha: 'a'.repeat(40) as Sha,
    spec: 'docs/specs/1.md',
    chunk: chunkIdOf(1),
    title: 'Task 1',
    step: null,
    engine: 'claude',
    verified: 'tests',
    proof: 'none',
    run: 'r',
    digest: null,
    oversize,
  };
}

const fresh = { commits: [], commitCount: 0, closed: false };

describe('place', () => {
  it.each([
    ['an empty part', fresh, 100, 100, 'current'],
    ['a part with room', { ...fresh, commitCount: 2 }, 100, 40, 'current'],
    ['a part whose lines would be too many', { ...fresh, commitCount: 1 }, 101, 100, 'next'],
    ['a part whose commits would be too many', { ...fresh, commitCount: 3 }, 60, 60, 'next'],
    ['a closed part', { ...fresh, closed: true }, 1, 1, 'next'],
    ['a part with an oversize commit', { ...fresh, commits: [commit(true)] }, 1, 1, 'next'],
    ['a part with an ordinary commit', { ...fresh, commits: [commit(false)] }, 1, 1, 'current'],
    ['no part, when alone too large', fresh, 101, 101, 'too_big'],
    ['a part it makes smaller, when alone too large', fresh, 90, 101, 'current'],
    ['no part, when a closed one leaves it alone', { ...fresh, closed: true }, 90, 101, 'too_big'],
  ])('on %s', (_, part, linesInPart, linesAlone, placement) => {
    expect(place(part, { linesInPart, linesAlone, caps: CAPS })).toBe(placement);
  });

  const parts = fc.record({
    commits: fc.array(fc.boolean().map(commit), { maxLength: 4 }),
    commitCount: fc.nat({ max: 12 }),
    closed: fc.boolean(),
  });
  const candidates = fc.record({
    linesInPart: fc.nat({ max: 400 }),
    linesAlone: fc.nat({ max: 400 }),
    caps: fc.record({
      maxCommits: fc.integer({ min: 1, max: 10 }),
      maxLoc: fc.integer({ min: 50, max: 300 }),
    }),
  });

  it('never lets a part exceed a cap, nor grow once it is closed', () => {
    fc.assert(
      fc.property(parts, candidates, (part, candidate) => {
        const { caps, linesInPart, linesAlone } = candidate;
        const placement = place(part, candidate);
        if (placement === 'current') {
          expect(part.closed).toBe(false);
          expect(linesInPart).toBeLessThanOrEqual(caps.maxLoc);
          expect(part.commitCount + 1).toBeLessThanOrEqual(caps.maxCommits);
        } else {
          expect(linesAlone <= caps.maxLoc).toBe(placement === 'next');
        }
      }),
    );
  });

  it('finds room for whatever fits a part of its own', () => {
    fc.assert(
      fc.property(parts, candidates, (part, candidate) => {
        fc.pre(candidate.linesAlone <= candidate.caps.maxLoc);
        expect(place(part, candidate)).not.toBe('too_big');
      }),
    );
  });

  it('gives no less room under wider caps', () => {
    const rank = { too_big: 0, next: 1, current: 2 };
    fc.assert(
      fc.property(parts, candidates, fc.nat({ max: 99 }), (part, candidate, more) => {
        const { caps } = candidate;
        const wide = { maxCommits: caps.maxCommits + more, maxLoc: caps.maxLoc + more };
        expect(rank[place(part, { ...candidate, caps: wide })]).toBeGreaterThanOrEqual(
          rank[place(part, candidate)],
        );
      }),
    );
  });

  it('stacks additions into parts that all keep the caps', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 100 }), { maxLength: 40 });
    fc.assert(
      fc.property(sizes, (added) => {
        const stack = [{ ...fresh, lines: 0 }];
        for (const lines of added) {
          const top = stack.at(-1) ?? { ...fresh, lines: 0 };
          const candidate = { linesInPart: top.lines + lines, linesAlone: lines, caps: CAPS };
          const grown = place(top, candidate) === 'current' ? stack.pop() : undefined;
          stack.push({
            ...fresh,
            commitCount: (grown?.commitCount ?? 0) + 1,
            lines: (grown?.lines ?? 0) + lines,
          });
        }
        for (const { commitCount, lines } of stack) {
          expect(commitCount).toBeLessThanOrEqual(CAPS.maxCommits);
          expect(lines).toBeLessThanOrEqual(CAPS.maxLoc);
        }
        expect(stack.reduce((sum, { lines }) => sum + lines, 0)).toBe(
          added.reduce((sum, lines) => sum + lines, 0),
        );
      }),
    );
  });
});

describe('partBranch', () => {
  it.each([
    [1, 'codelicious/spec-12'],
    [2, 'codelicious/spec-12-part-2'],
    [11, 'codelicious/spec-12-part-11'],
  ])('of part %i is %s', (number, branch) => {
    expect(partBranch('codelicious/spec-12', number)).toBe(branch);
  });
});
