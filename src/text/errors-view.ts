import type { ErrorData } from '../domain/data.ts';
import { type CodeliciousError, EXIT_CODES } from '../domain/errors.ts';
import { oneLine, plain } from '../domain/text-limits.ts';
import type { Palette } from './palette.ts';

/** The exit code of a bug: EX_SOFTWARE of sysexits.h. */
export const EXIT_BUG = 70;

/** A fault on stderr: what and where; below it, except for wrong usage, what to do. */
export function errorView(error: CodeliciousError, palette: Palette): string {
  const first = `${palette.bold(palette.red('error:'))} ${oneLine(error.message)}\n`;
  if (error.hint === null || error.code === 'usage') return first;
  return `${first}${palette.dim('  →')} ${oneLine(error.hint)}\n`;
}

/** A fault as `--json` prints it. */
export function errorData(error: CodeliciousError, exitCode = EXIT_CODES[error.code]): ErrorData {
  const { code, message, hint } = error;
  return { schemaVersion: 1, error: { code, message, hint }, exitCode };
}

/** A bug on stderr: the stack, and what to send to whom. */
export function bugView(thrown: unknown, where: string | null, palette: Palette): string {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  const logs = where === null ? [] : [`the log of this run: ${where}`];
  const steps = ['your files were not changed; the same command goes on from here', ...logs];
  return [
    `${palette.bold(palette.red('bug:'))} ${plain(stack).trimEnd()}`,
    ...steps.map((step) => `${palette.dim('  →')} ${step}`),
    `${palette.dim('  →')} please report it with the lines above`,
    '',
  ].join('\n');
}

/** A bug as `--json` prints it. */
export function bugData(thrown: unknown): ErrorData {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const hint = 'run again without --json for the stack, and report it';
  return { schemaVersion: 1, error: { code: 'bug', message, hint }, exitCode: EXIT_BUG };
}
