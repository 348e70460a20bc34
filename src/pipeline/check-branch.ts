import type { HistoryFault } from '../domain/history-check.ts';
import type { ChunkCommit } from '../domain/part.ts';
import type { History } from '../ports/history.ts';
import { faultOf, short, tasksOf } from './check-commit.ts';

/** A line of history that ends in one tip. */
export interface Line {
  readonly from: string | null;
  readonly to: string;
  /** Ours, oldest first. */
  readonly commits: readonly ChunkCommit[];
}

/** Whether the commits of one line agree with each other, and with the boxes at its tip. */
export async function checkLine(line: Line, history: History): Promise<readonly HistoryFault[]> {
  const faults = [...twice(line.commits), ...missingSteps(line.commits)];
  for (const spec of new Set(line.commits.map((commit) => commit.spec))) {
    faults.push(...(await checkTip(spec, line, history)));
  }
  return faults;
}

const stepKey = ({ spec, chunk, step }: ChunkCommit): string =>
  JSON.stringify([spec, chunk, step?.[0] ?? 0]);

function twice(commits: readonly ChunkCommit[]): readonly HistoryFault[] {
  const first = new Map<string, ChunkCommit>();
  return commits.flatMap((commit) => {
    const before = first.get(stepKey(commit));
    first.set(stepKey(commit), before ?? commit);
    return before === undefined
      ? []
      : [faultOf(commit)('twice', `"${commit.title}" was built before, in ${short(before.sha)}`)];
  });
}

function missingSteps(commits: readonly ChunkCommit[]): readonly HistoryFault[] {
  const steps = new Set(commits.map(stepKey));
  return commits
    .filter(({ step }) => step !== null && step[0] > 1)
    .filter((commit) => !steps.has(stepKey({ ...commit, step: before(commit) })))
    .map((commit) => faultOf(commit)('steps', `the step before it is missing`));
}

function before({ step }: ChunkCommit): readonly [number, number] {
  return [(step?.[0] ?? 0) - 1, step?.[1] ?? 0];
}

/** Boxes that are ticked at the tip and were not at the start need a commit, and commits need their box ticked. */
async function checkTip(
  spec: string,
  line: Line,
  history: History,
): Promise<readonly HistoryFault[]> {
  const [now, start] = await Promise.all([
    history.fileAt(line.to, spec),
    line.from === null ? null : history.fileAt(line.from, spec),
  ]);
  if (now === null) return [];
  const tasks = tasksOf(spec, now).filter((task) => task.boxed);
  const wasDone = new Set(
    tasksOf(spec, start ?? '')
      .filter((task) => task.done)
      .map(({ id }) => id),
  );
  const built = line.commits.filter((commit) => commit.spec === spec);
  const ids = new Set<string>(built.map(({ chunk }) => chunk));
  const forged =
    start === null ? [] : tasks.filter(({ id, done }) => done && !wasDone.has(id) && !ids.has(id));
  const open = new Set<string>(tasks.filter(({ done }) => !done).map(({ id }) => id));
  return [
    ...forged.map(
      ({ id, title }): HistoryFault => ({
        code: 'ticked_without_commit',
        sha: null,
        spec,
        chunk: id,
        message: `"${title}" is ticked in ${spec}, and no commit built it`,
      }),
    ),
    ...built
      .filter(({ chunk, step }) => open.has(chunk) && (step === null || step[0] === step[1]))
      .map((commit) => faultOf(commit)('unticked', `"${commit.title}" is open again in ${spec}`)),
  ];
}
