import { describe, expect, it } from 'vitest';
import { isAttended, wantsColor, widthOf } from '../../../src/cli/terminal.ts';
import { createSink } from '../../support/cli-world.ts';

const sink = (about: { isTTY?: boolean; columns?: number }) => createSink({ columns: 0, ...about });

describe('widthOf', () => {
  it.each([
    [{ columns: 72 }, 72],
    [{ columns: 20 }, 60],
    [{ columns: 300 }, 100],
    [{ isTTY: true }, 80],
    [{ isTTY: false }, 100],
  ])('of %j is %i', (about, width) => {
    expect(widthOf(sink(about))).toBe(width);
  });
});

describe('wantsColor', () => {
  it.each([
    [true, {}, true, true],
    [false, {}, true, false],
    [true, {}, false, false],
    [true, { NO_COLOR: '1' }, true, false],
    [true, { NO_COLOR: '' }, true, true],
    [true, { TERM: 'dumb' }, true, false],
    [false, { FORCE_COLOR: '1' }, true, true],
    [false, { FORCE_COLOR: '' }, true, true],
    [true, { FORCE_COLOR: '0' }, true, false],
    [true, { FORCE_COLOR: 'false' }, true, false],
    [false, { FORCE_COLOR: '1' }, false, false],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  ])('terminal %j, %j, flag %j: %j', (...[isTTY, env, flag, wanted]) => {
    expect(wantsColor(sink({ isTTY }), env, flag)).toBe(wanted);
  });
});

describe('isAttended', () => {
  it.each([
    [true, true, {}, true],
    [false, true, {}, false],
    [true, false, {}, false],
    [true, true, { CI: 'true' }, false],
    [true, true, { CI: 'false' }, true],
    [true, true, { CI: '' }, true],
  ])('stdin %j, stderr %j, %j: %j', (...[stdin, stderr, env, attended]) => {
    const ends = { stdin: { isTTY: stdin }, stderr: sink({ isTTY: stderr }) };
    expect(isAttended({ ...ends, env })).toBe(attended);
  });
});
