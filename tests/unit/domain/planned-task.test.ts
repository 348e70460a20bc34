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

  it.each<[string, unknown]>([
    ['nothing', null],
    ['a bare list', [{ title: 'a' }]],
    ['no task', { tasks: [] }],
    ['an empty title', { tasks: [{ title: ' ' }] }],
    ['a title beyond a line', { tasks: [{ title: 'x'.repeat(301) }] }],
    ['a negative position', { tasks: [{ title: 'a', depends_on: [-1] }] }],
    ['files that are no texts', { tasks: [{ title: 'a', files: [1] }] }],
    ['101 tasks', { tasks: Array.from({ length: 101 }, () => ({ title: 'a' })) }],
  ])('refuses %s', (_, value) => {
    expect(readPlanReply(value)).toBeNull();
  });
});
