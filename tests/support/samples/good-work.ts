import { isTestFile } from '../../../src/domain/tampering/language.ts';
import { type Commit, callsBetween, changedPaths, type History, type Tree } from './history.ts';
import type { Project } from './projects.ts';
import { type Built, type ChunkSeen, replayedBuild, type Task } from './replayed-build.ts';
import type { Spoil } from './spoils.ts';

/** What became of one commit that was handed in as the work of a task. */
export interface Handed {
  readonly project: string;
  readonly subject: string;
  /** `as it was`, or how it was spoilt. */
  readonly kind: string;
  readonly how: string;
  readonly hasTests: boolean;
  readonly landed: boolean;
  /** A spoil that the project's own checks do not notice. */
  readonly harmless: boolean;
  /** Why it did not land; what the pull request says of it where it did. */
  readonly why: string;
}

/** Builds the commits of a project one after the other, as the tasks of one spec. */
export async function handIn(
  launcher: string,
  project: Project,
  { start, commits }: History,
): Promise<readonly Handed[]> {
  const tasks = commits.map((commit) => taskOf(commit, commit.after));
  const built = await replayedBuild({ launcher, files: start, modules: project.modules, tasks });
  try {
    return commits.map((commit, at) => {
      return row({ project, commit, kind: 'as it was', how: '' }, built.chunks[at], built);
    });
  } finally {
    built.home.remove();
  }
}

/** The last task, so that none of those before it is judged by more than it changed. */
const LAST: Task = {
  title: 'Add a note',
  jobs: [{ calls: [{ tool: 'write_file', path: 'NOTES.md', content: 'Nothing of note.\n' }] }],
};

/** Builds a commit in each of its spoilt forms. */
export async function handInSpoilt(
  launcher: string,
  project: Project,
  { commit, spoils }: { readonly commit: Commit; readonly spoils: readonly Spoil[] },
): Promise<readonly Handed[]> {
  const rows: Handed[] = [];
  // One that lands is what the next would build upon: those are handed in anew.
  for (let left = spoils; left.length > 0; left = spoils.slice(rows.length)) {
    const tasks = [...left.map((spoil) => taskOf(commit, spoil.tree, ` (${spoil.kind})`)), LAST];
    const request = { launcher, files: commit.before, modules: project.modules, tasks };
    const built = await replayedBuild(request);
    try {
      for (const [at, spoil] of left.entries()) {
        rows.push(row({ project, commit, ...spoil }, built.chunks[at], built));
        if (rows.at(-1)?.landed === true) break;
      }
    } finally {
      built.home.remove();
    }
  }
  return rows;
}

function taskOf({ subject, details, before }: Commit, after: Tree, suffix = ''): Task {
  return { title: subject + suffix, details, jobs: [{ calls: callsBetween(before, after) }] };
}

interface Told {
  readonly project: Project;
  readonly commit: Commit;
  readonly kind: string;
  readonly how: string;
  readonly harmless?: boolean;
}

function row(
  { project, commit, kind, how, harmless = false }: Told,
  seen: ChunkSeen | undefined,
  { stderr, pulls }: Built,
): Handed {
  const { subject, before, after } = commit;
  const landed = seen?.status === 'published';
  const reason = seen?.reason ?? { code: 'none', message: stderr.trim().slice(-300) };
  return {
    ...{ project: project.name, subject, kind, how, landed, harmless },
    hasTests: changedPaths(before, after).some(isTestFile),
    why: landed ? flagged(pulls) : `${reason.code}: ${reason.message}`,
  };
}

/** What pull requests ask to look at. */
function flagged(pulls: readonly string[]): string {
  const lines = pulls.flatMap((pull) => pull.split('\n'));
  return lines
    .filter((line) => /^[-*] .*(?:deleted|fewer|removed|skipped|weaker)/i.test(line))
    .join(' ');
}
