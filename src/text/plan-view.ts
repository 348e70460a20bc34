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
  const works = plan.specs.map((spec) => ({ spec, open: toBuild(spec) }));
  const names = namesOf(works);
  const blocks = [
    headline(plan, works, look),
    ...works
      .filter(({ spec }) => spec.skipped === null && spec.chunks.some(isUnsettled))
      .map((work) => specBlock(work, names, look)),
    passedOver(plan, look),
    plan.warnings.map((text) => wrap(`! ${sentence(text)}`, look.width, 2)).join('\n'),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** The command that goes on from a plan, for the end of the output. */
export function planNext(plan: PlanOutcome, look: Look): string {
  if (!plan.specs.some((spec) => toBuild(spec).length > 0)) return '';
  const { palette } = look;
  return `\n${palette.dim('Nothing was changed. To build it:')} ${commandFor(look, 'build')}\n`;
}

/** How many tasks a run would work on. */
export function openTasks(plan: PlanOutcome): number {
  return plan.specs.flatMap(toBuild).length;
}

/** The tasks that have a place in a part, in build order; what is optional or parked has none. */
function toBuild({ chunks, parts }: SpecPlan): readonly PlannedChunk[] {
  const isPlaced = ({ id }: PlannedChunk) => parts.some((part) => part.chunks.includes(id));
  return chunks.filter((chunk) => isUnsettled(chunk) && isPlaced(chunk));
}

function isUnsettled(chunk: PlannedChunk): boolean {
  return !isSettled(chunk.status);
}

/** A spec and the tasks of it that a run would work on. */
interface Work {
  readonly spec: SpecPlan;
  readonly open: readonly PlannedChunk[];
}

/** The parts that will be opened or grow. */
function openParts({ spec, open }: Work): readonly PlannedPart[] {
  return spec.parts.filter((part) => open.some(({ id }) => part.chunks.includes(id)));
}

function headline(plan: PlanOutcome, works: readonly Work[], look: Look): string {
  const { palette } = look;
  const open = works.filter((work) => work.open.length > 0);
  if (open.length === 0) return nothingToBuild(plan, look);
  const tasks = open.reduce((sum, work) => sum + work.open.length, 0);
  const parts = open.flatMap(openParts).length;
  const first = `Plan: ${count(tasks, 'task')} of ${count(open.length, 'spec')} → about ${count(parts, 'pull request')}`;
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

function specBlock({ spec, open }: Work, names: Names, look: Look): string {
  const { palette, width } = look;
  const lines = [
    palette.bold(fit(oneLine(specHeading(spec)), width)),
    palette.dim(`${oneLine(spec.path)}${tally(spec)}`),
  ];
  const addRows = (chunks: readonly PlannedChunk[]) => {
    for (const chunk of chunks) lines.push(row(chunk, names, look));
  };
  for (const part of openParts({ spec, open })) {
    lines.push(`  part ${part.number} ${palette.dim('·')} ${palette.cyan(part.branch)}`);
    addRows(open.filter((chunk) => part.chunks.includes(chunk.id)));
  }
  const aside = spec.chunks.filter((chunk) => isUnsettled(chunk) && !open.includes(chunk));
  if (aside.length > 0) lines.push(palette.dim('  not in this plan'));
  addRows(aside);
  return lines.join('\n');
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
function namesOf(works: readonly Work[]): Names {
  const names = new Map<ChunkId, { readonly spec: SpecPlan; readonly name: string }>();
  for (const { spec, open } of works) {
    open.forEach(({ id }, index) => names.set(id, { spec, name: String(index + 1) }));
  }
  return names;
}
