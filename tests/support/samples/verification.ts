import { CASES, type Case, type Trial } from './cases.ts';
import type { Tree } from './history.ts';
import { GO_KIT } from './kits/go.ts';
import { JAVASCRIPT_KITS } from './kits/javascript.ts';
import type { Edits, Kit } from './kits/kit.ts';
import { PYTEST_KIT, UNITTEST_KIT } from './kits/python.ts';
import { RUST_KIT } from './kits/rust.ts';
import { SHELL_KIT } from './kits/shell.ts';
import { TYPESCRIPT_KIT } from './kits/typescript.ts';
import { MONOREPO_CASES, MONOREPO_KITS } from './monorepos.ts';
import {
  type Built,
  type Call,
  type ChunkSeen,
  replayedBuild,
  type Task,
} from './replayed-build.ts';
import { canCheck } from './sample.ts';

const KITS: readonly Kit[] = [
  ...JAVASCRIPT_KITS,
  TYPESCRIPT_KIT,
  PYTEST_KIT,
  UNITTEST_KIT,
  GO_KIT,
  RUST_KIT,
  SHELL_KIT,
];

/** A sample with a case that makes sense for it. */
export interface Pair {
  readonly name: string;
  readonly kit: Kit;
  readonly one: Case;
  readonly trial: Trial;
}

/** What a table has a row for. */
export interface Row {
  readonly kit: string;
  readonly name: string;
  readonly expected: string;
  readonly seen: string;
  readonly isRight: boolean;
  readonly why: string;
  readonly seconds: number;
}

/** Every sample that this machine can check, in every case. */
export function pairs(): readonly Pair[] {
  const every = [
    ...KITS.flatMap((kit) => CASES.map((one) => ({ kit, one }))),
    ...MONOREPO_KITS.flatMap((kit) => MONOREPO_CASES.map((one) => ({ kit, one }))),
  ];
  return every.flatMap(({ kit, one }) => {
    const trial = canCheck(kit) ? one.of(kit) : null;
    return trial === null ? [] : [{ name: `${kit.name}: ${one.name}`, kit, one, trial }];
  });
}

/** Has the program build it, and says what became of it. */
export async function tryPair(launcher: string, { kit, one, trial }: Pair): Promise<Row> {
  const { base, args = [] } = trial;
  const built = await replayedBuild({
    ...{ launcher, files: base, modules: kit.modules, tasks: tasksOf(trial), args },
    ...(trial.claude === undefined
      ? {}
      : { claude: [{ ...trial.claude, chunk: TITLE }, { write: { 'NOTES.md': 'Nothing.\n' } }] }),
  });
  try {
    const { seen, why } = seenIn(built);
    const says = one.says === undefined || one.says.test(`${why}\n${built.pulls.join('\n')}`);
    const isRight = seen === one.expected && says;
    const told = says ? seen : `${seen}, unsaid`;
    return {
      ...{ kit: kit.name, name: one.name, expected: one.expected, isRight, why },
      ...{ seen: told, seconds: built.seconds },
    };
  } finally {
    built.home.remove();
  }
}

/** Says nothing of what it is about, so that it asks for nothing out of the ordinary. */
const TITLE = 'Carry on with the sample';

/** Built last, so that what comes before it is judged by what it changed. */
const NOTE: Edits = { 'NOTES.md': 'Nothing of note.\n' };

function tasksOf({ base, work, next = NOTE, isLast = false }: Trial): readonly Task[] {
  const first = { title: TITLE, jobs: [{ calls: callsOf(base, work) }] };
  return isLast
    ? [first]
    : [first, { title: 'What comes next', jobs: [{ calls: callsOf(base, next) }] }];
}

function callsOf(base: Tree, edits: Edits): readonly Call[] {
  return Object.entries(edits).flatMap(([path, content]): readonly Call[] => {
    if (content !== null) return [{ tool: 'write_file', path, content }];
    return path in base ? [{ tool: 'delete_file', path }] : [];
  });
}

const SEEN: Readonly<Record<string, string>> = {
  published: 'lands',
  failed: 'refused',
  parked: 'parked',
};

function seenIn({ chunks: [first, next], stderr }: Built): Pick<Row, 'seen' | 'why'> {
  const seen = SEEN[first?.status ?? ''] ?? first?.status ?? 'nothing';
  const goesOn = next === undefined || next.status === 'published';
  return {
    seen: goesOn ? seen : `${seen}, then ${next.status}`,
    why: [first, next].map(reasonOf).join('') || (first === undefined ? stderr.slice(-500) : ''),
  };
}

function reasonOf(chunk: ChunkSeen | undefined): string {
  const reason = chunk?.reason ?? null;
  return reason === null ? '' : `[${reason.code}] ${reason.message} `;
}
