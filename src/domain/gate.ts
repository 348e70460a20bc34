import type { Change } from './changeset.ts';
import {
  isCiFolderAncestor,
  isCiPath,
  isGitInternal,
  isGitModules,
  isOwnState,
} from './gate-paths.ts';
import { clip, oneLine } from './text-limits.ts';

/** Why a change may not be committed; a closed set. */
export type GateCode =
  | 'git_internals'
  | 'git_modules'
  | 'own_state'
  | 'submodule'
  | 'symlink'
  | 'mode'
  | 'ci_definition'
  | 'secret'
  | 'credentials'
  | 'too_large'
  | 'binary'
  | 'lock_source';

/** One reason for which a changeset is turned away. */
export interface GateRefusal {
  readonly code: GateCode;
  readonly path: string;
  /** One sentence that names the path and the rule; never the value of a secret. */
  readonly message: string;
}

export interface GateRules {
  /** `--allow-ci-changes`. */
  readonly allowCiChanges: boolean;
  /** Target by path of every symbolic link the changeset adds or alters. */
  readonly links: ReadonlyMap<string, string>;
  /** Paths whose new content holds a secret known to this run. */
  readonly holdsSecret: readonly string[];
  /** Paths that are files of credentials by name and by content. */
  readonly credentials: readonly string[];
  /** New paths above the size a reviewer can be asked to take, and those below it that are no text. */
  readonly tooLarge: readonly string[];
  readonly binaries: readonly string[];
  /** By lock file: where packages come from that came from elsewhere before. */
  readonly newSources: ReadonlyMap<string, readonly string[]>;
}

const FILE_MODES: ReadonlySet<string> = new Set(['000000', '100644', '100755']);
const LINK = '120000';
const SUBMODULE = '160000';
/** Characters of a path shown in a sentence. */
const SHOWN_PATH = 160;

/** Every reason against a changeset, in its order; empty when it may be committed. */
export function inspect(changes: readonly Change[], rules: GateRules): readonly GateRefusal[] {
  return changes.flatMap((change) => {
    const sides = change.from === null ? [change.path] : [change.path, change.from];
    return [
      ...sides.flatMap((path) => byPath(path, change, rules)),
      ...byMode(change, rules.links),
      ...byContent(change.path, rules),
    ];
  });
}

function byPath(path: string, change: Change, rules: GateRules): readonly GateRefusal[] {
  if (isGitInternal(path)) return [refuse('git_internals', path, 'it is part of git itself')];
  if (isGitModules(path)) return [refuse('git_modules', path, 'submodules may not be changed')];
  if (isOwnState(path)) return [refuse('own_state', path, 'it belongs to codelicious')];
  if (rules.allowCiChanges) return [];
  const replacesFolder = change.newMode === LINK && isCiFolderAncestor(path);
  if (!isCiPath(path) && !replacesFolder) return [];
  return [refuse('ci_definition', path, 'it defines CI; --allow-ci-changes admits that')];
}

function byContent(path: string, rules: GateRules): readonly GateRefusal[] {
  const found: readonly (readonly [GateCode, readonly string[], string])[] = [
    ['secret', rules.holdsSecret, 'it holds a secret of this machine'],
    ['credentials', rules.credentials, 'it is a file of credentials'],
    ['too_large', rules.tooLarge, 'it is larger than 1 MiB, and the task does not ask for it'],
    ['binary', rules.binaries, 'it is no text, and the task does not ask for it'],
  ];
  const sources = (rules.newSources.get(path) ?? []).map((source) =>
    refuse('lock_source', path, `packages come from a new source: ${clip(source, SHOWN_PATH)}`),
  );
  const refusals = found.filter(([, paths]) => paths.includes(path));
  return [...refusals.map(([code, , why]) => refuse(code, path, why)), ...sources];
}

function byMode(change: Change, links: ReadonlyMap<string, string>): readonly GateRefusal[] {
  const { path, oldMode, newMode } = change;
  if (oldMode === SUBMODULE || newMode === SUBMODULE) {
    return [refuse('submodule', path, 'it is a submodule or a repository of its own')];
  }
  if (newMode === LINK) return byTarget(path, links.get(path));
  if (FILE_MODES.has(newMode)) return [];
  return [refuse('mode', path, `mode ${newMode} is neither a file nor a link`)];
}

function byTarget(path: string, target: string | undefined): readonly GateRefusal[] {
  if (target === undefined) return [refuse('symlink', path, 'its target cannot be read')];
  if (leadsOutside(path, target)) {
    return [refuse('symlink', path, 'the symbolic link leads out of the repository')];
  }
  if (!isGitInternal(target)) return [];
  return [refuse('symlink', path, 'the symbolic link leads into git itself')];
}

/**
 * Whether a link may lead out of the tree. A `..` behind a name counts as outside: that name may
 * itself be a link, so nobody can say from the text alone where the climb begins.
 */
function leadsOutside(path: string, target: string): boolean {
  if (/^(?:[\\/]|[A-Za-z]:)/.test(target) || target.includes('\0')) return true;
  const steps = target.split(/[\\/]/).filter((step) => step !== '' && step !== '.');
  const firstName = steps.findIndex((step) => step !== '..');
  const climbs = firstName === -1 ? steps.length : firstName;
  const depth = path.split('/').length - 1;
  return climbs > depth || steps.slice(climbs).includes('..');
}

function refuse(code: GateCode, path: string, why: string): GateRefusal {
  return { code, path, message: `${clip(oneLine(path), SHOWN_PATH)}: ${why}` };
}
