import type { Change } from '../domain/changeset.ts';
import type { Sha } from '../domain/ids.ts';
import type { CommitInfo } from '../ports/history.ts';

/** A row of numstat before attributes are looked up. */
export interface NumstatRow {
  readonly path: string;
  readonly from: string | null;
  readonly added: number | null;
  readonly deleted: number | null;
}

/** `%x1e` between trailers, `%x1f` between key and value. */
export const COMMIT_FORMAT =
  '%H%x00%P%x00%s%x00%(trailers:only,unfold,separator=%x1e,key_value_separator=%x1f)';
const FIELDS_PER_COMMIT = 4;

const KINDS: Readonly<Record<string, Change['kind']>> = {
  A: 'added',
  M: 'modified',
  D: 'deleted',
  R: 'renamed',
  T: 'type_changed',
};

/** Fields of `diff-tree -r --raw -z`: a colon line, then one path, or two for a rename. */
export function parseRaw(fields: readonly string[]): readonly Change[] {
  const changes: Change[] = [];
  for (let at = 0; at < fields.length; ) {
    const [oldMode = '', newMode = '', , blob = '', status = ''] = (fields[at] ?? '')
      .replace(/^:/, '')
      .split(' ');
    const kind = KINDS[status.charAt(0)] ?? 'modified';
    const renamed = kind === 'renamed';
    const path = fields[at + (renamed ? 2 : 1)] ?? '';
    const from = renamed ? (fields[at + 1] ?? null) : null;
    changes.push({ path, from, kind, oldMode, newMode, blob });
    at += renamed ? 3 : 2;
  }
  return changes;
}

/** Fields of `diff-tree -r --numstat -z`: `added TAB deleted TAB path`, or an empty path and two more fields. */
export function parseNumstat(fields: readonly string[]): readonly NumstatRow[] {
  const rows: NumstatRow[] = [];
  for (let at = 0; at < fields.length; ) {
    const [added = '', deleted = '', ...rest] = (fields[at] ?? '').split('\t');
    const name = rest.join('\t');
    const renamed = name === '';
    const path = renamed ? (fields[at + 2] ?? '') : name;
    const from = renamed ? (fields[at + 1] ?? null) : null;
    rows.push({ path, from, added: count(added), deleted: count(deleted) });
    at += renamed ? 3 : 1;
  }
  return rows;
}

/** Fields of `log -z --format=COMMIT_FORMAT`. */
export function parseCommits(fields: readonly string[]): readonly CommitInfo[] {
  const commits: CommitInfo[] = [];
  for (let at = 0; at + FIELDS_PER_COMMIT <= fields.length; at += FIELDS_PER_COMMIT) {
    const [sha = '', parents = '', subject = '', trailers = ''] = fields.slice(at);
    commits.push({
      sha: sha as Sha,
      parents: parents.split(' ').filter((parent) => parent !== '') as Sha[],
      subject,
      trailers: parseTrailers(trailers),
    });
  }
  return commits;
}

function parseTrailers(text: string): Readonly<Record<string, string>> {
  const pairs = text.split('\x1e').filter((pair) => pair.includes('\x1f'));
  return Object.fromEntries(
    pairs.map((pair) => {
      const end = pair.indexOf('\x1f');
      return [pair.slice(0, end).trim(), pair.slice(end + 1).trim()];
    }),
  );
}

function count(text: string): number | null {
  return text === '-' ? null : Number(text);
}
