import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StatusData } from '../../src/domain/data.ts';
import type { FakeStep } from '../support/fake-claude.ts';
import type { Machine } from './harness/machine.ts';
import type { Ran } from './harness/program.ts';
import { chunkCommits, pullSize, stackOf, treeOf } from './harness/reading.ts';
import { sampleFiles, sourceLines, specText } from './harness/sample.ts';
import { pullsOf, recordFaults, specCommits, stackFaults } from './harness/soundness.ts';
import { createStage, type Stage } from './harness/stage.ts';

const SPEC = 'docs/specs/07_library.md';

const TITLES = [
  'Greet people',
  'Needs a repair',
  'Never works',
  'Too big but shrinks',
  'Too big but divides',
  'Too big and whole',
  'Changes nothing',
  'Comes last',
] as const;

function lines(title: string, count: number): string {
  return sourceLines({ title, lines: count });
}

/** The first fitting step is played: what is special stands before what is usual. */
const STEPS: readonly FakeStep[] = [
  { chunk: 'Greet people', write: { 'src/greet.js': lines('greet', 30) } },
  { job: 'repair', chunk: 'Needs a repair', write: { 'src/repaired.js': lines('repaired', 20) } },
  { chunk: 'Needs a repair', write: { 'src/repaired.js': `BROKEN\n${lines('repaired', 20)}` } },
  { chunk: 'Never works', append: { 'src/never.js': 'BROKEN again\n' } },
  {
    job: 'shrink',
    chunk: 'Too big but shrinks',
    write: { 'src/shrunk.js': lines('shrunk', 100) },
    summary: 'The first half of it',
    remaining: ['The second half of it'],
  },
  { chunk: 'Too big but shrinks', write: { 'src/shrunk.js': lines('shrunk', 300) } },
  { chunk: 'The second half of it', write: { 'src/half.js': lines('half', 110) } },
  {
    chunk: 'Too big but divides',
    write: { 'src/one.js': lines('one', 180), 'src/two.js': lines('two', 190) },
  },
  { chunk: 'Too big and whole', write: { 'src/whole.js': lines('whole', 330) } },
  { chunk: 'Changes nothing', summary: 'I looked around.' },
  { chunk: 'Comes last', write: { 'src/last.js': lines('last', 10) } },
];

let stage: Stage;
let here: Machine;
let ran: Ran;
let status: StatusData;

beforeAll(async () => {
  stage = await createStage({
    files: sampleFiles({
      [SPEC]: specText(
        'Library',
        TITLES.map((title) => ({ title })),
      ),
    }),
    claude: STEPS,
  });
  here = stage.machine();
  ran = await here.build();
  status = await here.status();
});

afterAll(async () => {
  await stage.remove();
});

function chunk(title: string) {
  const found = status.specs[0]?.chunks.find((one) => one.title === title);
  if (found === undefined) throw new Error(`no chunk "${title}"`);
  return found;
}

/** Commits of a task, in order. */
function commitsOf(title: string) {
  const { id } = chunk(title);
  return specCommits(stage, SPEC).filter(({ trailers }) => trailers['Codelicious-Chunk'] === id);
}

it('ends with 1 and one summary line per failure, all pull requests sound', () => {
  expect(ran, ran.stderr).toMatchObject({ status: 1, timedOut: false });
  for (const title of ['Never works', 'Changes nothing']) {
    expect(ran.stdout.split('\n').filter((line) => line.includes(title))).toHaveLength(1);
  }
  expect(stackFaults(stage, SPEC)).toEqual([]);
  expect(recordFaults(here, stage)).toEqual([]);
});

it('repairs what its checks refuse, in the same conversation', () => {
  const calls = stage.claude.calls().filter((call) => call.title === 'Needs a repair');
  expect(calls.map((call) => call.job)).toEqual(['build', 'repair']);
  expect(calls[1]?.prompt).toContain('BROKEN');
  expect(calls[1]?.argv.join(' ')).toContain('--resume 00000000-0000-4000-8000-000000000000');
  expect(commitsOf('Needs a repair')).toHaveLength(1);
  expect(stage.origin.git('grep', '-l', 'BROKEN', 'codelicious/spec-07', '--', '*.sh')).toContain(
    'check.sh',
  );
});

