/** The lines of a requirements file that say something: comments gone, continued lines joined, hashes left out. */
export function requirementLines(text: string): readonly string[] {
  return text
    .replace(/\\\r?\n/g, ' ')
    .split(/\r?\n/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').replace(/\s--hash=\S+/g, ''))
    .map((line) => line.trim().replace(/\s+/g, ' '))
    .filter((line) => line !== '');
}

/** A package by name, with extras, versions and markers, that an index is asked for. */
const FROM_INDEX = /^[A-Za-z0-9][\w.-]*\s*(?:\[[\w,.\s-]*\])?\s*(?:[<>=!~(;].*)?$/;
/** Names another file of requirements, which is looked at by itself. */
const FURTHER_FILE = /^(?:-r|-c|--requirement|--constraint)\b/;

/** Whether a line asks an index for a package, rather than a server, a folder or an index of its own choice. */
export function isFromIndex(line: string): boolean {
  return FROM_INDEX.test(line) && !line.includes('://');
}

/** Whether a line only leads to another file of requirements. */
export function isFurtherFile(line: string): boolean {
  return FURTHER_FILE.test(line);
}
