/** Where a lock file says that packages come from: URLs and git addresses. */
const SOURCE = /(?:git\+)?(?:https?|ssh|git):\/\/[^\s"'#)\]}<>,]+|\bgit@[\w.-]+:[^\s"'#]+/g;

/** Hosts, with the scheme where it is not https, that a lock file names after a change and did not before. */
export function newSources(before: string, after: string): readonly string[] {
  const old = hostsIn(before);
  return [...hostsIn(after)].filter((host) => !old.has(host) && !KNOWN.has(host)).sort();
}

/** The index of crates, on a host where anybody may put anything. */
const CRATES = 'github.com/rust-lang/crates.io-index';

/** The public registries of the package managers, which a first lock file may name. */
const KNOWN: ReadonlySet<string> = new Set([
  'registry.npmjs.org',
  'registry.yarnpkg.com',
  'registry.npmmirror.com',
  'npm.pkg.github.com',
  'pypi.org',
  'files.pythonhosted.org',
  'proxy.golang.org',
  'sum.golang.org',
  'crates.io',
  'index.crates.io',
  'static.crates.io',
  CRATES,
  'rubygems.org',
  'repo.packagist.org',
  'api.nuget.org',
  'opencollective.com',
  'tidelift.com',
  'feross.org',
]);

/** Pages of sponsors, which lock files list beside the sources. */
const SPONSORS =
  /"?(?:funding|url|homepage)"?\s*:\s*(?:\{\s*)?"(?:url"\s*:\s*")?https?:\/\/[^"]*"/g;

function hostsIn(text: string): ReadonlySet<string> {
  const sources = text.replace(SPONSORS, '').match(SOURCE) ?? [];
  return new Set(sources.map(hostOf));
}

function hostOf(source: string): string {
  const secure = source.replace(/^(?:git\+)?https:\/\//, '');
  const bare = secure.replace(/^[^/@]*@/, '');
  if (bare.startsWith(CRATES)) return CRATES;
  const isPlain = secure === source;
  const host = (isPlain ? source : bare).replace(/^((?:[\w+]+:\/\/)?[^/:]+(?::\d+)?).*$/s, '$1');
  return host.toLowerCase();
}
