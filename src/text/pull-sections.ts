import { formatDuration } from '../domain/duration.ts';
import type { Proof } from '../domain/proof.ts';
import type { Concern } from '../domain/tampering/concerns.ts';
import { addSpend, NO_SPEND, NO_USAGE } from '../domain/usage.ts';
import { coverageTexts } from './coverage.ts';
import { codeSpan, inertMarkdown } from './neutralise.ts';
import type { CheckSummary, PullBodyModel, PullChunk, StackLink } from './pull-model.ts';
import { costText, spendText } from './spend.ts';

const UNKNOWN = 'n/a';
const TITLE_CHARS = 200;
const PATH_CHARS = 300;
const NAME_CHARS = 80;
const QUESTION_CHARS = 1000;
/** Questions told in full; the rest is counted. */
const MAX_QUESTIONS = 20;
const SHORT_SHA = 10;
/** Entries of a list inside one line. */
const MAX_LISTED = 20;

/** The visible part of a pull request's body. */
export function sections(model: PullBodyModel): string {
  const parts: readonly (readonly [heading: string, text: string])[] = [
    ['Summary', [summary(model), ...warnings(model)].join('\n\n')],
    ['Tasks', model.chunks.map(task).join('\n')],
    ...(model.questions.length === 0 ? [] : [['Questions', questions(model)] as const]),
    ['Chunk Context', context(model)],
    ['Verifier Summary', model.chunks.flatMap(verification).join('\n')],
    ['Cost', cost(model)],
    ['Audit Log', audit(model)],
    ['Stack', stack(model.stack)],
  ];
  return parts.map(([heading, text]) => `## ${heading}\n\n${text || UNKNOWN}`).join('\n\n');
}

function summary({ spec, part, chunks, lines, caps, complete, openTasks }: PullBodyModel): string {
  const title = `**${inertMarkdown(spec.title, TITLE_CHARS) || UNKNOWN}**`;
  const commits = `${chunks.length} of at most ${caps.maxCommits} commits`;
  const size = `${lines ?? UNKNOWN} of at most ${caps.maxLoc} changed lines`;
  const state = complete
    ? 'This part is complete.'
    : 'This part is still being built; commits may be added.';
  const open = openTasks === null ? UNKNOWN : String(openTasks);
  return [
    `Part ${part} of spec ${inertMarkdown(spec.label, NAME_CHARS)}, ${title}: ${commits}, ${size}.`,
    `${state} Tasks of the spec still open after it: ${open}.`,
  ].join('\n');
}

function warnings({ chunks, caps, binaries, concerns, held }: PullBodyModel): readonly string[] {
  const oversize = chunks.filter((chunk) => chunk.oversize);
  const unverified = chunks.filter((chunk) => chunk.verified === 'none');
  const lines = [
    ...oversize.map(
      (chunk) =>
        `**Oversize:** ${codeSpan(chunk.id, NAME_CHARS)} exceeds ${caps.maxLoc} lines; it could be neither shrunk nor divided.`,
    ),
    ...(unverified.length === 0
      ? []
      : [
          `**Unverified:** nothing could be run to check ${idList(unverified.map(({ id }) => id))}.`,
        ]),
    ...held.slice(0, MAX_LISTED).map((why) => {
      return `**Full run failed**, so this stays a draft: ${inertMarkdown(why, TITLE_CHARS)}.`;
    }),
    ...(binaries.length === 0
      ? []
      : [`**Binary files**, which count no lines: ${list(binaries, PATH_CHARS)}.`]),
    ...concerns.slice(0, MAX_LISTED).map(concernLine),
    ...(concerns.length > MAX_LISTED
      ? [`and ${concerns.length - MAX_LISTED} more to look at.`]
      : []),
  ];
  return lines.length === 0
    ? []
    : [['> [!WARNING]', ...lines.map((line) => `> - ${line}`)].join('\n')];
}

function concernLine({ path, line, message }: Concern): string {
  const place = codeSpan(line === null ? path : `${path}:${String(line)}`, PATH_CHARS);
  return `**Look twice:** ${place}: ${inertMarkdown(message, TITLE_CHARS)}.`;
}

function task(chunk: PullChunk): string {
  const step = chunk.step === null ? '' : ` (step ${chunk.step[0]} of ${chunk.step[1]})`;
  return `- [x] ${inertMarkdown(chunk.title, TITLE_CHARS) || UNKNOWN}${step}`;
}

function questions({ spec, questions: asked }: PullBodyModel): string {
  const shown = asked
    .slice(0, MAX_QUESTIONS)
    .flatMap((one) => [
      `- **${inertMarkdown(one.title, TITLE_CHARS) || UNKNOWN}** (${codeSpan(`${spec.path}:${String(one.line)}`, PATH_CHARS)})`,
      `  ${inertMarkdown(one.question, QUESTION_CHARS) || UNKNOWN}`,
      ...one.options.map((option) => `  - ${inertMarkdown(option, TITLE_CHARS)}`),
    ]);
  const rest = asked.length - MAX_QUESTIONS;
  return [
    'These tasks wait for an answer. Write it into the task in the spec and run codelicious again.',
    '',
    ...shown,
    ...(rest > 0 ? [`- … and ${rest} more`] : []),
  ].join('\n');
}

