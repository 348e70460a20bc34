import { describe, expect, it } from 'vitest';
import { digest } from '../../../src/domain/ids.ts';
import { freePart, freeStem, stemsOf } from '../../../src/pipeline/branch-names.ts';
import { createLine } from '../../support/fakes/line.ts';
import { commitOn } from '../../support/fakes/repository.ts';

const PATH = 'specs/1_demo.md';
const HEX = digest([PATH], 6);
const STEM = 'codelicious/spec-1';

describe('the branch of a spec', () => {
  const wanted = { stem: STEM, path: PATH, nowSeconds: 1_769_854_500 };

  it('is named for it, else with 6 hex of its path, else with the time', () => {
    expect(freeStem(wanted, new Set())).toBe(STEM);
    expect(freeStem(wanted, new Set([STEM]))).toBe(`${STEM}-${HEX}`);
    expect(freeStem(wanted, new Set([STEM, `${STEM}-${HEX}`]))).toBe(`${STEM}-1769854500`);
  });

  it('is taken by a part alone as well', () => {
    expect(freeStem(wanted, stemsOf([`${STEM}-part-3`]))).toBe(`${STEM}-${HEX}`);
  });

  it('of another spec with the same number is another one', async () => {
    const task = '# Demo\n\n- [ ] Add alpha\n';
    const line = createLine({ files: { [PATH]: task, 'docs/specs/1_other.md': task } });
    const outcome = await line.once();
    const branches = outcome.specs.map((spec) => spec.branch);
    expect(new Set(branches).size).toBe(2);
    expect(line.branches().toSorted()).toEqual(branches.toSorted());
    expect(line.forge.pulls.map((pull) => pull.base)).toEqual(['main', 'main']);
    const again = await line.once();
    expect(again.specs.map((spec) => spec.branch)).toEqual(branches);
    expect(again.commits).toBe(0);
  });

  it('that somebody else has is left to them', async () => {
    const line = createLine({ files: { [PATH]: '# Demo\n\n- [ ] Add alpha\n' } });
    const theirs = commitOn(line.remote, STEM, { texts: { 'mine.txt': 'm\n' } });
    await line.once();
    expect(line.tip(STEM)).toBe(theirs);
    expect(line.forge.pull(1).head).toBe(`${STEM}-${HEX}`);
  });
});

describe('the branch of a part', () => {
  it('has the next number whose name nobody has', () => {
    const stack = { stem: STEM, lastNumber: 1 };
    expect(freePart(stack, new Set())).toEqual({ branch: `${STEM}-part-2`, number: 2 });
    expect(freePart(stack, new Set([`${STEM}-part-2`]))).toEqual({
      branch: `${STEM}-part-3`,
      number: 3,
    });
    expect(freePart({ stem: STEM, lastNumber: 0 }, new Set())).toEqual({ branch: STEM, number: 1 });
  });
});
