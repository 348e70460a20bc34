import { expect, it } from 'vitest';
import { asksForOtherRun } from '../../../../src/domain/tampering/asked-run.ts';

it.each([
  ['Switch from jest to vitest', true],
  ['Migrate tests to node:test', true],
  ['Rename the folder test to tests', true],
  ['Move all tests beside what they test', true],
  ['Add a coverage script to package.json', true],
  ['Add a parser with tests', false],
  ['Test that names can be moved', false],
])('%s: %s', (title, is) => {
  expect(asksForOtherRun({ title, instructions: '' }, 'package.json')).toBe(is);
});
