import { posix } from 'node:path';
import { clip, oneLine, plain } from '../../../../domain/text-limits.ts';
import type { CheckResult, Finding } from '../../../../domain/verdict.ts';
import type { ProcessOutcome } from '../../../../ports/process.ts';
import {
  type CheckCommand,
  environmentOf,
  resultOf,
  runProgram,
  skipped,
} from '../../../runner.ts';
import { parentOf } from '../../packages.ts';
import { reportedResult } from '../../reported.ts';
import { installedProgram, installedVersion, pathWith } from '../installed.ts';
import { isLockFile } from '../package-manager.ts';
import { printingTo, withReports } from '../report-folder.ts';
import { quoted } from '../runner-call.ts';
import type { NodeEnv } from '../test-check.ts';
import { inTree } from '../test-outcome.ts';
import { MANIFEST, upwards } from '../workspaces.ts';
import { BIOME } from './biome.ts';
import { ESLINT } from './eslint.ts';
import type { LintReport } from './lint-report.ts';
import { type LintTarget, lintTargets } from './lint-targets.ts';
import type { LintTool } from './lint-tool.ts';
import { OXLINT } from './oxlint.ts';
import { type LintCall, lintCall } from './script-flags.ts';

const TOOLS = [ESLINT, BIOME, OXLINT];
/** Names of the checks that linters make. */
export const LINT_NAMES: readonly string[] = TOOLS.map(({ name }) => name);

const REPORT = 'lint.json';
const PRINTED = 'printed';
/** Far more than a person reads: what the base complains of has to be known to the last one. */
const MAX_FINDINGS = 20_000;
/** Complaints that are shown as output. */
const MAX_SHOWN = 100;
const MESSAGE_CHARS = 300;
const NOTE_CHARS = 200;

/** What the linters that are set up say of the files a task is about. */
export async function checkLint(env: NodeEnv): Promise<readonly CheckResult[]> {
  const { scope, signal } = env.context;
  const results: CheckResult[] = [];
  for (const tool of TOOLS) {
    if (scope.only?.includes(tool.name) === false) continue;
    const targets = await lintTargets(tool, env.project);
    for (const target of targets) {
      if (signal.aborted) return results;
      const apart = targets
        .map(({ folder }) => folder)
        .filter((one) => isBelow(one, target.folder));
      const result = await lintFolder(tool, { ...target, apart }, env);
      if (result !== null) results.push(result);
    }
  }
  return results;
}

function isBelow(folder: string, above: string): boolean {
  return folder !== above && (above === '' || folder.startsWith(`${above}/`));
}

type Target = LintTarget & { readonly apart: readonly string[] };

async function lintFolder(
  tool: LintTool,
  target: Target,
  env: NodeEnv,
): Promise<CheckResult | null> {
  const { root } = env.context.scope;
  const { folder } = target;
  const about = { name: tool.name, kind: 'lint', package: folder } as const;
  const program = await installedProgram(root, folder, tool.name);
  if (program === null) {
    const note = `${tool.name} is not installed; get it with: npm install --save-dev ${tool.from}`;
    return skipped({ ...about, shown: tool.name }, note);
  }
  const call = await callAbove(tool, folder, env);
  const files = inside(target, call);
  if (files?.length === 0) return null;
  return withReports({}, async (reports) => {
    const args = tool.argsFor({
      files,
      apart: target.apart.map((one) => posix.relative(folder, one)),
      flags: call.flags,
      report: reports.at(REPORT),
      settings: target.settings.name,
      version: (await installedVersion(root, folder, tool.from)) ?? '',
    });
    const command: CheckCommand = {
      ...about,
      shown: [tool.shown, ...call.flags, ...(files ?? ['.']).map(quoted)].join(' '),
      argv: printingTo(reports.at(PRINTED), [program, ...args]),
      cwd: posix.join(root, folder),
      env: { PATH: pathWith(root, folder, environmentOf(env.context)['PATH'] ?? '') },
      writable: [reports.path],
    };
    const outcome = await runProgram(command, env.context);
    const printed = plain((await reports.read(PRINTED)) ?? '');
    const said = tool.read({ report: await reports.read(REPORT), printed });
    if (said?.isIdle === true && outcome.status === 'exited') return null;
    return said === null
      ? withoutReport(command, { outcome, tool, printed }, env)
      : withReport(command, { outcome, said, call }, env);
  });
}

