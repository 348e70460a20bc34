import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';

/** What a GitHub Actions step hands on. */
export interface StepResult {
  readonly exitCode: number;
  /** The pull requests that are open now. */
  readonly pulls: readonly { readonly number: number; readonly url: string }[];
  /** Markdown for the page of the workflow run. */
  readonly summary: string;
}

/** The files GitHub Actions reads after a step; absent elsewhere. */
export interface StepFiles {
  /** The value of `GITHUB_OUTPUT`. */
  readonly output: string | undefined;
  /** The value of `GITHUB_STEP_SUMMARY`. */
  readonly summary: string | undefined;
}

/** GitHub refuses a step summary above 1 MiB as a whole. */
const MAX_SUMMARY_BYTES = 1024 * 1024;

/**
 * Writes the outputs `exit-code`, `pull-requests` (their number), `pull-request-numbers` and
 * `pull-request-urls` (JSON arrays), and the step's summary.
 * @returns one sentence for each file that could not be written
 */
export function writeStepResult(result: StepResult, files: StepFiles): readonly string[] {
  const outputs = outputsOf(result).map(([name, value]) => outputLine(name, value));
  return [
    ...append(files.output, outputs.join('')),
    ...append(files.summary, `${bounded(result.summary)}\n`),
  ];
}

function outputsOf({ exitCode, pulls }: StepResult): readonly (readonly [string, string])[] {
  return [
    ['exit-code', String(exitCode)],
    ['pull-requests', String(pulls.length)],
    ['pull-request-numbers', JSON.stringify(pulls.map(({ number }) => number))],
    ['pull-request-urls', JSON.stringify(pulls.map(({ url }) => url))],
  ];
}

/** A delimiter nobody can foresee keeps a value from ending its own entry. */
function outputLine(name: string, value: string): string {
  if (!/[\r\n]/.test(value)) return `${name}=${value}\n`;
  const delimiter = `codelicious-${randomUUID()}`;
  return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
}

function bounded(markdown: string): string {
  const bytes = Buffer.from(markdown);
  if (bytes.length < MAX_SUMMARY_BYTES) return markdown;
  return `${bytes
    .subarray(0, MAX_SUMMARY_BYTES - 64)
    .toString('utf8')
    .replace(/\uFFFD$/, '')}\n\n… (cut)`;
}

function append(file: string | undefined, text: string): readonly string[] {
  if (file === undefined || file === '') return [];
  try {
    appendFileSync(file, text);
    return [];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [`${file} could not be written: ${why}`];
  }
}
