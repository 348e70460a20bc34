import type { HistoryData } from '../domain/history-check.ts';
import { plain } from '../domain/text-limits.ts';
import type { Look } from './look.ts';

const SHORT_SHA = 10;

/** What `codelicious verify` found, for a person. */
export function historyView(data: HistoryData, { palette }: Look): string {
  const faults = data.faults.map((fault) => {
    const place = fault.sha === null ? (fault.spec ?? '') : fault.sha.slice(0, SHORT_SHA);
    return `  ${palette.red('✗')} ${plain(place)}  ${palette.dim(fault.code)}  ${plain(fault.message)}`;
  });
  const commits = data.commits.map((commit) => {
    const isAtFault = data.faults.some(({ sha }) => sha === commit.sha);
    const mark = isAtFault ? palette.red('✗') : palette.green('✓');
    const how = `${commit.engine}, verified: ${commit.verified}, proof: ${commit.proof}`;
    return `  ${mark} ${commit.sha.slice(0, SHORT_SHA)}  ${plain(commit.title)}  ${palette.dim(plain(how))}`;
  });
  const blocks = [
    commits.join('\n') || '  no commit of ours was found',
    ...(faults.length === 0 ? [] : [['What does not agree:', ...faults].join('\n')]),
    auditLine(data, palette),
    verdict(data, palette),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function auditLine({ audit }: HistoryData, palette: Look['palette']): string {
  if (audit.brokenAt === null) return `Audit log: ${audit.records} records, the chain holds.`;
  const told = `Audit log: broken at line ${audit.brokenAt} (${audit.why ?? 'unreadable'}).`;
  return palette.red(told);
}

function verdict({ faults, commits, exitCode }: HistoryData, palette: Look['palette']): string {
  const count = `${commits.length} ${commits.length === 1 ? 'commit' : 'commits'}`;
  if (exitCode === 0) return palette.green(`${count} checked, everything agrees.`);
  const wrong =
    faults.length === 1 ? '1 thing does not agree' : `${faults.length} things do not agree`;
  return palette.red(`${count} checked, ${wrong}.`);
}
