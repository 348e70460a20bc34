import type { CheckResult, Finding } from '../../../domain/verdict.ts';
import { type CheckContext, environmentOf, runProgram, skipped } from '../../runner.ts';
import { reportedResult } from '../reported.ts';
import type { Script } from './scripts.ts';

const NAME = 'shell syntax';
/** Has each script read by the shell before it, not run. */
const READ_EACH =
  'code=0; while [ $# -gt 1 ]; do "$1" -n "$2" || code=1; shift 2; done; exit $code';

/** Whether scripts can be read by the shells they are written for. */
export async function checkSyntax(
  scripts: readonly Script[],
  context: CheckContext,
): Promise<CheckResult | null> {
  const path = environmentOf(context)['PATH'] ?? '';
  const programs = new Map<string, string | null>();
  for (const shell of new Set(scripts.map((script) => script.shell))) {
    programs.set(shell, await context.deps.processes.find(shell, path));
  }
  const pairs = scripts.flatMap((script) => {
    const program = programs.get(script.shell) ?? null;
    return program === null ? [] : [[program, `./${script.path}`] as const];
  });
  const about = { name: NAME, shown: shownFor(scripts), kind: 'syntax' } as const;
  if (pairs.length === 0) {
    return skipped(about, `${[...programs.keys()].join(', ')} is not on PATH`);
  }
  const command = { ...about, argv: ['/bin/sh', '-c', READ_EACH, 'sh', ...pairs.flat()] };
  const findings = new Map<string, Finding>();
  const onLine = (line: string): void => {
    const finding = readComplaint(line);
    // What comes after a script's first error is said in other words once more.
    if (finding !== null && !findings.has(finding.file ?? '')) {
      findings.set(finding.file ?? '', finding);
    }
  };
  const outcome = await runProgram({ ...command, onLine }, context);
  const report = { findings: [...findings.values()] };
  return reportedResult(command, { outcome, report }, context);
}

function shownFor(scripts: readonly Script[]): string {
  const [first] = scripts;
  if (first === undefined) return '';
  return `${first.shell} -n ${first.path}${scripts.length > 1 ? ' …' : ''}`;
}

/** bash says `./a.sh: line 5: …`, dash `./a.sh: 5: …`, ksh `ksh: ./a.sh: line 5: …`. */
const COMPLAINT = /^(?:[^./][^:]*: )?\.\/(.+?): (?:line )?(\d+): (.+)$/;

/** What a shell says of a script that it cannot read. */
export function readComplaint(line: string): Finding | null {
  const [, file, row, message] = COMPLAINT.exec(line) ?? [];
  if (file === undefined || message === undefined) return null;
  return { check: NAME, file, line: Number(row), rule: 'syntax', message };
}
