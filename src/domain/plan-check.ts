import type { PlannedTask } from './planned-task.ts';
import { oneLine } from './text-limits.ts';

/** Tasks of one plan: as many as a spec may hold open. */
const MAX_TASKS = 100;

/** Characters that show nothing or turn the direction of a line; joiners stay, scripts and emoji need them. */
const HIDDEN =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** A plan that can be written down, or why it cannot, as the end of a sentence. */
export type CheckedPlan =
  | { readonly ok: true; readonly tasks: readonly PlannedTask[] }
  | { readonly ok: false; readonly why: string };

/**
 * Joins the answers for the windows of one text and judges them as a whole. Titles that differ in case alone are one
 * task; dependencies on tasks that are not there are dropped; a task that names an unsafe path, tasks that wait for
 * each other, an empty title and more than 100 tasks are refused.
 * @returns the tasks in build order, `depends_on` counting in that order
 */
export function checkPlan(answers: readonly (readonly PlannedTask[])[]): CheckedPlan {
  const cleaned = answers.map((tasks) => tasks.map(cleanTask));
  const all = cleaned.flat();
  if (all.length === 0) return refuse('it holds no task');
  if (all.some((task) => task.title === '')) return refuse('a task has no title');
  const unsafe = all.flatMap(({ files }) => files).find((path) => !isSafePath(path));
  if (unsafe !== undefined) return refuse(`it names the unsafe path ${JSON.stringify(unsafe)}`);
  if (cleaned.some(hasSelfDependent)) return refuse('a task waits for itself');
  const drafts = join(cleaned);
  if (drafts.length > MAX_TASKS) {
    return refuse(`it holds ${String(drafts.length)} tasks, more than ${String(MAX_TASKS)}`);
  }
  const tasks = inBuildOrder(drafts);
  return tasks === null ? refuse('its tasks wait for each other in a circle') : { ok: true, tasks };
}

/** Whether a path leads to a file below the repository that an agent may change. */
export function isSafePath(path: string): boolean {
  if (path === '' || /^[/~]|^[A-Za-z]:|[\\`\p{Cc}\p{Cs}]/u.test(path)) return false;
  return path
    .split('/')
    .every((part) => !['', '.', '..'].includes(part) && !/^\.(?:git|codelicious)$/i.test(part));
}

function refuse(why: string): CheckedPlan {
  return { ok: false, why };
}

function cleanTask(task: PlannedTask): PlannedTask {
  const files = task.files.map((path) => path.trim().replace(/^(?:\.\/)+/, ''));
  return {
    title: visible(task.title),
    description: visible(task.description),
    files: [...new Set(files)],
    depends_on: [...new Set(task.depends_on)],
    validation: visible(task.validation),
  };
}

function visible(text: string): string {
  return oneLine(text.replace(HIDDEN, '').replace(/\p{Cs}/gu, '\ufffd'));
}

function hasSelfDependent(tasks: readonly PlannedTask[]): boolean {
  return tasks.some((task, at) => task.depends_on.includes(at));
}

interface Draft {
  readonly task: PlannedTask;
  readonly files: Set<string>;
  readonly waitsFor: Set<Draft>;
}

/** The tasks of all answers, one for each title; what a later answer adds to a task is its files and dependencies. */
function join(answers: readonly (readonly PlannedTask[])[]): readonly Draft[] {
  const drafts = new Map<string, Draft>();
  for (const tasks of answers) {
    const own = tasks.map((task) => {
      const key = task.title.normalize('NFC').toLowerCase();
      const draft = drafts.get(key) ?? { task, files: new Set(), waitsFor: new Set() };
      drafts.set(key, draft);
      for (const path of task.files) draft.files.add(path);
      return { draft, named: task.depends_on };
    });
    for (const { draft, named } of own) {
      for (const below of named.map((index) => own[index]?.draft)) {
        if (below !== undefined && below !== draft) draft.waitsFor.add(below);
      }
    }
  }
  return [...drafts.values()];
}

/** Always the first that has nothing left to wait for; null where some never have. */
function inBuildOrder(drafts: readonly Draft[]): readonly PlannedTask[] | null {
  const ordered = new Set<Draft>();
  while (ordered.size < drafts.length) {
    const next = drafts.find(
      (draft) => !ordered.has(draft) && [...draft.waitsFor].every((below) => ordered.has(below)),
    );
    if (next === undefined) return null;
    ordered.add(next);
  }
  const order = [...ordered];
  return order.map(({ task, files, waitsFor }) => ({
    ...task,
    files: [...files],
    depends_on: order.flatMap((below, at) => (waitsFor.has(below) ? [at] : [])),
  }));
}
