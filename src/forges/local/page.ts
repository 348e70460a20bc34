import { oneLine } from '../../domain/text-limits.ts';
import type { PullRecord } from './record.ts';

/** The readable page of a pull request, in Markdown. */
export function renderPage(record: PullRecord): string {
  return [
    `# ${escapeInline(oneLine(record.title))} · #${String(record.number)}`,
    '',
    `**${stateWord(record)}** · ${branches(record)}`,
    '',
    ...facts(record),
    '',
    '---',
    '',
    record.body.trim() === '' ? '_No description._' : record.body.trim(),
    '',
    ...nextStep(record),
  ].join('\n');
}

function stateWord({ state, draft }: PullRecord): string {
  if (state === 'merged') return 'Merged';
  if (state === 'closed') return 'Closed';
  return draft ? 'Draft' : 'Ready for review';
}

function branches({ head, base, state }: PullRecord): string {
  return `${code(head)} ${state === 'merged' ? 'went into' : '→'} ${code(base)}`;
}

function facts(record: PullRecord): string[] {
  const rows: [string, string][] = [
    ['Author', escapeInline(oneLine(record.author))],
    ['Opened', moment(record.createdAt)],
    ['Updated', moment(record.updatedAt)],
    ['Reviewers', record.reviewers.map(code).join(', ')],
    ['Labels', record.labels.map(code).join(', ')],
  ];
  const said = rows.filter(([, value]) => value !== '');
  const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [
    row(said.map(([name]) => name)),
    row(said.map(() => '---')),
    row(said.map(([, value]) => value)),
  ];
}

function nextStep({ state, head, base, number }: PullRecord): string[] {
  if (state !== 'open') return [];
  return [
    '---',
    '',
    '**Read the change**',
    '',
    '```sh',
    `git log --stat ${shell(base)}..${shell(head)}`,
    `git diff ${shell(base)}...${shell(head)}`,
    '```',
    '',
    '**Take it**',
    '',
    '```sh',
    `git switch ${shell(base)} && git merge ${shell(head)}`,
    '```',
    '',
    `To turn it down, set \`"state": "closed"\` in \`${String(number)}.json\`.`,
    '',
  ];
}

/** `2026-01-31 10:15 UTC`; anything that is no moment as it stands. */
function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return escapeInline(oneLine(iso));
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function code(text: string): string {
  return `\`${oneLine(text).replaceAll('`', "'")}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function escapeInline(text: string): string {
  return text.replace(/[\\`*_<>]/g, '\\$&').replaceAll('](', ']\\(');
}

/** A word for a shell, quoted where it has to be. */
function shell(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
