import type * as z from 'zod';
import { repoConfigSchema, userConfigSchema } from '../domain/config-file.ts';
import { nearest } from '../domain/nearest.ts';

/** Whose file it is: a repository may set less than its user. */
export type ConfigOwner = 'repository' | 'user';

/** The first fault of a configuration file in one sentence: which setting, what is wrong, what would be right. */
export function describeIssue(issue: z.core.$ZodIssue, owner: ConfigOwner): string {
  if (issue.code === 'unrecognized_keys') {
    return unknownKey(issue.path, issue.keys[0] ?? '', owner);
  }
  const setting = issue.path.map(String).join('.');
  return `${setting === '' ? 'the file' : `"${setting}"`} ${rule(issue)}`;
}

function unknownKey(path: readonly PropertyKey[], key: string, owner: ConfigOwner): string {
  const full = [...path, key].map(String).join('.');
  if (owner === 'repository' && path.length === 0 && userOnly().includes(key)) {
    return `"${full}" may be set in your own configuration only, never by a repository`;
  }
  const known = keysAt(path, owner);
  const meant = nearest(key, known);
  const advice = meant === null ? `known are ${known.join(', ')}` : `did you mean "${meant}"?`;
  return `unknown setting "${full}"; ${advice}`;
}

function userOnly(): readonly string[] {
  const shared = Object.keys(repoConfigSchema.shape);
  return Object.keys(userConfigSchema.shape).filter((key) => !shared.includes(key));
}

/** The names a setting may have at a place of the file; the schema is never deeper than two levels. */
function keysAt(path: readonly PropertyKey[], owner: ConfigOwner): readonly string[] {
  const top = owner === 'user' ? userConfigSchema.shape : repoConfigSchema.shape;
  const [group] = path;
  const shape: object =
    group === undefined ? top : shapeOf(Object.entries(top).find(([name]) => name === group)?.[1]);
  return Object.keys(shape).filter((name) => name !== '$schema');
}

function shapeOf(setting: unknown): object {
  const inner =
    typeof setting === 'object' && setting !== null && 'unwrap' in setting
      ? (setting as z.ZodOptional).unwrap()
      : setting;
  return typeof inner === 'object' && inner !== null && 'shape' in inner
    ? (inner.shape as object)
    : {};
}

function rule(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_type':
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'too_small':
      return issue.origin === 'string' || issue.origin === 'array'
        ? 'must not be empty'
        : `must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'invalid_union':
      return 'has a value of the wrong kind';
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object in braces',
  record: 'an object in braces',
  string: 'a text',
};
