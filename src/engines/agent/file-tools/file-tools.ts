import { refusalOf } from './errno.ts';
import { makeExecutable, readText, remove, writeBytes, writeText } from './files.ts';
import { openFolder } from './open-folder.ts';
import { MAX_PATHS, RefusalError } from './refusal.ts';
import type { ToolCall, ToolOutcome } from './tool-call.ts';
import { toolPath } from './tool-path.ts';

/** File tools bound to one tree for one job. */
export interface FileTools {
  /** Never rejects: what cannot be done is an outcome. */
  readonly run: (call: ToolCall) => Promise<ToolOutcome>;
}

/**
 * The tools by which an engine changes files below `root`, and nothing else: paths are walked name by
 * name without following a link, git's and our own folders are left alone, sizes and counts are capped.
 * @param change does it; here, unless it is to be done in a cage
 */
export function createFileTools(
  root: string,
  change: (root: string, call: ToolCall) => Promise<ToolOutcome> = changeFile,
): FileTools {
  const touched = new Set<string>();
  return {
    run: async (call) => {
      try {
        touched.add(toolPath(call.path).join('/'));
        if (touched.size > MAX_PATHS)
          throw new RefusalError('too_many', 'too many files in one job');
      } catch (error) {
        return refusalOf(error);
      }
      return change(root, call);
    },
  };
}

/** Does one call; never rejects for what the file system says. */
export async function changeFile(root: string, call: ToolCall): Promise<ToolOutcome> {
  try {
    const names = toolPath(call.path);
    const create = call.tool === 'write_file';
    const folder = await openFolder({ root, names: names.slice(0, -1), create });
    try {
      await perform(call, folder.entry(names.at(-1) ?? ''));
    } finally {
      await folder.close();
    }
    return { ok: true };
  } catch (error) {
    return refusalOf(error);
  }
}

async function perform(call: ToolCall, path: string): Promise<void> {
  switch (call.tool) {
    case 'write_file':
      return writeBytes(path, Buffer.from(call.content, call.encoding ?? 'utf8'));
    case 'edit_file':
      return writeText(path, replaceOnce(await readText(path), call.old, call.new));
    case 'delete_file':
      return remove(path);
    case 'make_executable':
      return makeExecutable(path);
  }
}

/** @throws RefusalError `no_match`, `many_matches` */
function replaceOnce(text: string, old: string, replacement: string): string {
  const at = text.indexOf(old);
  if (at === -1) throw new RefusalError('no_match', 'the text to replace is not in the file');
  if (text.includes(old, at + 1)) {
    throw new RefusalError('many_matches', 'the text to replace is in the file more than once');
  }
  return `${text.slice(0, at)}${replacement}${text.slice(at + old.length)}`;
}
