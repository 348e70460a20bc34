import { describe, expect, it } from 'vitest';
import { readPlanReply } from '../../../src/domain/planned-task.ts';

describe('readPlanReply', () => {
  it('reads tasks, what is left out being empty', () => {
    expect(readPlanReply({ tasks: [{ title: ' Add a form ', extra: 1 }] })).toEqual([
      { title: 'Add a form', description: '', files: [], depends_on: [], validation: '' },
    ]);
    const whole = {
      title: 'Store it',
      description: 'In a file.',
      files: ['src/a.ts'],
      depends_on: [0],
      validation: 'npm test',
    };
    expect(readPlanReply({ tasks: [whole] })).toEqual([whole]);
  });

  it('takes titles and positions for dependencies, and leaves out what names no other task', () => {
    const read = (depends_on: readonly unknown[]) =>
      readPlanReply({
        tasks: [{ title: 'Add é' }, { title: '7' }, { title: 'Store it', depends_on }],
      })?.at(-1)?.depends_on;
    expect(read(['Add e\u0301', 1])).toEqual([0, 1]);
    expect(read([' add É ', '0', '7'])).toEqual([0, 0, 1]);
    expect(read([-1, 3, 1.5, 'Nothing like it', '99', ' ', 'Store it'])).toEqual([]);
    expect(readPlanReply({ tasks: [{ title: 'a', depends_on: [true] }] })).toBeNull();
  });

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a bare list', [{ title: 'a' }]],
    ['no task', { tasks: [] }],
    ['an empty title', { tasks: [{ title: ' ' }] }],
    ['a title beyond a line', { tasks: [{ title: 'x'.repeat(301) }] }],
    ['files that are no texts', { tasks: [{ title: 'a', files: [1] }] }],
    ['101 tasks', { tasks: Array.from({ length: 101 }, () => ({ title: 'a' })) }],
  ])('refuses %s', (_, value) => {
    expect(readPlanReply(value)).toBeNull();
  });
});
