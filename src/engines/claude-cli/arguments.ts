import * as z from 'zod';
import type { EngineJobKind } from '../../domain/engine-job.ts';
import { planReplySchema } from '../../domain/planned-task.ts';

/** Tools that exist in the conversation at all: files and a shell; no web, no agents, no scheduling. */
const TOOLS = ['Bash', 'Edit', 'Glob', 'Grep', 'NotebookEdit', 'Read', 'TodoWrite', 'Write'];
/** Those of a job that changes no file. */
const LOOKING = ['Glob', 'Grep', 'Read'];

/** What is refused even where the user's own settings allow it: commits, branches and forges are ours. */
const DISALLOWED = [
  ...['git', 'gh', 'glab', 'hub'].map(bash),
  'Edit(./.codelicious/**)',
  'WebFetch',
  'WebSearch',
];

/** The form of a plan. The program has a tool for it, and asks the model again where it was not called, or wrongly. */
function planSchema(): string {
  // The program knows no newer draft by its name, and nothing here is newer.
  const { $schema: _, ...schema } = z.toJSONSchema(planReplySchema, { io: 'input' });
  return JSON.stringify(schema);
}

/** What changes from one call to the next. */
export interface CallOptions {
  readonly kind: EngineJobKind;
  /** The provider's name of a model; null for the program's own choice. */
  readonly model: string | null;
  readonly maxTurns: number;
  /** US dollars; null for no cap. The program can overshoot it by one request. */
  readonly maxCostUsd: number | null;
  /** The conversation to go on with; one that is not ours is copied first, so that it stays as it is. */
  readonly session: { readonly id: string; readonly isOurs: boolean } | null;
  /** Beginnings of command lines that run without anybody to ask. */
  readonly commands: readonly string[];
}

/**
 * The command line of one headless call; the prompt comes on standard input. Settings, hooks, agents,
 * skills, instructions and MCP servers of the project are not loaded, those of the user are. The events
 * of the API are asked for: only they tell what a message costs while it is written, and that it is.
 *
 * No file tool is listed as allowed: named without a path, it would be allowed everywhere, whereas the
 * permission mode allows edits below the working directory, `.git` and the program's own settings
 * excepted. Git is refused whole: even of its commands that look some write, `git diff --output` for one.
 */
export function callArguments(options: CallOptions): readonly string[] {
  const { kind, session, commands } = options;
  const isPlan = kind === 'plan';
  return [
    '-p',
    ...['--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
    ...['--permission-mode', isPlan ? 'default' : 'acceptEdits'],
    ...['--setting-sources', 'user', '--strict-mcp-config', '--disable-slash-commands'],
    ...['--tools', (isPlan ? LOOKING : TOOLS).join(',')],
    ...(isPlan || commands.length === 0 ? [] : ['--allowedTools', commands.map(bash).join(',')]),
    ...['--disallowedTools', DISALLOWED.join(',')],
    ...(isPlan ? ['--json-schema', planSchema()] : []),
    ...['--max-turns', String(options.maxTurns)],
    ...option('--model', options.model),
    ...option('--max-budget-usd', options.maxCostUsd === null ? null : dollars(options.maxCostUsd)),
    ...option('--resume', session?.id ?? null),
    ...(session === null || session.isOurs ? [] : ['--fork-session']),
  ];
}

/** At least one hundredth of a cent: the program refuses a budget of nothing. */
function dollars(amount: number): string {
  return String(Math.max(0.0001, Math.floor(amount * 10_000) / 10_000));
}

function option(name: string, value: string | null): readonly string[] {
  return value === null ? [] : [name, value];
}

function bash(command: string): string {
  return `Bash(${command}:*)`;
}
