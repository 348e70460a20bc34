import * as z from 'zod';
import type { ToolCall } from '../file-tools/tool-call.ts';
import { type AgentTool, defineTool, type ToolAnswer } from './agent-tool.ts';
import { pathBelow, refusalAnswer } from './answers.ts';
import type { TreeTools } from './tree-tools.ts';

/** The tools that change files. */
export function changeTools(tree: Pick<TreeTools, 'change'>, root: string): readonly AgentTool[] {
  const change = async (call: ToolCall, said: string): Promise<ToolAnswer> => {
    const outcome = await tree.change(call);
    return outcome.ok
      ? { text: `${call.path} ${said}`, isError: false, changed: call.path }
      : refusalAnswer(outcome);
  };
  const path = pathBelow(root).describe('Path of the file, relative to the root of the repository');
  return [writeTool(change, path), editTool(change, path), deleteTool(change, path)];
}

type Change = (call: ToolCall, said: string) => Promise<ToolAnswer>;
type Path = ReturnType<typeof pathBelow>;

function writeTool(change: Change, path: Path): AgentTool {
  return defineTool({
    name: 'write_file',
    description:
      'Makes a file, with the folders it needs, or replaces it as a whole. Use edit_file to change a part.',
    readOnly: false,
    schema: z.strictObject({
      path,
      content: z.string().describe('The whole content'),
      executable: z.boolean().default(false).describe('Whether it is a program'),
    }),
    detail: (args) => args.path,
    run: async ({ executable, ...file }) => {
      const written = await change({ tool: 'write_file', ...file }, 'was written');
      if (!executable || written.isError) return written;
      const made = await change({ tool: 'make_executable', path: file.path }, 'was written');
      return made.isError ? made : { ...written, text: `${written.text}, executable` };
    },
  });
}

function editTool(change: Change, path: Path): AgentTool {
  return defineTool({
    name: 'edit_file',
    description:
      'Replaces a text in a file by another. The old text must be in the file exactly once, byte for byte: take enough lines around it.',
    readOnly: false,
    schema: z.strictObject({
      path,
      old: z.string().min(1).describe('The text to replace, exactly as it stands in the file'),
      new: z.string().describe('What takes its place'),
    }),
    detail: (args) => args.path,
    run: (args) => change({ tool: 'edit_file', ...args }, 'was changed'),
  });
}

function deleteTool(change: Change, path: Path): AgentTool {
  return defineTool({
    name: 'delete_file',
    description: 'Deletes a file.',
    readOnly: false,
    schema: z.strictObject({ path }),
    detail: (args) => args.path,
    run: (args) => change({ tool: 'delete_file', ...args }, 'was deleted'),
  });
}
