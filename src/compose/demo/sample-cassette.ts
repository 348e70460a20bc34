import { SOLUTIONS, type Solution } from './sample-solutions.ts';

/** How long the task takes in whose midst the demo pulls the plug, in milliseconds. */
const LONG_TASK_MS = 600;

/** What the embedded engine plays: a solution per task, a repair where the first try fails its tests. */
export function sampleCassette(longTask: number): object {
  return {
    version: 1,
    jobs: SOLUTIONS.flatMap((solution, at) => jobsOf(solution, at === longTask)),
  };
}

function jobsOf(solution: Solution, long: boolean): readonly object[] {
  const { title, files, firstTry, summary } = solution;
  const done = { calls: writes(files), result: { type: 'done', summary } };
  if (firstTry === null) {
    return [{ kind: 'build', chunk: title, delayMs: long ? LONG_TASK_MS : 0, ...done }];
  }
  return [
    {
      kind: 'build',
      chunk: title,
      calls: writes(firstTry),
      result: { type: 'done', summary: 'A first version.' },
    },
    { kind: 'repair', chunk: title, ...done },
  ];
}

function writes(files: Readonly<Record<string, string>>): readonly object[] {
  return Object.entries(files).map(([path, content]) => ({ tool: 'write_file', path, content }));
}
