import * as z from 'zod';
import type { ProcessOutcome } from '../../../ports/process.ts';
import type { ToolContext } from '../agent-context.ts';
import type { LookOutcome, Search } from '../file-tools/look-call.ts';
import { formatMatches, MAX_MATCHES, type Match } from '../file-tools/matches.ts';
import { kindOf, openFolder } from '../file-tools/open-folder.ts';
import { MAX_READ_BYTES } from '../file-tools/refusal.ts';
import { folderPath } from '../file-tools/tool-path.ts';
import { INSTALLED } from '../file-tools/walk.ts';

const PROGRAM = 'rg';
/** Of ripgrep: nothing was found; above it, something went wrong. */
const NOTHING_FOUND = 1;
/** Milliseconds one search may take. */
const TIMEOUT_MS = 30_000;
/** What no search enters, besides installed packages; globs as in a `.gitignore`. */
const PROTECTED = ['.git', '/.codelicious'];

const matchLine = z.object({
  type: z.literal('match'),
  data: z.object({
    path: z.object({ text: z.string() }),
    lines: z.object({ text: z.string() }),
    line_number: z.number(),
  }),
});

/**
 * Searches by ripgrep; the same files are left out as in a search by ourselves.
 * @returns null where ripgrep is absent, or cannot do it: the other may, or knows why not
 */
export async function searchByRipgrep(
  search: Search,
  context: ToolContext,
): Promise<LookOutcome | null> {
  const { processes, env } = context.deps;
  const file = await processes.find(PROGRAM, env['PATH'] ?? '');
  if (file === null || !(await isReachable(search.path, context.job.cwd))) return null;
  const found: Match[] = [];
  const enough = new AbortController();
  const outcome = await run(file, search, {
    context,
    enough: enough.signal,
    onLine: (line) => {
      const match = readLine(line);
      if (match !== null) found.push(match);
      if (found.length > MAX_MATCHES) enough.abort();
    },
  });
  if (found.length === 0 && !ended(outcome)) return null;
  return { ok: true, text: formatMatches(found, ended(outcome)) };
}

interface RipgrepRun {
  readonly context: ToolContext;
  readonly enough: AbortSignal;
  readonly onLine: (line: string) => void;
}

async function run(file: string, search: Search, wish: RipgrepRun): Promise<ProcessOutcome> {
  const { job, deps, signal } = wish.context;
  return deps.sandbox.run(
    {
      file,
      args: argumentsOf(search),
      cwd: job.cwd,
      env: {},
      timeoutMs: TIMEOUT_MS,
      signal: AbortSignal.any([signal, wish.enough]),
      graceMs: 0,
      keepBytes: 0,
      onLine: wish.onLine,
    },
    { writable: [], readable: [job.cwd, file], network: { kind: 'none' } },
  );
}

/** Of several globs that fit, the last one counts. */
function argumentsOf(search: Search): readonly string[] {
  const leftOut = [...PROTECTED, ...INSTALLED].flatMap((glob) => ['--glob', `!${glob}`]);
  return [
    ...['--no-config', '--json', '--no-messages', '--no-ignore', '--hidden', '--sort', 'path'],
    ...['--max-filesize', String(MAX_READ_BYTES), '--max-count', String(MAX_MATCHES + 1)],
    ...(search.glob === null ? [] : ['--glob', search.glob]),
    ...leftOut,
    ...(search.literal ? ['--fixed-strings'] : []),
    search.ignoreCase ? '--ignore-case' : '--case-sensitive',
    ...['--regexp', search.pattern, '--', `./${search.path}`],
  ];
}

/** Whether a path leads to a file or folder of the tree by no link, which ripgrep would follow. */
async function isReachable(path: string, root: string): Promise<boolean> {
  try {
    const names = folderPath(path);
    const folder = await openFolder({ root, names: names.slice(0, -1), create: false });
    try {
      const kind = await kindOf(folder.entry(names.at(-1) ?? '.'));
      return kind === 'file' || kind === 'folder';
    } finally {
      await folder.close();
    }
  } catch {
    return false;
  }
}

function ended({ status, exitCode }: ProcessOutcome): boolean {
  return status === 'exited' && exitCode !== null && exitCode <= NOTHING_FOUND;
}

/** Null for what is no match, or is in a file whose name or text is no UTF-8. */
function readLine(line: string): Match | null {
  const read = matchLine.safeParse(parse(line));
  if (!read.success) return null;
  const { path, lines, line_number } = read.data.data;
  return { path: path.text.replace(/^(?:\.\/)+/, ''), line: line_number, text: lines.text };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}