describe('a task that fails its checks to the end', () => {
  it('was repaired as often as allowed and is nowhere in a pull request', () => {
    const calls = stage.claude.calls().filter((call) => call.title === 'Never works');
    expect(calls.map((call) => call.job)).toEqual(['build', 'repair', 'repair']);
    expect(commitsOf('Never works')).toEqual([]);
    for (const { head } of stage.github.state.pulls) {
      expect(treeOf(stage.origin, head)).not.toHaveProperty('src/never.js');
    }
  });

  it('is kept in the user’s repository, named in status and post-mortem', () => {
    const { id, reason, attempts } = chunk('Never works');
    const ref = `refs/codelicious/failed/${id}`;
    expect(here.repo.git('show', `${ref}:src/never.js`)).toBe(
      'BROKEN again\nBROKEN again\nBROKEN again',
    );
    expect(chunk('Never works')).toMatchObject({ status: 'failed', sha: null, pull: null });
    expect({ code: reason?.code, attempts }).toEqual({ code: 'verification', attempts: 1 });
    expect(chunk('Changes nothing').reason?.code).toBe('no_changes');
    const [postmortem = ''] = readdirSync(here.stateDir).filter((name) =>
      name.startsWith('postmortem-'),
    );
    const text = readFileSync(join(here.stateDir, postmortem), 'utf8');
    expect(text).toContain(ref);
    expect(text).toContain('Never works');
  });

  it('is told to the tasks after it', () => {
    const last = stage.claude.calls().find((call) => call.title === 'Comes last');
    expect(last?.prompt).toMatch(/## Missing[^#]*Never works/);
    expect(last?.prompt).toMatch(/## Built of this spec already[^#]*Greet people/);
  });

  it('is not pushed under its ref', () => {
    expect(stage.origin.git('for-each-ref', 'refs/codelicious')).toBe('');
  });
});

describe('a task whose change is too big', () => {
  it('becomes a first step, the rest sub-tasks of the spec that are built after it', () => {
    const top = stage.github.state.pulls.at(-1)?.head ?? '';
    const text = stage.origin.git('show', `${top}:${SPEC}`);
    expect(text).toMatch(
      /- \[x\] Too big but shrinks\n\s+- \[x\] The first half of it\n\s+- \[x\] The second half of it/,
    );
    expect(commitsOf('The first half of it')).toHaveLength(1);
    expect(commitsOf('The second half of it')).toHaveLength(1);
    expect(treeOf(stage.origin, top)).toHaveProperty('src/half.js');
  });

  it('is divided by files into steps, each in a part where it fits', () => {
    const commits = commitsOf('Too big but divides');
    expect(commits.map((commit) => commit.trailers['Codelicious-Step'])).toEqual(['1/2', '2/2']);
    const changed = commits.map(({ sha }) =>
      stage.origin.git('diff', '--name-only', `${sha}^`, sha).split('\n'),
    );
    expect(changed).toEqual([['src/one.js'], [SPEC, 'src/two.js']]);
  });

  it('is flagged and alone in its part where neither helps', () => {
    const [commit, ...more] = commitsOf('Too big and whole');
    expect(more).toEqual([]);
    expect(commit?.trailers['Codelicious-Oversize']).toBe('true');
    const pull = pullsOf(stage, SPEC).find(
      (one) => one.number === chunk('Too big and whole').pull?.number,
    );
    expect(pull?.body).toContain('**Oversize:**');
    expect(pull && pullSize(stage.origin, pull, SPEC)).toEqual({ commits: 1, lines: 330 });
  });
});

it('opens each part as a draft and leaves the last one so while something is open', () => {
  const opened = stage.github.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/pulls'),
  );
  expect(opened.map(({ body }) => body['draft'])).toEqual(opened.map(() => true));
  const pulls = stage.github.state.pulls;
  expect(pulls.map((pull) => pull.draft)).toEqual(
    pulls.map((_, index) => index === pulls.length - 1),
  );
});

it('builds what failed when it is run again, and then is complete', async () => {
  const before = stage.github.state.pulls.length;
  stage.claude.play([
    { chunk: 'Never works', write: { 'src/never.js': lines('never', 25) } },
    { chunk: 'Changes nothing', write: { 'src/nothing.js': lines('nothing', 5) } },
  ]);
  const calls = stage.claude.calls().length;
  const again = await here.build();
  expect(again, again.stderr).toMatchObject({ status: 0 });
  const made = stage.claude.calls().slice(calls);
  expect(made.map((call) => call.title)).toEqual(['Never works', 'Changes nothing']);
  expect(made[0]?.prompt).toMatch(
    /## Earlier attempts at this task[^#]*sh check\.sh: src\/never\.js:\d+:BROKEN/,
  );
  expect(stackFaults(stage, SPEC)).toEqual([]);
  expect(recordFaults(here, stage)).toEqual([]);
  expect(stackOf(stage.github.state.pulls).filter((row) => row.includes('draft'))).toEqual([]);
  expect(stage.github.state.pulls).toHaveLength(before);
  expect(chunkCommits(stage.origin, '--branches')).toHaveLength(TITLES.length + 2);
  const done = await here.status();
  expect(new Set(done.specs[0]?.chunks.map((one) => one.status))).toEqual(new Set(['published']));
});
