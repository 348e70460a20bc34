import type { CheckResult, Finding } from '../../domain/verdict.ts';
import type { Verifier, VerifyScope } from '../../ports/verifier.ts';
import type { CheckContext, VerifierDeps } from '../runner.ts';
import { readTreeFile } from '../toolchains/tree-files.ts';
import { dataFault } from './data.ts';
import type { SyntaxFault } from './fault.ts';
import { readScript } from './javascript.ts';
import { type Syntax, syntaxOf } from './languages.ts';
import { readPython } from './python.ts';

const NAME = 'syntax';
/** Characters of a file beyond which it is data, not something a person wrote: 1 MiB. */
const MAX_CHARS = 1_048_576;
/** More findings than this help no repair. */
const MAX_FINDINGS = 20;

/** Whether the changed files can be read at all: scripts, data files, Python. Always on. */
export function createSyntaxVerifier(deps: VerifierDeps): Verifier {
  return {
    name: NAME,
    applies: (scope) => Promise.resolve(filesOf(scope).length > 0),
    check: (scope, signal) => checkAll({ deps, scope, signal }),
  };
}

interface KnownFile {
  readonly path: string;
  readonly syntax: Syntax;
}

function filesOf({ task, changed }: VerifyScope): readonly KnownFile[] {
  if (task.kind === 'tests') return [];
  return changed.flatMap((path) => {
    const syntax = syntaxOf(path);
    return syntax === null ? [] : [{ path, syntax }];
  });
}

/** What was found; `old` are files that the base could not be read in either. */
interface Found {
  readonly fresh: Finding[];
  readonly old: Finding[];
  /** Files looked at. */
  seen: number;
}

async function checkAll(context: CheckContext): Promise<readonly CheckResult[]> {
  const start = performance.now();
  const found: Found = { fresh: [], old: [], seen: 0 };
  const files = filesOf(context.scope);
  for (const file of files.filter(({ syntax }) => syntax !== 'python')) {
    if (context.signal.aborted) break;
    await checkFile(file, { found, scope: context.scope });
  }
  const python = files.filter(({ syntax }) => syntax === 'python').map(({ path }) => path);
  const note = context.signal.aborted ? null : await checkPython(python, { found, context });
  const durationMs = Math.round(performance.now() - start);
  const skipped = note === null ? [] : [pythonSkipped(note)];
  const { aborted } = context.signal;
  return found.seen > 0 || aborted
    ? [resultOf(found, { durationMs, aborted }), ...skipped]
    : skipped;
}

async function checkFile(
  { path, syntax }: KnownFile,
  { found, scope }: { readonly found: Found; readonly scope: VerifyScope },
): Promise<void> {
  const text = await readTreeFile(scope.root, path);
  if (text === null) return;
  found.seen += 1;
  const fault = await faultOf({ path, syntax }, text);
  if (fault === null) return;
  const base = await scope.baseFile(path);
  const wasBroken = base !== null && (await faultOf({ path, syntax }, base)) !== null;
  (wasBroken ? found.old : found.fresh).push(findingOf(path, fault));
}

async function faultOf({ path, syntax }: KnownFile, text: string): Promise<SyntaxFault | null> {
  if (text.length > MAX_CHARS || syntax === 'python') return null;
  if (syntax !== 'script') return dataFault(syntax, text);
  const reading = await readScript(path, text);
  return reading.kind === 'fault' ? reading.fault : null;
}

/**
 * All files at once; only those that are broken are read again as the base has them.
 * @returns why nothing could be said; null when something was
 */
async function checkPython(
  paths: readonly string[],
  { found, context }: { readonly found: Found; readonly context: CheckContext },
): Promise<string | null> {
  const present = await presentFiles(paths, context.scope);
  if (present.length === 0) return null;
  const reading = await readPython(present, context);
  if (reading.kind === 'skipped') return reading.note;
  found.seen += present.length;
  const bases: (readonly [string, string])[] = [];
  for (const path of reading.faults.keys()) {
    const text = await context.scope.baseFile(path);
    if (text !== null) bases.push([path, text]);
  }
  const before = bases.length === 0 ? null : await readPython(bases, context);
  for (const [path, fault] of reading.faults) {
    const wasBroken = before?.kind === 'read' && before.faults.has(path);
    (wasBroken ? found.old : found.fresh).push(findingOf(path, fault));
  }
  return null;
}

async function presentFiles(
  paths: readonly string[],
  { root }: VerifyScope,
): Promise<readonly (readonly [string, null])[]> {
  const present: (readonly [string, null])[] = [];
  for (const path of paths) {
    const text = await readTreeFile(root, path);
    if (text !== null && text.length <= MAX_CHARS) present.push([path, null]);
  }
  return present;
}

function findingOf(file: string, { line, message }: SyntaxFault): Finding {
  return { check: NAME, file, line, rule: 'syntax', message };
}

const SHOWN = 'syntax of the changed files';

function resultOf(
  { fresh, old }: Found,
  { durationMs, aborted }: { readonly durationMs: number; readonly aborted: boolean },
): CheckResult {
  const failed = fresh.length > 0 || aborted;
  const findings = fresh.slice(0, MAX_FINDINGS);
  return {
    name: NAME,
    command: SHOWN,
    kind: 'syntax',
    status: failed ? 'failed' : 'passed',
    findings,
    output: findings.map(shownOf).join('\n'),
    durationMs,
    note: aborted ? 'interrupted' : null,
    known: old,
  };
}

function shownOf({ file, line, message }: Finding): string {
  return `${file ?? ''}${line === null ? '' : `:${line}`}: ${message}`;
}

function pythonSkipped(note: string): CheckResult {
  const nothing = { findings: [], output: '', durationMs: 0 };
  const name = `${NAME} (python)`;
  return { name, command: SHOWN, kind: 'syntax', status: 'skipped', note, ...nothing };
}
