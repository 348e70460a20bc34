import { formatDuration } from '../domain/duration.ts';
import { clip, oneLine, plain } from '../domain/text-limits.ts';
import { columnsOf } from './columns.ts';
import { wallClock } from './come-back.ts';
import { coverageTexts } from './coverage.ts';
import { count } from './look.ts';
import {
  type EventOf,
  fact,
  INDENT,
  item,
  named,
  type ProgressLook,
  type ProgressScene,
  type Tellings,
} from './progress-item.ts';
import { engineAtWork, engineDone } from './progress-state.ts';
import { costText } from './spend.ts';

/** Lines of one piece of an engine's talk that are shown. */
const MAX_TALK_LINES = 20;

/** How a run and its specs begin. */
export const OPENINGS: Tellings = {
  'run.started': ({ version, repo, platform, base, maxCommits, maxLoc }, { look }) => {
    const { palette } = look;
    const caps = `at most ${count(maxCommits, 'commit')}, ${count(maxLoc, 'line')}`;
    return [
      `${palette.bold('codelicious')} ${palette.dim(plain(version))}  ${plain(repo)}`,
      fact('pulls', `${platform}, onto ${base ?? 'the default branch'}, ${caps} each`, look),
    ].join('\n');
  },
  'sandbox.selected': ({ level, why }, { look }) => fact('sandbox', named(level, why), look),
  'preflight.checked': ({ name, ok, message }, { look }) =>
    ok
      ? fact(name, message, look)
      : item(look.palette.red('✗'), named(name, message), { indent: INDENT.chunk, look }),
  'run.cycle': ({ cycle, sleepMs }, { look }) =>
    `\n${look.palette.dim(`cycle ${cycle} done · looking again in ${formatDuration(sleepMs)}`)}`,
  // Sets the result off that is printed next.
  'run.finished': () => '',
  'spec.started': ({ title, branch, chunks }, { look }) => {
    const rest = `${count(chunks, 'task')} · ${plain(branch)}`;
    const name = oneLine(title);
    const gap = columnsOf(name) + columnsOf(rest) + 2 > look.width ? '\n' : '  ';
    return `\n${look.palette.bold(name)}${gap}${look.palette.dim(rest)}`;
  },
  'spec.carried': ({ spec }, { look }) =>
    notice(`${spec} differs from the base: it is carried as it stands`, look),
  'spec.edited': ({ title }, { look }) =>
    notice(`${title}: edited after it was built; left as it is`, look),
  'spec.planned': ({ spec, by, tasks }, { look }) => {
    const who = by === 'model' ? 'by the model' : 'by the files it names';
    return notice(`${spec}: divided ${who}, ${count(tasks, 'task')}`, look);
  },
  'workspace.ready': ({ setup, durationMs }, { look }) =>
    quietly(INDENT.chunk, `workspace ready: ${setup} · ${formatDuration(durationMs)}`, look),
};

/** What happens to chunks and pull requests. */
export const STEPS: Tellings = {
  'chunk.started': ({ index, of, title }, { look }) => {
    const place = `${index}/${of}`;
    const { palette } = look;
    const paint = (text: string): string => palette.bold(text);
    const hang = place.length + 1;
    return item(palette.cyan(place), title, { indent: INDENT.chunk, look, paint, hang });
  },
  'chunk.blocked': ({ title, by }, { look }) =>
    item(look.palette.yellow('◌'), `${title}: waits for ${count(by.length, 'other task')}`, {
      indent: INDENT.chunk,
      look,
    }),
  'engine.started': ({ engine, job }, { look }) =>
    job === 'build' ? null : quietly(INDENT.step, engineAtWork(engine, job), look),
  'engine.finished': engineLine,
  'engine.waiting': ({ until, ms, engine, at }, { look }) =>
    item(look.palette.yellow('…'), waitText({ until, ms, engine }, Date.parse(at)), {
      indent: INDENT.step,
      look,
    }),
  'engine.returned': ({ engine }, { look }) =>
    quietly(INDENT.step, `${engine} is no longer limited: it has its place again`, look),
  'workspace.installed': ({ how, ok }, { look }) =>
    ok
      ? quietly(INDENT.step, how, look)
      : item(look.palette.red('✗'), `dependencies: ${how}`, { indent: INDENT.step, look }),
  'baseline.checked': ({ checks, failed }, { look }) =>
    quietly(
      INDENT.step,
      `${checks.join(', ')} on the commit before: ${baselineText(failed)}`,
      look,
    ),
  'check.finished': checkLine,
  'check.verdict': verdictLine,
  'chunk.split': (event, { look }) =>
    item(look.palette.yellow('÷'), splitText(event), { indent: INDENT.step, look }),
  'chunk.committed': committedLine,
  'pull.opened': ({ number, url, draft }, { look }) =>
    good(`#${number} opened${draft ? ' as a draft' : ''}: ${url}`, look),
  'pull.checked': ({ part, verdict, findings, durationMs }, { look }) => {
    const said = `part ${part} as a whole · ${formatDuration(durationMs)}`;
    if (verdict !== 'failed') return quietly(INDENT.step, said, look);
    const text = `${said} · ${count(findings, 'finding')}: it stays a draft`;
    return item(look.palette.red('✗'), text, { indent: INDENT.step, look });
  },
  'pull.ready': ({ number }, { look }) => good(`#${number} is ready for review`, look),
};

