import * as z from 'zod';
import type { CheckResult, Finding } from '../../../domain/verdict.ts';
import type { ProcessOutcome } from '../../../ports/process.ts';
import type { VerifyScope } from '../../../ports/verifier.ts';
import { type CheckContext, environmentOf, runProgram, skipped } from '../../runner.ts';
import { mentions } from '../mentions.ts';
import { reportedResult } from '../reported.ts';
import { readTreeFile } from '../tree-files.ts';
import type { Script } from './scripts.ts';

const NAME = 'shellcheck';
const HOW_TO_GET =
  'shellcheck is not on PATH; get it with: apt-get install shellcheck, or from https://www.shellcheck.net';
/** Notes on style and what is merely informative are no complaints. */
const ARGUMENTS = ['-f', 'json', '-S', 'warning', '--'];
const SETTINGS = ['.shellcheckrc', 'shellcheckrc'];
/** Scripts looked at by one process, so that its report, which is one line, stays small. */
const SCRIPTS_AT_ONCE = 50;
/** Files named in what a person is shown. */
const MAX_SHOWN = 5;

/** shellcheck on scripts, where the project uses it; null where it does not. */
export async function checkScripts(
  scripts: readonly Script[],
  context: CheckContext,
): Promise<CheckResult | null> {
  if (!(await isUsed(context.scope))) return null;
  const paths = scripts.map(({ path }) => `./${path}`);
  const listed = paths.length > MAX_SHOWN ? ['…'] : paths;
  const about = { name: NAME, shown: ['shellcheck', ...listed].join(' '), kind: 'lint' } as const;
  const path = environmentOf(context)['PATH'] ?? '';
  const program = await context.deps.processes.find('shellcheck', path);
  if (program === null) return skipped(about, HOW_TO_GET);
  const findings: Finding[] = [];
  let whole: ProcessOutcome | null = null;
  for (let at = 0; at < paths.length && whole?.status !== 'aborted'; at += SCRIPTS_AT_ONCE) {
    const some = paths.slice(at, at + SCRIPTS_AT_ONCE);
    const onLine = (line: string): void => {
      findings.push(...readShellcheck(line));
    };
    const argv = [program, ...ARGUMENTS, ...some];
    whole = worse(whole, await runProgram({ argv, onLine }, context));
  }
  if (whole === null) return null;
  const output = findings.map(sentence).join('\n');
  const report = { findings, ...(output === '' ? {} : { output }) };
  return reportedResult({ ...about, argv: [] }, { outcome: whole, report }, context);
}

/** Whether the base has settings of it, or runs it anywhere. */
async function isUsed(scope: VerifyScope): Promise<boolean> {
  for (const file of SETTINGS) {
    const text = (await scope.baseFile(file)) ?? (await readTreeFile(scope.root, file));
    if (text !== null) return true;
  }
  return (await mentions(scope, /\bshellcheck\b/)).length > 0;
}

/** Of two outcomes the one that passes less. */
function worse(a: ProcessOutcome | null, b: ProcessOutcome): ProcessOutcome {
  const durationMs = (a?.durationMs ?? 0) + b.durationMs;
  const isWorse = a === null || b.status !== 'exited' || (b.exitCode ?? 0) > (a.exitCode ?? 0);
  return { ...(isWorse ? b : a), durationMs };
}

const schema = z.array(
  z.object({
    file: z.string(),
    line: z.number(),
    level: z.string(),
    code: z.number(),
    message: z.string(),
  }),
);

/** The complaints of a report; none for a line that is no report. */
export function readShellcheck(line: string): readonly Finding[] {
  if (!line.startsWith('[')) return [];
  const read = schema.safeParse(parse(line));
  if (!read.success) return [];
  return read.data
    .filter(({ level }) => level === 'error' || level === 'warning')
    .map(({ file, line: row, code, message }) => {
      return {
        check: NAME,
        file: file.replace(/^\.\//, ''),
        line: row,
        rule: `SC${code}`,
        message,
      };
    });
}

function sentence({ file, line, rule, message }: Finding): string {
  return `${file ?? ''}:${line ?? 0}: ${rule ?? ''} ${message}`;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
