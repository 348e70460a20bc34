import { refusalOf } from './errno.ts';
import { findFiles } from './find-files.ts';
import { listDirectory } from './list-directory.ts';
import type { LookCall, LookOutcome } from './look-call.ts';
import { readFile } from './read-file.ts';
import { searchCode } from './search-code.ts';
import { folderPath, toolPath } from './tool-path.ts';
import type { Tree } from './tree.ts';

/** Does one call that changes nothing; never rejects for what the file system says. */
export async function look(tree: Tree, call: LookCall): Promise<LookOutcome> {
  try {
    return { ok: true, text: await perform(tree, call) };
  } catch (error) {
    return refusalOf(error);
  }
}

async function perform(tree: Tree, call: LookCall): Promise<string> {
  switch (call.tool) {
    case 'read_file':
      return readFile(tree, toolPath(call.path), call);
    case 'list_directory':
      return listDirectory(tree, folderPath(call.path));
    case 'find_files':
      return findFiles(tree, folderPath(call.path), call.pattern);
    case 'search_code':
      return searchCode(tree, folderPath(call.path), call);
  }
}
