import { posix } from 'node:path';
import { clip, plain } from '../../../domain/text-limits.ts';
import type { CheckResult, Finding } from '../../../domain/verdict.ts';
import type { ProcessOutcome } from '../../../ports/process.ts';
import type { Standpoint } from '../../clues.ts';
import { type CheckCommand, environmentOf, resultOf, runProgram, skipped } from '../../runner.ts';
import { inPackage, packagesOf } from '../packages.ts';
import { reportedResult } from '../reported.ts';
import { installedProgram, pathWith } from './installed.ts';
import { isLockFile } from './package-manager.ts';
import type { Project } from './project.ts';
import { printingTo, withReports } from './report-folder.ts';
import type { NodeEnv } from './test-check.ts';
import { inTree } from './test-outcome.ts';
import { MANIFEST } from './workspaces.ts';

/** Name of the check of types. */
export const TYPES_NAME = 'tsc';

const SETTINGS = 'tsconfig.json';
const TYPED = /\.(?:[cm]?tsx?|vue)$/;
const UNTYPED = /\.[cm]?jsx?$/;
/** Folders of files that are meant to be wrong. */
const MEANT_SO = /(?:^|\/)(?:(?:__)?fixtures?(?:__)?|test-?data)(?:\/|$)/i;
/** Compilers by preference: the first knows files that the second does not. */
const COMPILERS = ['vue-tsc', 'tsc'];

/** `path(line,column): error TS2322: message`; without a place where it is about the settings. */
const COMPLAINT = /^(?:(.+?)\((\d+),\d+\): )?error (TS\d+): (.+)$/;
/** Complaints about parts of a project that would have to be built first. */
const UNBUILT = new Set(['TS6305', 'TS6306', 'TS6310']);
/** The settings take in no file at all. */
const NO_INPUTS = 'TS18003';
/** Far more than a person reads: what the base complains of has to be known to the last one. */
const MAX_FINDINGS = 20_000;
const PRINTED = 'printed';
/** Characters of what is printed that are shown. */
const SHOWN_CHARS = 65_536;
const MESSAGE_CHARS = 300;

/** What the compiler says of the types of each package with a `tsconfig.json`, outer ones first. */
export async function checkTypes(env: NodeEnv): Promise<readonly CheckResult[]> {
  const { scope, signal } = env.context;
  const results: CheckResult[] = [];
  if (scope.only?.includes(TYPES_NAME) === false) return results;
  for (const folder of await foldersOfTypes(env.project)) {
    if (signal.aborted) return results;
    const result = await checkFolder(folder, env);
    if (result !== null) results.push(result);
  }
  return results;
}

async function foldersOfTypes(project: Project): Promise<readonly string[]> {
  const { scope } = project;
  const roots = packagesOf(scope, (names) => names.includes(SETTINGS));
  if (scope.task.kind === 'full' || scope.changed.length === 0) {
    return (await roots.all()).filter((folder) => !MEANT_SO.test(folder));
  }
  const found: string[] = [];
  for (const [folder, files] of await roots.changed()) {
    const settings = (await project.text(inPackage(folder, SETTINGS), 'tree')) ?? '';
    const isTyped = (path: string): boolean =>
      !MEANT_SO.test(path) &&
      (TYPED.test(path) ||
        isSettings(path) ||
        (UNTYPED.test(path) && /"(?:allow|check)Js"/.test(settings)));
    if (files.some(isTyped)) found.push(folder);
  }
  return found.sort();
}

function isSettings(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name === MANIFEST || isLockFile(path) || /^tsconfig[^/]*\.json$/.test(name);
}

async function checkFolder(folder: string, env: NodeEnv): Promise<CheckResult | null> {
  const { root } = env.context.scope;
  const settings = await env.project.text(inPackage(folder, SETTINGS), 'tree');
  if (settings === null) return null;
  const about = { name: TYPES_NAME, kind: 'types', package: folder } as const;
  const compiler = await compilerOf(root, folder);
  if (compiler === null) {
    const note = 'typescript is not installed; get it with: npm install --save-dev typescript';
    return skipped({ ...about, shown: `tsc --noEmit` }, note);
  }
  const parts = partsOf(settings);
  const shown = parts.map((part) => `${compiler.name} --noEmit -p ${part}`).join(' && ');
  const path = environmentOf(env.context)['PATH'] ?? '';
  const command: CheckCommand = {
    ...about,
    shown,
    argv: [compiler.program],
    cwd: posix.join(root, folder),
    env: { PATH: pathWith(root, folder, path) },
  };
  return compileAll(command, parts, env);
}

