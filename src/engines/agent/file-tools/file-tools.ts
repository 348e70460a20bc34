import { errnoOf } from './errno.ts';
import { makeExecutable, readText, remove, writeText } from './files.ts';
import { openFolder } from './open-folder.ts';
import { MAX_PATHS, RefusalError, type ToolCall, type ToolOutcome } from './tool-call.ts';
import { toolPath } from './tool-path.ts';

/** File tools bound to one tree for one job. */
export interface FileTools {
  /** Never rejects: what cannot be done is an outcome. */
  run(call: ToolCall): Promise<ToolOutcome>;
}

/**
 * The tools by which an engine changes files below `root`, and nothing else: paths are walked name by
 * name without following a link, git's and our own folders are left alone, sizes and counts are capped.
 */
export function createFileTools(root: string): FileTools {
  const touched = new Set<string>();
  return {
    run: async (call) => {
      try {
        const names = toolPath(call.path);
        touched.add(names.join('/'));
        if (touched.size > MAX_PATHS)
          throw new RefusalError('too_many', 'too many files in one job');
        await inFolder(root, names, call);
        return { ok: true };
      } catch (error) {
        return refusal(error);
      }
    },
  };
}

async function inFolder(root: string, names: readonly string[], call: ToolCall): Promise<void> {
  const create = call.tool === 'write_file';
  const folder = await openFolder({ root, names: names.slice(0, -1), create });
  try {
    await perform(call, folder.entry(names.at(-1) ?? ''));
  } finally {
    await folder.close();
  }
}

async function perform(call: ToolCall, path: string): Promise<void> {
  switch (call.tool) {
    case 'write_file':
      return writeText(path, call.content);
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

/** Errors of the file system become data by their code; anything without a code is a bug. */
function refusal(error: unknown): ToolOutcome {
  if (error instanceof RefusalError) return { ok: false, code: error.code, message: error.message };
  const errno = errnoOf(error);
  if (errno === '') throw error;
  if (errno === 'ELOOP') return { ok: false, code: 'symlink', message: 'it is a symbolic link' };
  return { ok: false, code: 'io', message: `the file system refused (${errno})` };
}
