import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What a run may add to the user's repository: objects, and refs of ours with their logs. */
const OURS =
  /^\.git\/(?:objects|refs\/codelicious|refs\/heads\/codelicious|logs\/refs\/heads\/codelicious)(?:\/|$)/;

/** Every file below a folder by path, with its mode and a digest of its bytes. */
export function snapshotOf(root: string, left: RegExp = OURS): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  const visit = (path: string): void => {
    if (left.test(path)) return;
    const place = join(root, path);
    const entry = lstatSync(place);
    if (entry.isDirectory()) {
      for (const name of readdirSync(place).sort()) visit(path === '' ? name : `${path}/${name}`);
    } else {
      const mode = (entry.mode & 0o777).toString(8);
      found[path] = entry.isSymbolicLink() ? `-> ${readlinkSync(place)}` : `${mode} ${hash(place)}`;
    }
  };
  visit('');
  return found;
}

function hash(place: string): string {
  return createHash('sha256').update(readFileSync(place)).digest('hex');
}