/** The nearest manifest of the base whose scripts call the linter. */
async function callAbove(tool: LintTool, folder: string, env: NodeEnv): Promise<LintCall> {
  for (const above of upwards(folder)) {
    const { base, now } = await env.project.manifests(above);
    const manifest = base ?? now;
    if (manifest === null) continue;
    const call = lintCall(tool, manifest);
    // Folders are named from where the script stands.
    return above === folder ? call : { ...call, folders: null };
  }
  return { flags: [], folders: null };
}

/** Only what the project's own call would look at. */
function inside({ files }: Target, { folders }: LintCall): readonly string[] | null {
  if (folders === null) return files;
  if (files === null) return folders;
  return files.filter((file) => folders.some((one) => file === one || file.startsWith(`${one}/`)));
}

interface Said {
  readonly outcome: ProcessOutcome;
  readonly said: LintReport;
  readonly call: LintCall;
}

/** Errors decide; warnings only where there are more of them than the project's own script puts up with. */
function withReport(
  command: CheckCommand,
  { outcome, said: { files }, call }: Said,
  { context }: NodeEnv,
): CheckResult {
  const cwd = command.cwd ?? context.scope.root;
  const from = { root: context.scope.root, cwd };
  const all = files.flatMap(({ path, messages }) =>
    messages.map((message) => ({ ...message, file: inTree(path, from) })),
  );
  const errors = all.filter(({ isError }) => isError);
  const isStrict = call.flags.some((flag) =>
    /^--(?:max-warnings|deny-warnings|error-on-warnings)/.test(flag),
  );
  const decisive = errors.length > 0 || !isStrict || outcome.exitCode === 0 ? errors : all;
  const findings = decisive.slice(0, MAX_FINDINGS).map(
    ({ file, line, rule, message }): Finding => ({
      ...{ check: command.name, file, line, rule },
      message: clip(oneLine(message), MESSAGE_CHARS),
    }),
  );
  const output = findings
    .slice(0, MAX_SHOWN)
    .map(({ file, line, rule, message }) => `${file ?? ''}:${line ?? 0} ${message} ${rule ?? ''}`)
    .join('\n');
  const said = output === '' ? {} : { output };
  return reportedResult(command, { outcome, report: { findings, ...said } }, context);
}

/** A linter that does not get as far as a report fails what may have broken it, and nothing else. */
function withoutReport(
  command: CheckCommand,
  { outcome, tool, printed }: Crashed,
  { context }: NodeEnv,
): CheckResult {
  const { changed } = context.scope;
  const said = `${printed}\n${new TextDecoder().decode(outcome.stdout)}`;
  const result = resultOf(command, { ...outcome, stdout: new TextEncoder().encode(said) }, context);
  const mayBe = changed.some((path) => isCause(path, tool));
  const isCut = result.note !== null && changed.length > 0;
  if (isCut || mayBe || context.signal.aborted) return result;
  const first = plain(said)
    .split('\n')
    .find((line) => line.trim() !== '');
  const why = result.note ?? clip(oneLine(first ?? 'it says nothing'), NOTE_CHARS);
  return skipped(command, `${tool.name} does not run here: ${why}`);
}

interface Crashed {
  readonly outcome: ProcessOutcome;
  readonly tool: LintTool;
  readonly printed: string;
}

function isCause(path: string, tool: LintTool): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isRule = /(?:^|\/)(?:eslint|lint)[^/]*\/|eslint/.test(`${parentOf(path)}/`);
  return name === MANIFEST || isLockFile(path) || tool.settings.includes(name) || isRule;
}
