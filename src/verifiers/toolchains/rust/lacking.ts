import type { CheckResult } from '../../../domain/verdict.ts';
import { type CheckContext, skipped } from '../../runner.ts';
import { readTreeFile } from '../tree-files.ts';

/** What is printed where it is the machine that lacks something, not the change. */
const LACKING: readonly (readonly [RegExp, string])[] = [
  [
    /no such command: `clippy`|'cargo-clippy.*' is not installed/,
    'clippy is not there; get it with: rustup component add clippy',
  ],
  [
    /no such command: `fmt`|'(?:cargo-fmt|rustfmt).*' is not installed/,
    'rustfmt is not there; get it with: rustup component add rustfmt',
  ],
  [
    /unstable features are only available in nightly channel/,
    'the settings of rustfmt ask for a nightly toolchain',
  ],
  [
    /toolchain '.*' is not installed|could not download file from/,
    'the toolchain it asks for is not there; get it with: rustup toolchain install',
  ],
  [
    /requires rustc \S+ or newer|rustc \S+ is not supported by|feature `edition\d+` is required|lock file version `?\d+`? (?:requires|was found)/,
    'it asks for a newer Rust; get it with: rustup update',
  ],
  [
    /but --offline was specified|you may want to run without the --offline|offline mode .*can also cause|failed to download|Unable to update registry|can't checkout from .*offline|using offline mode/i,
    'crates it needs are not downloaded; get them with: cargo fetch',
  ],
  [/linker `\w+` not found/, 'a linker is not on PATH; get a C compiler'],
];

/** Files by which a change may ask for more than the base did. */
const DEMANDS = /(?:^|\/)(?:Cargo\.(?:toml|lock)|rust-toolchain(?:\.toml)?|\.cargo\/[^/]+)$/;

/** The result, or that the check could not be run on this machine; a change that asks for what is not there has failed. */
export async function withoutInfrastructure(
  result: CheckResult,
  { scope }: CheckContext,
): Promise<CheckResult> {
  const why = LACKING.find(([pattern]) => pattern.test(result.output))?.[1];
  if (why === undefined || (result.status === 'failed' && result.note !== null)) return result;
  for (const path of scope.changed.filter((each) => DEMANDS.test(each))) {
    if ((await scope.baseFile(path)) !== (await readTreeFile(scope.root, path))) return result;
  }
  const { name, command: shown, kind = 'command', package: folder = '' } = result;
  return skipped({ name, shown, kind, package: folder }, why);
}