async function compilerOf(root: string, folder: string) {
  for (const name of COMPILERS) {
    const program = await installedProgram(root, folder, name);
    if (program !== null) return { name, program };
  }
  return null;
}

/** A file of settings that only names others stands for those. */
function partsOf(settings: string): readonly string[] {
  if (!/"files"\s*:\s*\[\s*\]/.test(settings)) return ['.'];
  const list = /"references"\s*:\s*\[([^\]]*)\]/.exec(settings)?.[1] ?? '';
  const parts = [...list.matchAll(/"path"\s*:\s*"([^"]+)"/g)].map(([, path = '']) => path);
  return parts.length === 0 ? ['.'] : parts;
}

/** One result of all parts: the first that fails decides what is shown. */
async function compileAll(
  command: CheckCommand,
  parts: readonly string[],
  { context }: NodeEnv,
): Promise<CheckResult | null> {
  const from = { root: context.scope.root, cwd: command.cwd ?? context.scope.root };
  const findings: Finding[] = [];
  let durationMs = 0;
  let last: ProcessOutcome | null = null;
  for (const part of parts) {
    const { outcome, printed } = await compile(command, part, context);
    durationMs += outcome.durationMs;
    const said = complaintsIn(printed, { check: command.name, from });
    if (said.some(({ rule }) => rule !== null && UNBUILT.has(rule))) {
      return skipped(command, 'it refers to projects that have to be built first');
    }
    findings.push(...said.filter(({ rule }) => rule !== NO_INPUTS));
    const isIdle = said.length > 0 && said.every(({ rule }) => rule === NO_INPUTS);
    if (isIdle) continue;
    if (last === null || outcome.exitCode !== 0) last = outcome;
    if (outcome.status !== 'exited') break;
  }
  if (last === null) return null;
  const outcome = { ...last, durationMs };
  if (outcome.status !== 'exited') return cutShort(command, outcome, context);
  const report = { findings: findings.slice(0, MAX_FINDINGS) };
  return reportedResult(command, { outcome, report }, context);
}

/** On the base, a compiler that takes too long says nothing of any change. */
function cutShort(
  command: CheckCommand,
  outcome: ProcessOutcome,
  context: NodeEnv['context'],
): CheckResult {
  const result = resultOf(command, outcome, context);
  const isBase = context.scope.changed.length === 0 && outcome.status === 'timed_out';
  return isBase ? skipped(command, result.note ?? 'cut short') : result;
}

/** What a compiler keeps for its next run goes where nothing is kept. */
async function compile(
  command: CheckCommand,
  part: string,
  context: NodeEnv['context'],
): Promise<{ readonly outcome: ProcessOutcome; readonly printed: string }> {
  return withReports({}, async (reports) => {
    const notes = ['--incremental', '--tsBuildInfoFile', reports.at('notes.tsbuildinfo')];
    const args = ['--noEmit', '--pretty', 'false', ...notes, '-p', part];
    const argv = printingTo(reports.at(PRINTED), [...command.argv, ...args]);
    const outcome = await runProgram({ ...command, argv, writable: [reports.path] }, context);
    const printed = (await reports.read(PRINTED)) ?? '';
    const shown = `${printed.slice(0, SHOWN_CHARS)}\n${new TextDecoder().decode(outcome.stdout)}`;
    return { outcome: { ...outcome, stdout: new TextEncoder().encode(shown) }, printed };
  });
}

function complaintsIn(
  printed: string,
  { check, from }: { readonly check: string; readonly from: Standpoint },
): readonly Finding[] {
  return plain(printed)
    .split('\n')
    .map((line) => COMPLAINT.exec(line.trimEnd()))
    .filter((found) => found !== null)
    .map(([, file, line, rule = '', message = '']) => ({
      check,
      file: file === undefined ? null : inTree(file, from),
      line: line === undefined ? null : Number(line),
      rule,
      message: clip(message, MESSAGE_CHARS),
    }));
}
