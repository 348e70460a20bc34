import { join } from 'node:path';
import { digest } from '../../../domain/ids.ts';
import type { ProcessOutcome } from '../../../ports/process.ts';
import { type CheckContext, runProgram } from '../../runner.ts';
import type { BuildFolder } from '../build-folder.ts';

/** Cargo, ready to be run in the tree. */
export interface Cargo {
  /** Absolute path of the program. */
  readonly program: string;
  readonly context: CheckContext;
  readonly build: BuildFolder;
}

/**
 * Runs its arguments and puts back the lock file named first as it was, with the help of the folder named second:
 * cargo writes one where there is none.
 */
const KEEP_LOCK =
  'lock=$1 kept=$2/lock.$$; shift 2; cp "$lock" "$kept" 2>/dev/null; "$@"; code=$?; ' +
  'if [ ! -f "$kept" ]; then rm -f "$lock"; ' +
  'elif ! cmp -s "$kept" "$lock"; then cp "$kept" "$lock"; fi; rm -f "$kept"; exit $code';

const FOLDER_HEX = 16;

/**
 * Runs `cargo` in a folder of the tree, without a network. What it builds is kept outside the tree, which is about to
 * be committed, and for the next check.
 */
export async function runCargo(
  args: readonly string[],
  run: { readonly folder: string; readonly onLine?: (line: string) => void },
  { program, context, build }: Cargo,
): Promise<ProcessOutcome> {
  const { folder, ...rest } = run;
  const cwd = join(context.scope.root, folder);
  // Crates of two trees have the same names here: one would be taken for the other, as it was built there.
  const target = build.at(join('cargo-target', digest([cwd], FOLDER_HEX)));
  const kept = ['/bin/sh', '-c', KEEP_LOCK, 'sh', 'Cargo.lock', target];
  return runProgram(
    {
      argv: [...kept, program, ...args],
      cwd,
      env: { CARGO_TARGET_DIR: target, CARGO_NET_OFFLINE: 'true', CARGO_TERM_COLOR: 'never' },
      writable: [target],
      ...rest,
    },
    context,
  );
}
