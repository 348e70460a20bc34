import type { FakePull } from '../../support/fake-github/types.ts';
import type { TestRepo } from '../../support/git-repo.ts';

/** One of our commits as its trailers tell it. */
export interface ChunkCommit {
  readonly sha: string;
  readonly subject: string;
  readonly author: string;
  /** `Codelicious-Spec` → value. */
  readonly trailers: Readonly<Record<string, string>>;
}

const FIELDS = ['%H', '%s', '%an <%ae>', '%(trailers:only,unfold)'];
const FIELD_END = '\u001f';
const COMMIT_END = '\u001e';

/** The commits of `range` that carry a `Codelicious-Chunk` trailer, oldest first. */
export function chunkCommits(repo: TestRepo, range: string): readonly ChunkCommit[] {
  const format = `--format=${FIELDS.join('%x1f')}%x1e`;
  return repo
    .git('log', '--reverse', '--topo-order', format, range)
    .split(COMMIT_END)
    .map((row) => row.trim().split(FIELD_END))
    .filter((fields) => fields.length === FIELDS.length)
    .map(([sha = '', subject = '', author = '', trailers = '']) => {
      return { sha, subject, author, trailers: readTrailers(trailers) };
    })
    .filter((commit) => commit.trailers['Codelicious-Chunk'] !== undefined);
}

function readTrailers(text: string): Readonly<Record<string, string>> {
  const rows = text.split('\n').map((line) => /^([\w-]+): (.*)$/.exec(line));
  return pairs(rows.map((row) => [row?.[1], row?.[2]]));
}

/** A pull request as a reviewer sees its size. */
export interface PullSize {
  readonly commits: number;
  /** Added and deleted lines against the merge base, the given spec left out. */
  readonly lines: number;
}

/** Measures what stands in the bare repository. */
export function pullSize(
  origin: TestRepo,
  { base, head }: Pick<FakePull, 'base' | 'head'>,
  spec: string,
): PullSize {
  const fork = origin.git('merge-base', `refs/heads/${base}`, `refs/heads/${head}`);
  const rows = origin.git('diff', '--numstat', '-M', fork, `refs/heads/${head}`).split('\n');
  const counted = rows.filter((row) => row !== '' && !row.endsWith(`\t${spec}`));
  const lines = counted.flatMap((row) => row.split('\t').slice(0, 2)).map((text) => Number(text));
  return {
    commits: Number(origin.git('rev-list', '--count', `${fork}..refs/heads/${head}`)),
    lines: lines.filter((count) => !Number.isNaN(count)).reduce((sum, count) => sum + count, 0),
  };
}

/** Ref → tip of everything the bare repository holds. */
export function branchTips(repo: TestRepo): Readonly<Record<string, string>> {
  const rows = repo.git('for-each-ref', '--format=%(refname) %(objectname)').split('\n');
  return pairs(rows.map((row) => row.split(' ')));
}

/** Path → blob of a commit's tree. */
export function treeOf(repo: TestRepo, commit: string): Readonly<Record<string, string>> {
  const rows = repo.git('ls-tree', '-r', '-z', commit).split('\0').filter(Boolean);
  return pairs(rows.map((row) => row.split('\t').reverse()));
}

function pairs(
  rows: readonly (readonly (string | undefined)[])[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    rows.flatMap(([name, value]) => (name && value !== undefined ? [[name, value] as const] : [])),
  );
}

/** What a pull request looks like in one line, for comparing a whole stack at once. */
export function stackOf(pulls: readonly FakePull[]): readonly string[] {
  return pulls.map(({ head, base, draft, state, mergedAt }) => {
    const shown = mergedAt === null ? state : 'merged';
    return `${head} → ${base} ${shown}${draft ? ' draft' : ''}`;
  });
}
