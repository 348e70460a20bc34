import { createHash } from 'node:crypto';

declare const brand: unique symbol;
type Brand<T, Name extends string> = T & { readonly [brand]: Name };

/** 12 hex digits: sha256 of the spec's key. Stable while the file keeps its path. */
export type SpecId = Brand<string, 'SpecId'>;
/** 12 hex digits derived from what a task says and where it stands, never from its position. */
export type ChunkId = Brand<string, 'ChunkId'>;
/** One invocation of `build`, e.g. `20260131T101500-4fa1c2`. */
export type RunId = Brand<string, 'RunId'>;
/** A full git object name, 40 or 64 hex digits. */
export type Sha = Brand<string, 'Sha'>;

/** The hex sha256 of the parts, each separated by NUL so that no two lists collide. */
export function digest(parts: readonly string[], length = 12): string {
  return createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, length);
}

/**
 * A spec's key: its path without extension; the folder for a `tasks.md`.
 * @param path repository-relative, with forward slashes
 */
export function specKey(path: string): string {
  const folder = /^(.+)\/tasks\.md$/i.exec(path)?.[1];
  return folder ?? path.replace(/\.[^./]+$/, '');
}

/** The id of the spec at a repository-relative path. */
export function specId(path: string): SpecId {
  return digest([specKey(path)]) as SpecId;
}

/** Lower-case letters, digits and dashes only, at most 48 characters; `spec` when nothing is left. */
function slug(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '');
  const dashed = plain.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return dashed.slice(0, 48).replace(/-+$/, '').toLowerCase() || 'spec';
}

/** The unique, readable name of a spec's files on disk: `<stem>-<6 hex of its path>`. */
export function specSlug(path: string): string {
  return `${slug(lastSegment(specKey(path)))}-${digest([path], 6)}`;
}

/** The `<N>` of `spec-<N>`: leading digits as written, else the slug, of the file or of a `tasks.md`'s folder. */
export function specLabel(path: string): string {
  const name = lastSegment(specKey(path));
  return /^\d+/.exec(name)?.[0] ?? slug(name);
}

function lastSegment(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
