import type { CheckResult, Finding } from '../../domain/verdict.ts';
import { listed, nameLine, PROMPT_LIMITS, quoted, section } from './parts.ts';
import { type PromptContext, rules, taskSections } from './rules.ts';

export interface RepairPromptInput extends PromptContext {
  /** The checks of the last verification; those that failed are shown. */
  readonly checks: readonly CheckResult[];
  readonly findings: readonly Finding[];
  /** The change as it stands, as a unified diff. */
  readonly diff: string;
  /** Repairs left after this one. */
  readonly attemptsLeft: number;
}

/** The prompt that asks for a built task to be made to pass its checks. */
export function repairPrompt(input: RepairPromptInput): string {
  const failed = input.checks.filter((check) => check.status === 'failed');
  const sections = [
    'You are a software engineer. The change in the working directory was built for the task below and fails its checks. Repair it.',
    `## Rules\n\n${rules(input)}\n- Find the cause and mend it. Never delete, skip or weaken a test, and never loosen a check, to make it pass.\n- ${left(input.attemptsLeft)}`,
    ...section('Findings', findingList(input.findings)),
    ...failed.map(failure),
    ...taskSections(input),
    ...section('The change so far', diffBlock(input.diff)),
    'Begin. Run the failing command again before you end.',
  ];
  return `${sections.join('\n\n')}\n`;
}

/** `file:line rule message`, as far as each is known. */
function findingLine({ file, line, rule, message }: Finding): string {
  const place = file === null ? null : `${file}${line === null ? '' : `:${line}`}`;
  return [place, rule, message].filter((word) => word !== null && word !== '').join(' ');
}

function findingList(findings: readonly Finding[]): string {
  const shown = findings.slice(0, PROMPT_LIMITS.findings);
  return listed(shown.map(findingLine));
}

function failure(check: CheckResult): string {
  const command = nameLine(check.command);
  const note = check.note === null ? '' : ` (${nameLine(check.note)})`;
  const heading = `## Output of the failing check${note}`;
  return `${heading}\n\n${quoted(`$ ${command}\n${check.output}`, PROMPT_LIMITS.output)}`;
}

function diffBlock(diff: string): string {
  return diff.trim() === '' ? '' : quoted(diff, PROMPT_LIMITS.diff);
}

function left(attempts: number): string {
  if (attempts === 0) return 'This is the last attempt; after it the change is discarded.';
  return `${attempts} more ${attempts === 1 ? 'attempt follows' : 'attempts follow'} if this one fails.`;
}