/** What only those see who ask for more. */
export const DETAILS: Tellings = {
  'engine.started': ({ engine, job }, { look }) =>
    quietly(INDENT.step, engineAtWork(engine, job), look),
  'engine.session': ({ session, model }, { look }) =>
    quietly(INDENT.talk, `session ${session}${model === null ? '' : ` · ${model}`}`, look),
  'engine.text': ({ text }, { look }) => talk(text, look),
  'tool.called': ({ tool, detail }, { look }) =>
    quietly(INDENT.talk, `> ${clip(oneLine(`${tool} ${detail}`), look.width - 12)}`, look),
  'tool.denied': ({ tool, detail }, { look }) =>
    item(look.palette.yellow('⊘'), `refused: ${tool} ${detail}`, { indent: INDENT.talk, look }),
  'sandbox.denied': ({ what }, { look }) =>
    item(look.palette.yellow('⊘'), `not let out: ${what}`, { indent: INDENT.talk, look }),
  'engine.retrying': ({ engine, attempt, delayMs, why }, { look }) =>
    quietly(
      INDENT.talk,
      `${engine}: ${why}; repetition ${String(attempt)} in ${formatDuration(delayMs)}`,
      look,
    ),
  // Only of a pass: what else a verdict may be is told at every level.
  'check.verdict': ({ coverage = { patch: null } }, { look }) =>
    quietly(INDENT.step, coverageTexts(coverage).join(' · '), look),
  'pull.pushed': ({ branch, sha }, { look }) =>
    quietly(INDENT.step, `${branch} pushed at ${sha.slice(0, 7)}`, look),
  'pull.updated': ({ number }, { look }) => quietly(INDENT.step, `#${number} updated`, look),
};

function engineLine(event: EventOf<'engine.finished'>, { look }: ProgressScene): string {
  const unpricedCalls = event.costUsd === null && event.chargedUsd > 0 ? 1 : 0;
  const price = costText({ ...event, unpricedCalls });
  const cost = price === '' ? '' : ` · ${price}`;
  const spent = `${formatDuration(event.durationMs)}${cost}`;
  const { engine, job, result } = event;
  if (result === 'done') return quietly(INDENT.step, `${engineDone(engine, job)} · ${spent}`, look);
  const text = `${engine}: ${result.replaceAll('_', ' ')} · ${spent}`;
  return item(look.palette.yellow('!'), text, { indent: INDENT.step, look });
}

function waitText(
  { until, ms, engine }: Pick<EventOf<'engine.waiting'>, 'until' | 'ms' | 'engine'>,
  now: number,
): string {
  const end = Date.parse(until);
  const asked = end - now > ms + 1000 ? `, asked again in ${formatDuration(ms)}` : '';
  return `every engine is rate-limited: waiting for ${engine} until ${wallClock(end, now)}${asked}`;
}

function checkLine(event: EventOf<'check.finished'>, { look }: ProgressScene): string {
  const { palette } = look;
  const { check, status, note } = event;
  const because = note === null ? '' : ` · ${note}`;
  if (status === 'skipped') return quietly(INDENT.step, `${check} skipped${because}`, look);
  const sign = status === 'passed' ? palette.green('✓') : palette.red('✗');
  const text = `${check} · ${formatDuration(event.durationMs)}${because}`;
  return item(sign, text, { indent: INDENT.step, look });
}

/** A pass was said by its checks. */
function verdictLine(event: EventOf<'check.verdict'>, { look }: ProgressScene): string | null {
  const { palette } = look;
  const at = { indent: INDENT.step, look };
  if (event.verdict === 'passed') return null;
  if (event.verdict === 'unverified')
    return item(palette.yellow('!'), 'unverified: nothing could be run', at);
  return item(palette.red('✗'), `verification failed: ${count(event.findings, 'finding')}`, at);
}

function baselineText(failed: number): string {
  return failed === 0 ? 'nothing fails there' : 'fails there too';
}

function splitText({ how, lines }: EventOf<'chunk.split'>): string {
  const size = `${count(lines, 'line')} are too many for one pull request`;
  const way = {
    shrunk: 'a first step is built, the rest becomes tasks of its own',
    divided: 'divided into steps',
    oversize: 'it cannot be divided and goes alone, flagged',
  } as const;
  return `${size}: ${way[how]}`;
}

function committedLine(event: EventOf<'chunk.committed'>, { look, state }: ProgressScene): string {
  const since = state.begun[event.chunk];
  const facts = [
    `committed ${event.sha.slice(0, 7)}${event.step === null ? '' : ` (step ${event.step})`}`,
    `${count(event.lines, 'line')} in its pull request`,
    ...(event.verified === 'none' ? ['unverified'] : []),
    ...(event.signed === 'unsigned' ? ['unsigned'] : []),
    ...(since === undefined ? [] : [formatDuration(Math.max(0, Date.parse(event.at) - since))]),
  ];
  return good(facts.join(' · '), look);
}

/** What an engine said, line by line. */
function talk(text: string, look: ProgressLook): string | null {
  const lines = plain(text)
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) return null;
  const shown = lines.slice(0, MAX_TALK_LINES).map((line) => quietly(INDENT.talk, line, look));
  const rest = lines.length - shown.length;
  return [
    ...shown,
    ...(rest > 0 ? [quietly(INDENT.talk, `… ${count(rest, 'more line')}`, look)] : []),
  ].join('\n');
}

function good(text: string, look: ProgressLook): string {
  return item(look.palette.green('✓'), text, { indent: INDENT.step, look });
}

function notice(text: string, look: ProgressLook): string {
  return item(look.palette.yellow('~'), text, { indent: INDENT.chunk, look });
}

/** In the background, with a point for its sign. */
function quietly(indent: number, text: string, look: ProgressLook): string {
  return item(look.palette.dim('·'), text, {
    indent,
    look,
    paint: (line) => look.palette.dim(line),
  });
}
