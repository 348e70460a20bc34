import { expect } from 'vitest';
import { expectDelivered, expectSound, safeCommits } from './invariants.ts';
import type { Line } from './line.ts';
import {
  cutRun,
  isHopeless,
  lineOf,
  type Piece,
  resultOf,
  SERIES_SPEC,
  type Series,
} from './series.ts';

/** Runs after which a series whose troubles come once each is through. */
const MAX_RUNS = 12;

const some = ({ pieces }: Series, ...fates: readonly Piece['fate'][]): boolean =>
  pieces.some((one) => fates.includes(one.fate));

/** Runs until one commits, pushes and writes nothing; where things fail once, until two in a row do. */
async function runToRest(line: Line, made: Series): Promise<void> {
  const needed = some(made, 'flaky_engine', 'flaky_checks') ? 2 : 1;
  const isOpen = made.pieces.some(isHopeless);
  for (let idle = 0, run = 1; idle < needed; run += 1) {
    if (run > MAX_RUNS) throw new Error(`still moving after ${MAX_RUNS} runs`);
    const writes = line.forge.writes.length;
    const { commits, specs } = await line.once();
    await expectSound(line, made);
    const out = specs.every((spec) => spec.undelivered.length === 0);
    const still = out && commits === 0 && line.git.pushes.length === 0;
    idle = still && (isOpen || line.forge.writes.length === writes) ? idle + 1 : 0;
  }
}

/** Builds a series to its end, whatever comes between, and holds it against what was asked for. */
export async function checkSeries(made: Series): Promise<void> {
  const line = lineOf(made);
  let safe: ReadonlySet<string> = new Set();
  for (const one of made.cuts) {
    await cutRun(line, one);
    const now = safeCommits(line);
    const isElsewhere = one.then === 'fresh_clone' && made.platform === 'github';
    safe = isElsewhere ? now : new Set([...safe, ...now]);
    await expectSound(line, made);
  }
  await runToRest(line, made);
  await expectDelivered(line, made);
  const top = line.branches().at(-1);
  const held = top === undefined ? safe : line.remote.store.ancestors(line.tip(top)!);
  expect([...safe].filter((sha) => !held.has(sha))).toEqual([]);
  const { found, wanted } = resultOf(line, made);
  expect(found).toEqual(wanted);
  const spec = line.text(top ?? 'main', SERIES_SPEC) ?? '';
  const open = spec.split('\n').filter((box) => box.includes('[ ]'));
  expect(open).toEqual(
    made.pieces.flatMap((one, at) => (isHopeless(one) ? [`- [ ] Piece ${at}`] : [])),
  );
}
