import { isSettled } from '../domain/chunk.ts';
import type { PlannedChunk, PlannedPart, PlanOutcome, SpecPlan } from '../domain/data.ts';
import type { ChunkId } from '../domain/ids.ts';
import { oneLine } from '../domain/text-limits.ts';
import { columnsOf, fit, padLeft, wrap } from './columns.ts';
import { commandFor, count, type Look, sentence } from './look.ts';
import { mark, specHeading } from './marks.ts';

/** Columns before a task's title: indent, number, id and the gaps between them. */
const TITLE_COLUMN = 23;

/** How a task is called where another one waits for it. */
type Names = ReadonlyMap<ChunkId, { readonly spec: SpecPlan; readonly name: string }>;

/** The plan as a person reads it; ends with a line feed. */
export function planView(plan: PlanOutcome, look: Look): string {
  const names = namesOf(plan.specs);
  const blocks = [
    headline(plan, look),
    ...plan.specs
      .filter((spec) => spec.skipped === null && spec.chunks.some(isUnsettled))
      .map((spec) => specBlock(spec, names, look)),
    passedOver(plan, look),
    plan.warnings.map((text) => wrap(`! ${sentence(text)}`, look.width, 2)).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** The command that goes on from a plan, for the end of the output. */
export function planNext(plan: PlanOutcome, look: Look): string {
  if (openTasks(plan) === 0) return '';
  const { palette } = look;
  return `\n${palette.dim('Nothing was changed. To build it:')} ${commandFor(look, 'build')}\n`;
}

/** How many tasks a run would work on. */
export function openTasks(plan: PlanOutcome): number {
  return plan.specs.flatMap(toBuild).length;
}

/** The tasks that have a place in a part, in build order; what is optional or parked has none. */
function toBuild(spec: SpecPlan): readonly PlannedChunk[] {
  const placed = new Set(spec.parts.flatMap((part) => part.chunks));
  return spec.chunks.filter((chunk) => placed.has(chunk.id) && isUnsettled(chunk));
}

function isUnsettled(chunk: PlannedChunk): boolean {
  return !isSettled(chunk.status);
}

/** The parts that will be opened or grow. */
function openParts(spec: SpecPlan): readonly PlannedPart[] {
  const open = new Set(toBuild(spec).map((chunk) => chunk.id));
  return spec.parts.filter((part) => part.chunks.some((id) => open.has(id)));
}

function headline(plan: PlanOutcome, look: Look): string {
  const { palette } = look;
  const tasks = openTasks(plan);
  if (tasks === 0) return nothingToBuild(plan, look);
  const specs = plan.specs.filter((spec) => toBuild(spec).length > 0).length;
  const parts = plan.specs.flatMap(openParts).length;
  const first = `Plan: ${count(tasks, 'task')} of ${count(specs, 'spec')} → about ${count(parts, 'pull request')}`;
  const caps = `at most ${count(plan.caps.maxCommits, 'commit')} and ${plan.caps.maxLoc} lines each`;
  return `${palette.bold(first)}\n${palette.dim(caps)}`;
}

function nothingToBuild(plan: PlanOutcome, look: Look): string {
  const { palette, width } = look;
  if (plan.specs.some((spec) => spec.chunks.length > 0)) {
    return palette.bold('Nothing to build: no open task is left.');
  }
  const how =
    'Specs are *.md files in a folder named "specs", spec*.md, *.spec.md and tasks.md, ' +
    'with tasks written as "- [ ] …". Any other file is built when named by --spec.';
  return `${palette.bold('Nothing to build: no spec with an open task was found.')}\n${palette.dim(wrap(how, width, 0))}`;
}

function specBlock(spec: SpecPlan, names: Names, look: Look): string {
  const { palette, width } = look;
  const open = toBuild(spec);
  const rows = (chunks: readonly PlannedChunk[]) => chunks.map((chunk) => row(chunk, names, look));
  const parts = openParts(spec).flatMap((part) => [
    `  part ${part.number} ${palette.dim('·')} ${palette.cyan(part.branch)}`,
    ...rows(open.filter((chunk) => part.chunks.includes(chunk.id))),
  ]);
  const aside = spec.chunks.filter((chunk) => !open.includes(chunk) && isUnsettled(chunk));
  return [
    palette.bold(fit(oneLine(specHeading(spec)), width)),
    palette.dim(`${oneLine(spec.path)}${tally(spec)}`),
    ...parts,
    ...(aside.length === 0 ? [] : [palette.dim('  not in this plan')]),
    ...rows(aside),
  ].join('\n');
}

function tally(spec: SpecPlan): string {
  const done = spec.chunks.filter((chunk) => isSettled(chunk.status)).length;
  return done === 0 ? '' : ` · ${done} of ${spec.chunks.length} done`;
}

function row(chunk: PlannedChunk, names: Names, look: Look): string {
  const { palette, width } = look;
  const own = names.get(chunk.id);
  const after = chunk.dependsOn.flatMap((id) => {
    const other = names.get(id);
    if (other === undefined) return [];
    return [other.spec === own?.spec ? other.name : `spec-${other.spec.label}:${other.name}`];
  });
  const so = own === undefined ? asideReason(chunk) : waitText(after);
  const sign = own?.name ?? mark(chunk.status, palette);
  const room = Math.max(20, width - TITLE_COLUMN - columnsOf(so));
  const title = fit(oneLine(chunk.title), room);
  return `    ${padLeft(sign, 3)}  ${palette.dim(chunk.id)}  ${title}${palette.dim(so)}`;
}

function waitText(after: readonly string[]): string {
  return after.length === 0 ? '' : `  after ${after.join(', ')}`;
}

function asideReason(chunk: PlannedChunk): string {
  if (chunk.status === 'parked') return '  needs an answer';
  return chunk.status === 'pending' ? '  optional' : '';
}

function passedOver(plan: PlanOutcome, look: Look): string {
  const skipped = [
    ...plan.specs.flatMap(({ path, skipped }) => (skipped ? [{ path, ...skipped }] : [])),
    ...plan.problems,
  ];
  if (skipped.length === 0) return '';
  const { palette, width } = look;
  const lines = skipped.map(({ path, message }) => {
    const text = sentence(message);
    const named = text.includes(path) ? text : `${path}: ${text}`;
    return `  ${palette.red('✗')} ${wrap(named, width - 4, 4)}`;
  });
  return [palette.bold('Passed over'), ...lines].join('\n');
}

/** What is to be built is numbered in build order within its spec; a finished task holds nobody up. */
function namesOf(specs: readonly SpecPlan[]): Names {
  const names = specs.flatMap((spec) =>
    toBuild(spec).map((chunk, index) => [chunk.id, { spec, name: String(index + 1) }] as const),
  );
  return new Map(names);
}
