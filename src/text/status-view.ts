import type { LockStatus, StatusOutcome } from '../domain/data.ts';
import type { ChunkOutcome, SpecOutcome } from '../domain/outcome.ts';
import { oneLine } from '../domain/text-limits.ts';
import { reasonLines } from './chunk-lines.ts';
import { columnsOf, fit, padTo, wrap } from './columns.ts';
import { holderText } from './lock-view.ts';
import { commandFor, count, type Look, sentence } from './look.ts';
import { mark, specHeading } from './marks.ts';
import { partRows, pullState } from './part-rows.ts';
import { dollars, totalText } from './spend.ts';

/** Columns before a task's title: indent, sign, id and the gaps between them. */
const TITLE_COLUMN = 18;
/** Where another run changes nothing until somebody answers. */
const WAITING: readonly string[] = ['parked', 'blocked'];
/** Hex digits of a commit shown to a person. */
const SHORT_SHA = 7;

/** Every spec and task, where it stands and where to read it; ends with a line feed. */
export function statusView(status: StatusOutcome, look: Look): string {
  const blocks = [
    headline(status, look),
    ...status.specs.map((spec) => specBlock(spec, look)),
    status.lock === null ? '' : lockText(status.lock, look),
    status.warnings.map((text) => wrap(`! ${sentence(text)}`, look.width, 2)).join('\n'),
    next(status, look),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Who holds the run lock and what that means, in one paragraph. */
function lockText(lock: LockStatus, look: Look): string {
  const holder = holderText(lock);
  const says = {
    alive: `At work here: ${holder}.`,
    dead: `The lock is held by ${holder}, which has ended; the next run takes over.`,
    unknown: `The lock is held by ${holder}; if it is gone: ${commandFor(look, 'unlock')}`,
  };
  const key = lock.alive === null ? 'unknown' : lock.alive ? 'alive' : 'dead';
  return look.palette.yellow(wrap(says[key], look.width, 0));
}

function headline(status: StatusOutcome, look: Look): string {
  const { palette } = look;
  const chunks = status.specs.flatMap((spec) => spec.chunks);
  if (chunks.length === 0) return palette.bold('No spec has a task.');
  const done = chunks.filter(isDone).length;
  const spent = totalText(chunks);
  const cost = spent === '' ? '' : palette.dim(` · spent ${spent}`);
  const specs = palette.dim(` · ${count(status.specs.length, 'spec')}`);
  return `${palette.bold(`${done} of ${count(chunks.length, 'task')} done`)}${specs}${cost}`;
}

function specBlock(spec: SpecOutcome, look: Look): string {
  const { palette, width } = look;
  const heading = palette.bold(fit(oneLine(specHeading(spec)), width));
  const path = palette.dim(oneLine(spec.path));
  if (spec.skipped !== null) {
    const why = wrap(sentence(spec.skipped.message), width - 4, 4);
    return [heading, path, `  ${palette.red('✗')} ${why}`].join('\n');
  }
  const spent = totalText(spec.chunks);
  return [
    heading,
    spent === '' ? path : `${path}${palette.dim(` · spent ${spent}`)}`,
    ...spec.chunks.flatMap((chunk) => chunkLines(chunk, spec, look)),
    ...partRows(spec.parts, look),
    ...spec.undelivered.map(
      ({ message }) => `  ${palette.red('!')} ${wrap(sentence(message), width - 4, 4)}`,
    ),
  ].join('\n');
}

function chunkLines(chunk: ChunkOutcome, spec: SpecOutcome, look: Look): readonly string[] {
  const { palette, width } = look;
  const where = whereabouts(chunk);
  const room = Math.max(20, width - TITLE_COLUMN - columnsOf(where) - 2);
  const title = fit(oneLine(chunk.title), room);
  const filled = where === '' ? title : `${padTo(title, room)}  ${palette.dim(where)}`;
  const edited = 'its text was edited after it was built; left as it is';
  return [
    `  ${mark(chunk.state.status, palette)} ${palette.dim(chunk.id)}  ${filled}`,
    ...reasonLines(chunk, spec, look),
    ...(chunk.edited ? [`    ${palette.dim(edited)}`] : []),
  ];
}

function whereabouts(chunk: ChunkOutcome): string {
  const pull = chunk.pull === null ? [] : [`#${chunk.pull.number} ${pullState(chunk.pull)}`];
  const sha = chunk.sha === null ? [] : [chunk.sha.slice(0, SHORT_SHA)];
  const only = pull.length === 0 && chunk.state.status === 'committed' ? ['not pushed'] : pull;
  const unverified = chunk.verified === 'none' ? ['unverified'] : [];
  const { costUsd, unpricedCalls } = chunk.spend;
  const paid = costUsd ?? 0;
  const cost = paid > 0 ? [dollars(paid)] : [];
  const unknown = unpricedCalls > 0 ? ['unknown price'] : [];
  return [...unverified, ...only, ...sha, ...cost, ...unknown].join(' ');
}

function next(status: StatusOutcome, look: Look): string {
  const open = status.specs.flatMap(openStates);
  if (open.length === 0 || status.lock?.alive === true) return '';
  const isAsked = open.includes('parked') && open.every((state) => WAITING.includes(state));
  const first = isAsked ? 'edit what asks, then ' : '';
  return `${look.palette.dim('To go on:')} ${first}${commandFor(look, 'build')}`;
}

/** What another run may change; optional tasks, which it does not build, left out. */
function openStates({ chunks, tasks }: SpecOutcome): readonly string[] {
  const open = chunks
    .map(({ state }) => state.status)
    .filter((state) => !['merged', 'published', 'declined'].includes(state));
  return open.length > tasks.optional || open.some((state) => state !== 'pending') ? open : [];
}

function isDone(chunk: ChunkOutcome): boolean {
  return ['committed', 'published', 'merged'].includes(chunk.state.status);
}
