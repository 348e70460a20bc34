import { clip, oneLine } from '../domain/text-limits.ts';
import type { Finding } from '../domain/verdict.ts';

/** Findings named in full; the rest is counted. */
const MAX_NAMED = 5;
const PATH_CHARS = 160;

/** What a person is asked about a change that holds secrets. */
export function leakQuestion(found: readonly Finding[]): string {
  const named = found.slice(0, MAX_NAMED).map(({ file, line, rule, message }) => {
    const path = clip(oneLine(file ?? ''), PATH_CHARS);
    return `${path}${line === null ? '' : `:${String(line)}`} holds ${message} (${rule ?? 'secret'})`;
  });
  const rest = found.length - named.length;
  const all = rest === 0 ? named : [...named, `and ${String(rest)} more`];
  return `${all.join('; ')}. Is it a secret, and what shall the code do without it?`;
}

/** What can be done about it. */
export function leakOptions(): readonly string[] {
  return [
    'It is one: remove it from wherever the task takes it, and say in the task where the value comes from',
    'It is none: put its fingerprint into security.allow, or into .gitleaksignore on the base',
  ];
}
