import { changeFile } from './file-tools.ts';
import { look } from './look.ts';
import type { LookCall, LookOutcome } from './look-call.ts';
import type { ToolCall, ToolOutcome } from './tool-call.ts';
import type { Tree } from './tree.ts';

/** What is asked of the file tools, wherever they run. */
export type FileRequest =
  | { readonly kind: 'look'; readonly tree: Tree; readonly call: LookCall }
  | { readonly kind: 'change'; readonly tree: Tree; readonly call: ToolCall };

/** Does what is asked. */
export async function answer(request: FileRequest): Promise<LookOutcome | ToolOutcome> {
  if (request.kind === 'look') return look(request.tree, request.call);
  return changeFile(request.tree.root, request.call);
}
