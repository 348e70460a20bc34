import type { Edits } from './kits/kit.ts';
import type { Call, Job, Task } from './replayed-build.ts';
import type { Stack } from './stacks.ts';

/** What an engine does when it is asked to build a piece. */
const WORKS = [
  'good',
  'source alone',
  'bad',
  'test alone',
  'old source broken',
  'old test deleted',
  'old test skipped',
  'syntax error',
  'nothing',
  'exits',
  'asks',
] as const;
type Work = (typeof WORKS)[number];

/** What it does when it is asked to repair. */
const REPAIRS = ['good', 'bad', 'nothing', 'dies'] as const;
type Repair = (typeof REPAIRS)[number];

/** One task, and what the engine does with it. */
export interface Behaviour {
  readonly piece: number;
  readonly work: Work;
  /** As many as a task is allowed by default. */
  readonly repairs: readonly [Repair, Repair];
}

/** Works after which nothing is repaired, and what becomes of them. */
const ENDS: Partial<Record<Work, string>> = {
  good: 'published',
  'source alone': 'published',
  nothing: 'failed',
  exits: 'failed',
  asks: 'parked',
};

/** The state a task should come to. */
export function stateAfter({ work, repairs }: Behaviour): string {
  const ended = ENDS[work];
  if (ended !== undefined) return ended;
  const decisive = repairs.find((repair) => repair === 'good' || repair === 'dies');
  return decisive === 'good' ? 'published' : 'failed';
}

/** Tasks drawn from a seed; half of them come to a good end at once. */
export function drawBehaviours(count: number, random: () => number): readonly Behaviour[] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  return Array.from({ length: count }, (_, at) => ({
    piece: at + 1,
    work: random() < GOOD_SHARE ? 'good' : pick(WORKS),
    repairs: [pick(REPAIRS), pick(REPAIRS)],
  }));
}

const GOOD_SHARE = 0.2;

/** The task, and the recorded calls by which the engine behaves so. */
export function taskOf(stack: Stack, behaviour: Behaviour): Task {
  const { piece, work, repairs } = behaviour;
  const build = jobOf(worked(stack, piece, work), ENDINGS[work]);
  const rest = repairs.map((repair, at): Job => {
    const job = jobOf(repaired(stack, behaviour, { repair, turn: at + 1 }), REPAIR_ENDINGS[repair]);
    return { ...job, kind: 'repair', attempt: at + 1 };
  });
  return { title: `Add piece ${piece} in one step`, jobs: [build, ...rest] };
}

const EXIT = { type: 'failed', code: 'exit', message: 'it died' } as const;
const ENDINGS: Partial<Record<Work, Job['result']>> = {
  exits: EXIT,
  asks: { type: 'needs_input', question: 'Which one?' },
};
const REPAIR_ENDINGS: Partial<Record<Repair, Job['result']>> = { dies: EXIT };

function jobOf(edits: Edits, result: Job['result']): Job {
  const calls = Object.entries(edits).map(([path, content]): Call => {
    return content === null ? { tool: 'delete_file', path } : { tool: 'write_file', path, content };
  });
  return { calls, ...(result === undefined ? {} : { result }) };
}

function worked(stack: Stack, piece: number, work: Work): Edits {
  const { core } = stack;
  const good = stack.good(piece);
  const files = Object.entries(good);
  switch (work) {
    case 'good':
    case 'exits':
    case 'asks':
      return good;
    case 'source alone':
      return Object.fromEntries(files.filter(([path]) => !stack.isTest(path)));
    case 'test alone':
      return Object.fromEntries(files.filter(([path]) => stack.isTest(path)));
    case 'bad':
      return { ...good, ...stack.bad(piece, 0) };
    case 'old source broken':
      return { [core.source]: stack.brokenCore };
    case 'old test deleted':
      return { [core.source]: stack.brokenCore, [core.test]: null };
    case 'old test skipped':
      return { [core.source]: stack.brokenCore, [core.test]: stack.skippedCore };
    case 'syntax error':
      return { ...good, ...stack.syntax(piece) };
    case 'nothing':
      return {};
  }
}

function repaired(
  stack: Stack,
  { piece, work }: Behaviour,
  { repair, turn }: { readonly repair: Repair; readonly turn: number },
): Edits {
  if (repair === 'nothing' || repair === 'dies') return {};
  if (repair === 'bad') return { ...stack.good(piece), ...stack.bad(piece, turn) };
  const wrong = work === 'syntax error' ? Object.keys(stack.syntax(piece)) : [];
  return {
    ...{ [stack.core.source]: stack.base[stack.core.source] ?? '' },
    ...{ [stack.core.test]: stack.base[stack.core.test] ?? '' },
    ...stack.good(piece),
    ...Object.fromEntries(wrong.map((path) => [path, null])),
  };
}
