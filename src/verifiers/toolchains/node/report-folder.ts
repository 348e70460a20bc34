import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A report beyond this is not read: 64 MiB. */
const MAX_BYTES = 67_108_864;

/** A new folder outside the tree that one run writes its reports to. */
export interface ReportFolder {
  /** Absolute, without links. */
  readonly path: string;
  at(name: string): string;
  /** The text of a report; null where the run wrote none. */
  read(name: string): Promise<string | null>;
}

/** Gives a run a folder for its reports and removes it afterwards: nothing of an earlier run can be in it. */
export async function withReports<T>(
  files: Readonly<Record<string, string>>,
  use: (reports: ReportFolder) => Promise<T>,
): Promise<T> {
  const made = await fs.mkdtemp(join(tmpdir(), 'codelicious-report-'));
  try {
    const path = await fs.realpath(made);
    const at = (name: string): string => join(path, name);
    for (const [name, text] of Object.entries(files)) await fs.writeFile(at(name), text);
    return await use({ path, at, read: async (name) => readReport(at(name)) });
  } finally {
    await fs.rm(made, { recursive: true, force: true });
  }
}

/** A call whose output goes to a file, however much it is; complaints about the call itself stay where they were. */
export function printingTo(path: string, argv: readonly string[]): readonly string[] {
  return ['/bin/sh', '-c', 'to=$1; shift; exec "$@" > "$to"', 'sh', path, ...argv];
}

/** A link is no report: it could lead anywhere. */
async function readReport(path: string): Promise<string | null> {
  try {
    const stat = await fs.lstat(path);
    if (!stat.isFile() || stat.size > MAX_BYTES) return null;
    return await fs.readFile(path, 'utf8');
  } catch {
    return null;
  }
}
