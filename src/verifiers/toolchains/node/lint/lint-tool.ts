import type { PackageFile } from '../package-json.ts';
import type { LintReport } from './lint-report.ts';

/** What one linter is told to look at. */
export interface LintRequest {
  /** Paths below the folder; null for everything in it. */
  readonly files: readonly string[] | null;
  /** Folders below it that have settings of their own. */
  readonly apart: readonly string[];
  /** Flags the base's own script gives it. */
  readonly flags: readonly string[];
  /** Absolute path of a file it may write its report to. */
  readonly report: string;
  /** The settings' file name; null where it has none. */
  readonly settings: string | null;
  /** As installed, such as `9.1.0`. */
  readonly version: string;
}

/** The settings of a linter. */
export interface LintSettings {
  /** Name of the file; null where a manifest holds them or there are none. */
  readonly name: string | null;
  readonly text: string;
}

/** What a linter said, in its own format. */
export interface LintOutput {
  /** What it wrote to the file it was given; null where it wrote none. */
  readonly report: string | null;
  readonly printed: string;
}

/** One linter. */
export interface LintTool {
  /** Of the check and of its program. */
  readonly name: string;
  /** How a person calls it. */
  readonly shown: string;
  /** The package that holds the program. */
  readonly from: string;
  /** Names of its settings. */
  readonly settings: readonly string[];
  /** Whether a manifest holds settings or tells of its use where there is no file of settings. */
  isSetIn(manifest: PackageFile): boolean;
  /** Whether it looks at such files, by what its settings say. */
  handles(path: string, settings: LintSettings): boolean;
  /** Flags of a script that say how strict it is or where its settings are; some take the next word as value. */
  readonly flags: { readonly plain: RegExp; readonly withValue: RegExp };
  argsFor(request: LintRequest): readonly string[];
  /** Its complaints; null where the output is no report. */
  read(output: LintOutput): LintReport | null;
}
