/** One thing a linter or a checker of types complains of, as its report has it. */
export interface Complaint {
  /** Absolute, or relative to the folder the tool ran in; null where it is about no file. */
  readonly file: string | null;
  readonly line: number | null;
  readonly rule: string | null;
  readonly message: string;
}

/** What a tool is run with. */
export interface LintRun {
  /** Absolute path of the file for its report. */
  readonly report: string;
  /** What it is to look at, relative to the folder it runs in; it chooses by itself where there is none. */
  readonly targets: readonly string[];
  /** The file of settings in that folder, by its name, and its text. */
  readonly settings: string;
  readonly text: string;
  /** Absolute path of the project's own interpreter, where it has one and the tool is not run by it. */
  readonly python: string | null;
}

/** A linter or checker of types: how it is found, run and read. */
export interface LintTool {
  /** Of the program, the module and the check. */
  readonly name: string;
  readonly kind: 'lint' | 'types';
  /** How a person calls it. */
  readonly shown: string;
  /** Files by which a folder says that it is used there, and what they say then. */
  readonly settings: readonly (readonly [file: string, says: RegExp])[];
  /** It judges files one by one: only those that changed are looked at. */
  readonly byFile: boolean;
  /** It reads stubs as well as modules. */
  readonly readsStubs: boolean;
  /** It can only print its report. */
  readonly prints: boolean;
  readonly howToGet: string;
  /** Its arguments; nothing is mended, and nothing kept in the tree. */
  arguments(run: LintRun): readonly string[];
  /** What it is to look at where it goes by folders; `text` is that of its settings. */
  targets?(files: readonly string[], text: string): readonly string[];
  /** What its report says; null where it is none. */
  read(report: string): readonly Complaint[] | null;
}

/** The value of a JSON text; undefined where it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
