import { writeFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { type Handed, handIn, handInSpoilt } from '../support/samples/good-work.ts';
import { knownProjects } from '../support/samples/projects.ts';
import { spoilsOf } from '../support/samples/spoils.ts';

/** Set by scripts/good-work-campaign.js: which projects, `all` or names with commas, and where the figures go. */
const ONLY = process.env['GOOD_WORK_PROJECTS'];
const REPORT = process.env['GOOD_WORK_REPORT'];

/** What the tests look at where nobody asks for more: the quickest project, its first commits, one of them spoilt. */
const SLICE = { project: 'markdown-table', commits: 2, spoilt: 1 };

const launcher = inject('launcher');
const handed: Handed[] = [];

const projects = knownProjects().filter(({ name }) => {
  return ONLY === 'all' || (ONLY ?? SLICE.project).split(',').includes(name);
});

function keep(rows: readonly Handed[]): void {
  handed.push(...rows);
  if (REPORT !== undefined) writeFileSync(REPORT, JSON.stringify(handed));
}

const works = projects.map((project) => {
  const history = project.history();
  const commits = ONLY === undefined ? history.commits.slice(0, SLICE.commits) : history.commits;
  return { name: project.name, project, history: { ...history, commits } };
});

it.each(works)('the work on $name lands', { timeout: 600_000 }, async ({ project, history }) => {
  const rows = await handIn(launcher, project, history);
  keep(rows);
  expect(rows.filter(({ landed }) => !landed)).toEqual([]);
});

describe.each(works)('the work on $name', ({ project, history: { commits } }) => {
  const spoilt = ONLY === undefined ? commits.slice(0, SLICE.spoilt) : commits;
  it.each(spoilt)('does not land spoilt: $subject', { timeout: 600_000 }, async (commit) => {
    const spoils = spoilsOf(project, commit);
    const rows = await handInSpoilt(launcher, project, { commit, spoils });
    keep(rows);
    expect(rows.filter(({ landed, harmless }) => landed && !harmless)).toEqual([]);
  });
});
