import type { Ecosystem } from './manifests.ts';
import { isFromIndex, isFurtherFile } from './requirements.ts';

/** Members of `package.json` whose values say where a package comes from. */
const NODE_WISH =
  /^(?:dependencies|devDependencies|optionalDependencies|overrides|resolutions)\.\S+ "(.*)"$/;
/** A server or a repository. */
const NODE_SERVER = /^(?:git[+@:]|github:|gitlab:|bitbucket:|gist:|https?:|ssh:)/;
/** `owner/name` at GitHub. */
const NODE_SHORT = /^[\w-][\w.-]*\/[\w.-]+(?:#.*)?$/;
/** A folder or an archive. */
const NODE_LOCAL = /^(?:file:|link:|portal:|(?=\.{0,2}\/|~\/))(.*)$/;

/** A table or text of TOML that names a repository or a server. */
const TOML_SERVER = /\bgit\s*=\s*["']|:\/\//;

/** What of the new wishes does not come from a registry, as the manifest has it. */
export function notFromRegistry(
  ecosystem: Ecosystem,
  path: string,
  wishes: readonly string[],
): readonly string[] {
  if (ecosystem === 'node') return wishes.filter((wish) => isElsewhere(wish, path));
  if (ecosystem === 'go') return [];
  if (path.endsWith('.toml')) return wishes.filter((wish) => TOML_SERVER.test(wish));
  return wishes.filter((wish) => !isFromIndex(wish) && !isFurtherFile(wish));
}

function isElsewhere(wish: string, path: string): boolean {
  const source = NODE_WISH.exec(wish)?.[1];
  if (source === undefined) return false;
  if (NODE_SERVER.test(source) || NODE_SHORT.test(source)) return true;
  const local = NODE_LOCAL.exec(source)?.[1];
  return local !== undefined && leadsOut(local, path.split('/').length - 1);
}

/** @param depth how many folders deep in the repository the path begins */
function leadsOut(path: string, depth: number): boolean {
  if (/^(?:\/|~|[A-Za-z]:)/.test(path)) return true;
  const steps = path.split('/').filter((step) => step !== '.' && step !== '');
  const name = steps.findIndex((step) => step !== '..');
  const climbs = name === -1 ? steps.length : name;
  return climbs > depth || steps.slice(climbs).includes('..');
}
