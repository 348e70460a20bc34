import { digest } from '../../domain/ids.ts';
import { isTestFile } from '../../domain/tampering/language.ts';
import type { Finding } from '../../domain/verdict.ts';
import { type ChangedFile, touches } from './changed-file.ts';
import type { Construct } from './constructs/construct.ts';
import { findConstructs } from './constructs/find-constructs.ts';
import type { Allowable } from './ignore-files.ts';
import { CONSTRUCT_COMMENTS, excuses } from './looking-away.ts';
import { SECURITY } from './secret-findings.ts';

/** Written by others or by a compiler; nobody mends it here. */
const FOREIGN =
  /(?:^|\/)(?:node_modules|vendor|third[-_]party|dist|\.yarn|\.pnp|__fixtures__|fixtures?|testdata|examples?\/.*\/node_modules)\/|(?:\.min|\.bundle)\.[cm]?js$|\.pnp\.c?js$/i;
const FINGERPRINT_HEX = 16;
/** Characters of a file beyond which it is data, not something a person wrote: 1 MiB. */
const MAX_CHARS = 1_048_576;

/** Dangerous constructs on added lines; tests may do what they like. */
export async function constructFindings(
  { path, text, before }: ChangedFile,
  isAllowed: (found: Allowable) => boolean,
): Promise<readonly Finding[]> {
  if (isTestFile(path) || FOREIGN.test(path) || text.length > MAX_CHARS) return [];
  const all = await findConstructs(path, text);
  if (all.length === 0) return [];
  const known = await before();
  const constructs = all.filter(({ line, lastLine }) => touches(known, line, lastLine));
  if (constructs.length === 0) return [];
  const isKnown = await knownOnBase(path, known.base);
  const isExcused = excuses({ text, base: known.alone }, CONSTRUCT_COMMENTS);
  const lines = text.split('\n');
  return once(constructs).flatMap(({ rule, message, line }) => {
    const code = (lines[line - 1] ?? '').trim();
    const fingerprint = digest([rule, path, code], FINGERPRINT_HEX);
    if (isKnown(rule, code) || isExcused(line, rule)) return [];
    if (isAllowed({ path, line, rule, fingerprint: () => fingerprint })) return [];
    return [{ check: SECURITY, file: path, line, rule, message }];
  });
}

/** What the base has by the same rule and with the same code was moved or indented, not added. */
async function knownOnBase(
  path: string,
  base: string | null,
): Promise<(rule: string, code: string) => boolean> {
  if (base === null) return () => false;
  const lines = base.split('\n');
  const known = new Set(
    (await findConstructs(path, base)).map(({ rule, line }) =>
      key(rule, (lines[line - 1] ?? '').trim()),
    ),
  );
  return (rule, code) => known.has(key(rule, code));
}

function key(rule: string, code: string): string {
  return `${rule}\0${code}`;
}

function once(constructs: readonly Construct[]): readonly Construct[] {
  const byPlace = new Map(constructs.map((each) => [`${each.rule}:${each.line}`, each]));
  return [...byPlace.values()].sort((a, b) => a.line - b.line);
}
