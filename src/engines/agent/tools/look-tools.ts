import * as z from 'zod';
import type { LookCall } from '../file-tools/look-call.ts';
import { MAX_READ_BYTES } from '../file-tools/refusal.ts';
import { type AgentTool, defineTool, type ToolAnswer } from './agent-tool.ts';
import { pathBelow, refusalAnswer } from './answers.ts';
import type { TreeTools } from './tree-tools.ts';

/** Lines of a file shown unless more are asked for; the result's own bound may be reached first. */
const DEFAULT_LINES = 2000;
/** No text file that can be read has more lines. */
const MAX_LINES = MAX_READ_BYTES;
const MAX_PATTERN_CHARS = 1000;

const glob = z
  .string()
  .max(MAX_PATTERN_CHARS)
  .regex(/^[^!]/, 'must not be empty nor begin with "!"');

/** The tools that change nothing. */
export function lookTools(tree: Pick<TreeTools, 'look'>, root: string): readonly AgentTool[] {
  const look = async (call: LookCall): Promise<ToolAnswer> => {
    const outcome = await tree.look(call);
    return outcome.ok ? { text: outcome.text, isError: false } : refusalAnswer(outcome);
  };
  const path = pathBelow(root);
  return [readTool(look, path), listTool(look, path), findTool(look, path), searchTool(look, path)];
}

type Look = (call: LookCall) => Promise<ToolAnswer>;
type Path = ReturnType<typeof pathBelow>;

function folder(path: Path) {
  return path.default('.').describe('Folder to begin in, relative to the root of the repository');
}

function readTool(look: Look, path: Path): AgentTool {
  return defineTool({
    name: 'read_file',
    description:
      'Reads a text file, whole or from a line on. A long one is cut, with a last line that says how to go on.',
    readOnly: true,
    schema: z.strictObject({
      path: path.describe('Path of the file, relative to the root of the repository'),
      from: z.number().int().min(1).max(MAX_LINES).default(1).describe('First line, from 1'),
      lines: z
        .number()
        .int()
        .min(1)
        .max(MAX_LINES)
        .default(DEFAULT_LINES)
        .describe('How many lines at most'),
      offset: z
        .number()
        .int()
        .min(0)
        .max(MAX_READ_BYTES)
        .default(0)
        .describe('Characters to leave out at the beginning of the first line'),
    }),
    detail: (args) => (args.from === 1 ? args.path : `${args.path}:${args.from}`),
    run: (args) => look({ tool: 'read_file', ...args }),
  });
}

function listTool(look: Look, path: Path): AgentTool {
  return defineTool({
    name: 'list_directory',
    description: 'Lists a folder: "/" follows the name of a folder, "@" that of a symbolic link.',
    readOnly: true,
    schema: z.strictObject({ path: folder(path) }),
    detail: (args) => args.path,
    run: (args) => look({ tool: 'list_directory', ...args }),
  });
}

function findTool(look: Look, path: Path): AgentTool {
  return defineTool({
    name: 'find_files',
    description:
      'Finds files by a glob such as "*.ts" (in any folder) or "src/**/*.test.ts". Installed packages are left out unless "path" is in them.',
    readOnly: true,
    schema: z.strictObject({
      pattern: glob.describe('Glob; "**" is for any number of folders'),
      path: folder(path),
    }),
    detail: where,
    run: (args) => look({ tool: 'find_files', ...args }),
  });
}

function searchTool(look: Look, path: Path): AgentTool {
  return defineTool({
    name: 'search_code',
    description:
      'Searches the lines of files by a regular expression; answers "path:line: text". Installed packages are left out unless "path" is in them.',
    readOnly: true,
    schema: z.strictObject({
      pattern: z.string().min(1).max(MAX_PATTERN_CHARS).describe('Regular expression'),
      path: folder(path),
      glob: glob.optional().describe('Only files that fit this glob'),
      literal: z.boolean().default(false).describe('Take the pattern as plain text'),
      ignore_case: z.boolean().default(false),
    }),
    detail: where,
    run: ({ ignore_case: ignoreCase, glob: only, ...args }) =>
      look({ tool: 'search_code', ...args, ignoreCase, glob: only ?? null }),
  });
}

function where({ pattern, path }: { readonly pattern: string; readonly path: string }): string {
  return path === '.' ? pattern : `${pattern} in ${path}`;
}