/** Of all commits together, and of each. */
function cost({ usage, chunks }: PullBodyModel): string {
  const known = chunks.flatMap((chunk) =>
    chunk.spend === null ? [] : [{ ...chunk, cost: chunk.spend }],
  );
  const total = known.map((chunk) => chunk.cost).reduce(addSpend, NO_SPEND);
  const all = spendText({ ...(usage ?? NO_USAGE), ...total });
  const rows = known.map((chunk) => {
    const engine = chunk.engine === null ? '' : ` ${inertMarkdown(chunk.engine, NAME_CHARS)}`;
    return `- ${codeSpan(chunk.id, NAME_CHARS)}${engine}: ${costText(chunk.cost) || UNKNOWN}`;
  });
  return [...(all === '' ? [] : [all, '']), ...rows].join('\n');
}

function context({ spec, chunks }: PullBodyModel): string {
  const rows = chunks.map((chunk) => {
    const sha = chunk.sha === null ? UNKNOWN : codeSpan(chunk.sha.slice(0, SHORT_SHA), SHORT_SHA);
    const cells = [
      codeSpan(chunk.id, NAME_CHARS),
      sha,
      chunk.engine === null ? UNKNOWN : inertMarkdown(chunk.engine, NAME_CHARS),
      idList(chunk.dependsOn),
      idList(chunk.dependents),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const head = [
    '| Chunk | Commit | Engine | Depends on | Dependents |',
    '| --- | --- | --- | --- | --- |',
  ];
  return [`Spec: ${codeSpan(spec.path, PATH_CHARS)}`, '', ...head, ...rows].join('\n');
}

function verification(chunk: PullChunk): readonly string[] {
  return [...checksOf(chunk), ...coverageOf(chunk), ...proofOf(chunk)];
}

function checksOf(chunk: PullChunk): readonly string[] {
  const id = codeSpan(chunk.id, NAME_CHARS);
  if (chunk.checks.length > 0) return chunk.checks.map((check) => `- ${id}: ${result(check)}`);
  if (chunk.verified === null) return [`- ${id}: ${UNKNOWN}`];
  if (chunk.verified === 'none') return [`- ${id}: **unverified**, nothing could be run`];
  return [`- ${id}: ${inertMarkdown(chunk.verified, TITLE_CHARS)} passed`];
}

function coverageOf({ id, coverage }: PullChunk): readonly string[] {
  if (coverage === null) return [];
  return [`- ${codeSpan(id, NAME_CHARS)}: ${coverageTexts(coverage).join('; ')}`];
}

function proofOf({ id, proof }: PullChunk): readonly string[] {
  return proof === null ? [] : [`- ${codeSpan(id, NAME_CHARS)}: proof ${PROOF_TEXTS[proof]}`];
}

const PROOF_TEXTS: Readonly<Record<Proof, string>> = {
  'red-green': 'red-green, its tests fail without its source and pass with it',
  'green-only': 'green-only, its tests pass without its source too',
  none: 'none, it changes no tests that could be run',
};

function result({ command, status, durationMs, note, ...check }: CheckSummary): string {
  const time = status === 'skipped' ? '' : ` in ${formatDuration(durationMs)}`;
  const why = note === null ? '' : ` (${inertMarkdown(note, TITLE_CHARS)})`;
  const folder = check.package === undefined ? '' : ` in ${codeSpan(check.package, PATH_CHARS)}`;
  const said = `${codeSpan(command, TITLE_CHARS)}${folder} ${status}${time}${why}`;
  return [said, ...countsOf(check), ...oldOf(check)].join('; ');
}

function countsOf({ tests }: Pick<CheckSummary, 'tests'>): readonly string[] {
  if (tests === undefined) return [];
  const { passed, failed, skipped, added = 0 } = tests;
  const more = skipped === 0 ? '' : `, ${skipped} skipped`;
  const fresh = added === 0 ? '' : `, ${added} new`;
  return [`tests: ${passed} passed, ${failed} failed${more}${fresh}`];
}

/** What the baseline says: old failures by their names, and how many are gone. */
function oldOf({
  known = [],
  fixed = 0,
}: Pick<CheckSummary, 'known' | 'fixed'>): readonly string[] {
  const names = known.map(({ test, rule, file, message }) => test ?? rule ?? file ?? message);
  return [
    ...(names.length === 0 ? [] : [`known from before: ${list(names, NAME_CHARS)}`]),
    ...(fixed === 0 ? [] : [`mended: ${fixed}`]),
  ];
}

function audit({ auditHead, sandbox }: PullBodyModel): string {
  const head = auditHead === null ? UNKNOWN : codeSpan(auditHead, NAME_CHARS);
  const wall = sandbox === null ? UNKNOWN : inertMarkdown(sandbox, TITLE_CHARS);
  return `Chain head: ${head}\nSandbox: ${wall}`;
}

function stack(links: readonly StackLink[]): string {
  const rows = links.map((link) => `- Part ${link.part}: ${place(link)}`);
  const order = links.length > 1 ? ['', 'Review and merge from part 1 upwards.'] : [];
  return [...rows, ...order].join('\n');
}

function place({ branch, pull, current }: StackLink): string {
  const name = codeSpan(branch, PATH_CHARS);
  if (current) return `${name} ← **this pull request**`;
  if (pull === null) return `${name}, not opened yet`;
  return `[#${pull.number}](<${safeUrl(pull.url)}>) ${name} (${pull.state})`;
}

/** An address that ends neither its link nor its line. */
function safeUrl(url: string): string {
  return url.replace(/[\s<>\\\u0000-\u001f]/g, (character) => encodeURIComponent(character));
}

function idList(ids: readonly string[]): string {
  return ids.length === 0 ? 'none' : list(ids, NAME_CHARS);
}

function list(names: readonly string[], max: number): string {
  const rest = names.length - MAX_LISTED;
  const shown = names.slice(0, MAX_LISTED).map((name) => codeSpan(name, max));
  return shown.join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}
