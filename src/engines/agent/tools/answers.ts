import * as z from 'zod';
import type { Refusal, RefusalCode } from '../file-tools/refusal.ts';
import type { ToolAnswer } from './agent-tool.ts';

/** Refusals that defend something; the others say that a call cannot be done. */
const DENIALS: ReadonlySet<RefusalCode> = new Set(['bad_path', 'protected', 'symlink', 'too_many']);

/** A refusal as the model is told it. */
export function refusalAnswer({ code, message }: Refusal): ToolAnswer {
  const text = `${code}: ${message}`;
  return DENIALS.has(code) ? { text, isError: true, denied: true } : { text, isError: true };
}

export function denial(text: string): ToolAnswer {
  return { text: `denied: ${text}`, isError: true, denied: true };
}

/** A path as the tools take it: models that saw the root in some output write it in front. */
export function pathBelow(root: string) {
  return z.string().transform((path) => {
    if (path === root) return '.';
    return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path;
  });
}
