import { isAbsolute, posix } from 'node:path';
import { clip } from '../../../domain/text-limits.ts';

/** What a compiler, `go vet` or the module's settings complain of. */
export interface BuildComplaint {
  /** Import path of the package that was compiled; null where none was named. */
  readonly package: string | null;
  /** As it was printed. */
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Reads what `go` prints, line by line. */
export interface ComplaintReader {
  readonly take: (line: string) => void;
  /** Each once: a package and its test are compiled each, and complain of the same. */
  readonly all: () => readonly BuildComplaint[];
}

const MAX_COMPLAINTS = 200;
const MESSAGE_CHARS = 300;
const MAX_LINE_CHARS = 500;

/** `# example.com/m/b [example.com/m/b.test]` */
const BUILDING = /^# (\S+)(?: \[\S+\])?$/;
/** `b/b.go:5:32: undefined: x`; vet puts its name before what the compiler would say too. */
const COMPLAINT = /^(?:vet: )?([^\s:][^:]*\.go):(\d+)(?::\d+)?: (.+)$/;

export function createComplaintReader(): ComplaintReader {
  const found = new Map<string, BuildComplaint>();
  let building: string | null = null;
  let last: string | null = null;
  return {
    take: (whole) => {
      const line = whole.slice(0, MAX_LINE_CHARS);
      building = BUILDING.exec(line)?.[1] ?? building;
      const [, file, number, text] = COMPLAINT.exec(line) ?? [];
      if (file !== undefined && text !== undefined) {
        last = `${file}:${number}:${text}`;
        const complaint = { package: building, file, line: Number(number), message: text };
        if (found.size < MAX_COMPLAINTS && !found.has(last)) found.set(last, complaint);
        return;
      }
      const open = line.startsWith('\t') && last !== null ? found.get(last) : undefined;
      if (open === undefined) last = null;
      else found.set(last ?? '', { ...open, message: longer(open.message, line) });
    },
    all: () => [...found.values()],
  };
}

/** `have (int)` and `want (string)` stand in lines of their own. */
function longer(message: string, line: string): string {
  return clip(`${message} ${line.trim()}`, MESSAGE_CHARS);
}

/** The repository's name for a file as `go` prints it; null for one outside the tree. */
export function fileInTree(
  file: string,
  { root, folder }: { readonly root: string; readonly folder: string },
): string | null {
  const place = isAbsolute(file) ? posix.normalize(file) : posix.join(root, folder, file);
  return place.startsWith(`${root}/`) ? place.slice(root.length + 1) : null;
}
