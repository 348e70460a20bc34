import * as z from 'zod';
import type { ProcessOutcome } from '../../../ports/process.ts';
import type { Cage } from '../../../ports/sandbox.ts';
import type { ToolContext } from '../agent-context.ts';
import { createFileTools, type FileTools } from '../file-tools/file-tools.ts';
import { look } from '../file-tools/look.ts';
import type { LookCall, LookOutcome } from '../file-tools/look-call.ts';
import type { Refusal } from '../file-tools/refusal.ts';
import type { FileRequest } from '../file-tools/request.ts';
import type { Tree } from '../file-tools/tree.ts';
import { searchByRipgrep } from './ripgrep.ts';

/** Milliseconds one call in a process of its own may take, within the job's time. */
const CALL_TIMEOUT_MS = 30_000;
/** Bytes of an answer; a result's characters take at most six each as JSON. */
const ANSWER_BYTES = 1024 * 1024;

const answerSchema = z.union([
  z.object({ ok: z.literal(true), text: z.string().default('') }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

/** The file tools of one job. */
export interface TreeTools {
  readonly change: FileTools['run'];
  look(call: LookCall): Promise<LookOutcome>;
}

/**
 * In a cage each call is a process of its own that sees only the tree; without one they are made here,
 * but for searching by ourselves, which has to be ended from outside when a pattern takes for ever.
 */
export function createTreeTools(context: ToolContext): TreeTools {
  const { job, deps } = context;
  const tree: Tree = { root: job.cwd, borrows: job.borrows };
  const isCaged = deps.sandbox.level === 'os';
  const apart = async (request: FileRequest) => askProgram(request, context);
  const changes = isCaged
    ? createFileTools(job.cwd, async (_root, call) => apart({ kind: 'change', tree, call }))
    : createFileTools(job.cwd);
  return {
    change: changes.run,
    look: async (call) => {
      if (call.tool === 'search_code') {
        const found = await searchByRipgrep(call, context);
        return found ?? apart({ kind: 'look', tree, call });
      }
      return isCaged ? apart({ kind: 'look', tree, call }) : look(tree, call);
    },
  };
}

async function askProgram(request: FileRequest, context: ToolContext): Promise<LookOutcome> {
  const { deps, job, signal } = context;
  const outcome = await deps.sandbox.run(
    {
      file: process.execPath,
      args: [deps.fileToolsProgram],
      cwd: job.cwd,
      env: {},
      stdin: JSON.stringify(request),
      timeoutMs: Math.max(1, Math.min(CALL_TIMEOUT_MS, context.deadline - deps.clock.now())),
      keepBytes: ANSWER_BYTES,
      graceMs: 0,
      signal,
    },
    cageOf(request, context),
  );
  return readAnswer(outcome);
}

/** A call that only looks may change nothing. */
function cageOf({ kind }: FileRequest, { job, deps }: ToolContext): Cage {
  const programs = [process.execPath, deps.fileToolsProgram];
  const network = { kind: 'none' } as const;
  if (kind === 'change') return { writable: [job.cwd], readable: programs, network };
  return { writable: [], readable: [job.cwd, ...job.borrows, ...programs], network };
}

function readAnswer(outcome: ProcessOutcome): LookOutcome {
  if (outcome.status === 'timed_out') return broken('it took too long; ask for less');
  if (outcome.status !== 'exited' || outcome.exitCode !== 0) {
    return broken(
      `the file tools ended as ${outcome.status} (${outcome.exitCode ?? outcome.errno ?? outcome.signal ?? ''})`,
    );
  }
  const answer = answerSchema.safeParse(parse(outcome.stdout));
  return answer.success ? (answer.data as LookOutcome) : broken('the file tools gave no answer');
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return null;
  }
}

function broken(message: string): Refusal {
  return { ok: false, code: 'io', message };
}
