import { describe, expect, it } from 'vitest';
import { asksFor } from '../../../src/domain/asked-for.ts';

const task = (title: string, instructions = '', fileHints: readonly string[] = []) => ({
  title,
  instructions,
  fileHints,
});

describe('asksFor', () => {
  it.each([
    ['assets/x.dat', task('Add it', '', ['assets/x.dat'])],
    ['assets/x.dat', task('Add `x.dat`')],
    ['public/a.png', task('Draw a PNG of the chart')],
    ['public/a.png', task('Show it', 'Put the .png into public/')],
    ['public/a.webp', task('Add the logo')],
    ['test/big.json', task('Test with a large data set')],
    ['tool', task('Ship the tool')],
  ])('%s: yes, %j', (path, chunk) => {
    expect(asksFor(path, chunk)).toBe(true);
  });

  it.each([
    ['public/a.png', task('Sort the list', 'Numbers first.')],
    ['core', task('Sort the list')],
    ['a.o', task('Compile')],
    ['a.-', task('Sort the list')],
  ])('%s: no, %j', (path, chunk) => {
    expect(asksFor(path, chunk)).toBe(false);
  });
});
