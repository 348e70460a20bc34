/**
 * Code points that HFS+ leaves out when it compares names, so that `.g<U+200C>it` opens `.git`;
 * the list is that of git's own `is_hfs_dotgit`.
 */
const HFS_IGNORED = /[\u200c-\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g;

/** Names by which NTFS and 8.3 aliases reach `.git` and `.gitmodules` (git's `is_ntfs_dotgit`). */
const GIT_DIRECTORY = /^(?:\.git|git~\d+)$/;
const GIT_MODULES = /^(?:\.gitmodules|gitmod~\d+|gi7eba~\d+)$/;

/** Folders from whose files a CI service takes its orders. */
const CI_FOLDERS: readonly string[] = [
  '.github/workflows',
  '.github/actions',
  '.gitea/workflows',
  '.forgejo/workflows',
  '.circleci',
  '.buildkite',
  '.woodpecker',
  '.semaphore',
  '.azure-pipelines',
];

/** Files at the root that are CI definitions. */
const CI_ROOT_FILES =
  /^(?:\.gitlab-ci\.ya?ml|\.travis\.ya?ml|bitbucket-pipelines\.ya?ml|\.drone\.(?:ya?ml|star|jsonnet)|\.woodpecker[^/]*|\.?appveyor\.ya?ml|\.cirrus\.(?:ya?ml|star))$/;

/** CI definitions that are found in any folder. */
const CI_FILES = /(?:^|\/)(?:jenkinsfile(?:\.[^/]*)?|azure-pipelines\.ya?ml)$/;

/** Whether a path has a component that some file system takes for `.git`. */
export function isGitInternal(path: string): boolean {
  return components(path).some((name) => GIT_DIRECTORY.test(name));
}

/** Whether a path is a `.gitmodules` file under any of its names. */
export function isGitModules(path: string): boolean {
  return components(path).some((name) => GIT_MODULES.test(name));
}

/** Whether a path lies in codelicious' own folder. */
export function isOwnState(path: string): boolean {
  return components(path).includes('.codelicious');
}

/** Whether a path is, or lies in, the definition of a CI service. */
export function isCiPath(path: string): boolean {
  const folded = components(path).join('/');
  const inFolder = CI_FOLDERS.some(
    (folder) => folded === folder || folded.startsWith(`${folder}/`),
  );
  return inFolder || CI_ROOT_FILES.test(folded) || CI_FILES.test(folded);
}

/** Whether a folder of CI definitions would lie below this path. */
export function isCiFolderAncestor(path: string): boolean {
  const folded = `${components(path).join('/')}/`;
  return CI_FOLDERS.some((folder) => folder.startsWith(folded));
}

/**
 * The names of a path as the most lenient file systems compare them: case folded, compatibility
 * forms united, ignorable code points, trailing dots and spaces and NTFS streams (`name:stream`)
 * taken off, backslashes read as separators.
 */
function components(path: string): readonly string[] {
  return path.split(/[\\/]/).map((name) =>
    name
      .replace(HFS_IGNORED, '')
      .normalize('NFKC')
      .toLowerCase()
      .replace(/:.*$/s, '')
      .replace(/[. ]+$/, ''),
  );
}
