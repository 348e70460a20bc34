import type { BuildReport } from '../domain/data.ts';
import { formatDuration } from '../domain/duration.ts';
import type { ChunkOutcome, RunOutcome, SpecOutcome, Stop } from '../domain/outcome.ts';
import { clip, oneLine } from '../domain/text-limits.ts';
import { troubleLines } from './chunk-lines.ts';
import { columnsOf, fit, padTo, wrap } from './columns.ts';
import { instant } from './come-back.ts';
import { commandFor, count, type Look, sentence } from './look.ts';
import { specHeading } from './marks.ts';
import { partRows } from './part-rows.ts';
import { spendText, totalText } from './spend.ts';

/** Tasks that wait for others are listed up to this many for each spec. */
const MAX_BLOCKED = 3;
/** Pull requests named in one sentence. */
const MAX_LISTED = 4;
/** Columns of the names in the closing block. */
const LABEL_WIDTH = 13;

/** The end of a run as a person reads it: what was built and where, what was not and why, and what to do next. */
export function summaryView(report: BuildReport, look: Look): string {
  const { outcome } = report;
  const shown = outcome.specs.filter((spec) => spec.skipped === null && isWorthShowing(spec));
  const blocks = [
    headline(report, look),
    ...shown.map((spec) => specBlock(spec, look)),
    passedOver(outcome, look),
    closing(report, look),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Whether a chunk's commit exists. */
function isBuilt(chunk: ChunkOutcome): boolean {
  return ['committed', 'published', 'merged'].includes(chunk.state.status);
}

function isWorthShowing(spec: SpecOutcome): boolean {
  return spec.parts.length > 0 || spec.undelivered.length > 0 || !spec.chunks.every(isBuilt);
}

function headline(report: BuildReport, look: Look): string {
  const { palette } = look;
  const { outcome, exitCode } = report;
  const chunks = outcome.specs.flatMap((spec) => spec.chunks);
  const built = chunks.filter(isBuilt).length;
  const time = ` in ${formatDuration(outcome.durationMs)}`;
  if (outcome.stopped !== null) {
    const stopped = `■ Stopped: ${sentence(outcome.stopped.message)}`;
    const so = palette.dim(`${built} of ${count(chunks.length, 'task')} built${time}`);
    return `${palette.bold(palette.yellow(wrap(stopped, look.width, 2)))}\n  ${so}`;
  }
  if (chunks.length === 0 && exitCode === 0) return `${palette.green('✓')} ${nothing(look)}`;
  if (exitCode === 0 && outcome.commits === 0) return nothingNew(outcome, look);
  const sign = exitCode === 0 ? palette.green('✓') : palette.red('✗');
  return `${sign} ${palette.bold(`${tally(built, chunks.length)}${pulls(outcome)}`)}${palette.dim(time)}`;
}

function nothing(look: Look): string {
  return look.palette.bold('Nothing to do: no spec has an open task.');
}

/** A run that found its work done says so, and does not claim it. */
function nothingNew(outcome: RunOutcome, { palette }: Look): string {
  const built = outcome.specs.flatMap((spec) => spec.chunks).filter(isBuilt).length;
  const open = pullsOf(outcome).filter((pull) => pull.state === 'open').length;
  const waiting = open === 0 ? '' : `, ${count(open, 'pull request')} open`;
  const text = palette.bold(`Nothing new to build: ${count(built, 'task')} built before`);
  return `${palette.green('✓')} ${text}${palette.bold(waiting)}`;
}

function tally(built: number, all: number): string {
  if (built === all) return `${count(all, 'task')} built`;
  return `${built} of ${count(all, 'task')} built`;
}

function pulls(outcome: RunOutcome): string {
  const amount = pullsOf(outcome).length;
  return amount === 0 ? '' : `, ${count(amount, 'pull request')}`;
}

function pullsOf(outcome: RunOutcome) {
  return outcome.specs
    .flatMap((spec) => spec.parts)
    .flatMap((part) => (part.pull === null ? [] : [part.pull]));
}

function specBlock(spec: SpecOutcome, look: Look): string {
  const built = spec.chunks.filter(isBuilt).length;
  const progress = built === spec.chunks.length ? '' : `${built} of ${spec.chunks.length} built`;
  const so = [progress, totalText(spec.chunks)].filter((text) => text !== '').join(' · ');
  const room = look.width - (so === '' ? 0 : columnsOf(so) + 2);
  const title = look.palette.bold(fit(oneLine(specHeading(spec)), room));
  return [
    so === '' ? title : `${padTo(title, room)}  ${look.palette.dim(so)}`,
    ...partRows(spec.parts, look),
    ...spec.undelivered.map((reason) => `  ${complaint(reason.message, look)}`),
    ...troubles(spec, look),
    ...spec.chunks.filter((chunk) => chunk.edited).map((chunk) => editedLine(chunk, look)),
  ].join('\n');
}

function troubles(spec: SpecOutcome, look: Look): readonly string[] {
  const blocked = spec.chunks.filter((chunk) => chunk.state.status === 'blocked');
  const hidden = new Set(blocked.slice(blocked.length > MAX_BLOCKED + 1 ? MAX_BLOCKED : Infinity));
  const lines = spec.chunks
    .filter((chunk) => !hidden.has(chunk))
    .flatMap((chunk) => troubleLines(chunk, spec, look));
  return hidden.size === 0 ? lines : [...lines, `    and ${hidden.size} more that wait`];
}

function complaint(message: string, look: Look): string {
  return `${look.palette.red('!')} ${wrap(sentence(message), look.width - 4, 4)}`;
}

function editedLine(chunk: ChunkOutcome, look: Look): string {
  const text = `${clip(oneLine(chunk.title), 50)}: its text was edited after it was built; left as it is`;
  return `  ${look.palette.yellow('~')} ${wrap(text, look.width - 4, 4)}`;
}

function passedOver(outcome: RunOutcome, look: Look): string {
  const { palette, width } = look;
  const lines = outcome.specs.flatMap(({ path, skipped }) => {
    if (skipped === null) return [];
    const text = sentence(skipped.message);
    const named = text.includes(path) ? text : `${path}: ${text}`;
    return [`  ${palette.red('✗')} ${wrap(named, width - 4, 4)}`];
  });
  return lines.length === 0 ? '' : [palette.bold('Passed over'), ...lines].join('\n');
}

function closing(report: BuildReport, look: Look): string {
  const { outcome, unverified, postmortem } = report;
  const rows: readonly (readonly [string, string])[] = [
    ...outcome.warnings.map((text) => ['Warning', sentence(text)] as const),
    ['Unverified', unverifiedText(unverified.length)],
    ['Spent', spendText(outcome.usage)],
    ['Post-mortem', postmortem ?? ''],
    ['Next', nextStep(report, look)],
  ];
  return rows
    .filter(([, text]) => text !== '')
    .map(([name, text]) => {
      const label = look.palette.dim(padTo(name, LABEL_WIDTH));
      return `${label}${wrap(text, look.width - LABEL_WIDTH, LABEL_WIDTH)}`;
    })
    .join('\n');
}

function unverifiedText(amount: number): string {
  if (amount === 0) return '';
  const tasks = amount === 1 ? '1 task had' : `${amount} tasks had`;
  return `${tasks} nothing to be checked by; set verify.commands in .codelicious/config.json`;
}

/** The one thing to do now. */
function nextStep(report: BuildReport, look: Look): string {
  const { outcome, exitCode } = report;
  const again = commandFor(look, 'build');
  if (outcome.stopped !== null) return `${again}  (${whenToGoOn(outcome.stopped)})`;
  if (exitCode !== 0) return whatIsOpen(outcome, again);
  return reviewStep(outcome);
}

/** A question is not answered by asking again. */
function whatIsOpen({ specs }: RunOutcome, again: string): string {
  const statuses = specs.flatMap(({ chunks }) => chunks.map(({ state }) => state.status));
  const parked = statuses.filter((status) => status === 'parked').length;
  if (parked === 0) return `${again}  (tries again what is not done)`;
  const edit = parked === 1 ? 'edit the task that asks' : `edit the ${parked} tasks that ask`;
  const others = statuses.some((status) => ['pending', 'failed'].includes(status));
  const also = others ? '  (tries again what else is not done)' : '';
  return `${edit}, then: ${again}${also}`;
}

function whenToGoOn({ retryAt }: Stop): string {
  return retryAt === undefined
    ? 'goes on from here'
    : `after ${instant(retryAt)}, goes on from here`;
}

/** Which pull requests to begin with: the lowest open one of each spec. */
function reviewStep({ specs }: RunOutcome): string {
  const stacks = specs.map(({ parts }) =>
    parts.flatMap(({ pull }) => (pull?.state === 'open' ? [pull] : [])),
  );
  const lowest = stacks.flatMap(([pull]) => (pull === undefined ? [] : [pull]));
  const stacked = stacks.some((stack) => stack.length > 1);
  const [first, ...others] = lowest;
  if (first === undefined) return '';
  if (others.length === 0)
    return `review ${first.url}${stacked ? ' first, the others are stacked on it' : ''}`;
  const names = listed(lowest.map((pull) => `#${pull.number}`));
  return `review ${names}${stacked ? ' first, the others are stacked on them' : ''}`;
}

function listed(names: readonly string[]): string {
  const left = names.length - MAX_LISTED;
  const shown = left > 0 ? [...names.slice(0, MAX_LISTED), `${left} more`] : names;
  return `${shown.slice(0, -1).join(', ')} and ${shown.slice(-1).join('')}`;
}
